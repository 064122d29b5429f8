import GRDB
import Sync
import Tiers

/// The rule set of supervision: the newest that the province published, else the built-in one.
public enum SupervisionRuleStore {
    /// Largest file, in bytes.
    public static let fileBytesMax = 262_144

    private static let name = "rules/supervision"

    /// The rules that count here, with their version: `builtin`, or the number of the publication.
    static func current(_ db: Database) throws -> (rules: SupervisionRules, version: String) {
        guard let stream = StreamName(name), let newest = try CommitLog.newest(stream, db) else {
            return (.builtIn, "builtin")
        }
        guard let rules = BodyJSON.decode(SupervisionRules.self, of: newest.commit) else {
            // Rules of a newer release that this one cannot read: better the built-in ones than none.
            return (.builtIn, "builtin")
        }
        return (rules, String(newest.commit.header.sequence))
    }

    /// The rules as `--json` gives them.
    public static func show(_ hall: Hall) throws(HallError) -> JSONValue {
        let (rules, version) = try hall.read { try current($0) }
        return json(rules, version)
    }

    /// Publishes the rule set of a file, at the province. The same again writes nothing.
    public static func publish(
        _ bytes: [UInt8], file: String, dryRun: Bool, at hall: Hall
    ) throws(HallError) -> JSONValue {
        let isJSON = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
        let (root, broken) = isJSON ? JSONSource.read(bytes, file: file) : YAMLSource.read(bytes, file: file)
        guard let root else { throw refused(broken) }
        let (read, faults) = SupervisionRulesReader.read(root, file: file)
        guard let rules = read, (broken + faults).isEmpty else { throw refused(broken + faults) }
        return try hall.command { batch, db in
            guard try Directory.superior(hall.engine.node, db) == nil else { throw notTheProvince }
            let before = try current(db)
            let isSame = before.version != "builtin" && before.rules == rules
            if !isSame, !dryRun {
                guard let stream = StreamName(name) else { throw HallError.fault("no stream of rules") }
                try batch.append(Draft(stream: stream, facts: [], content: try BodyJSON.encode(rules)))
            }
            let version = try current(db).version
            return json(rules, dryRun && !isSame ? nil : version).adding("unchanged", .bool(isSame))
        }
    }

    private static func json(_ rules: SupervisionRules, _ version: String?) -> JSONValue {
        .fields([
            "version": .optional(version), "name": .text(rules.name), "basis": .text(rules.basis),
            "reminderDays": .int(Int64(rules.reminderDays)), "reminderPercent": .int(Int64(rules.reminderPercent)),
            "yellowDays": .int(Int64(rules.yellowDays)), "reasonCharacters": .int(Int64(rules.reasonCharacters)),
            "reviewCharacters": .int(Int64(rules.reviewCharacters)), "answerDays": .int(Int64(rules.answerDays)),
            "base": .text(rules.base.description),
            "rules": .list(
                rules.entries.map { entry in
                    .fields([
                        "rule": .text(entry.rule.rawValue), "name": .text(entry.rule.text.zh),
                        "area": .text(entry.rule.area.rawValue), "areaName": .text(entry.rule.area.chinese),
                        "days": .optional(entry.limit?.days), "unit": .optional(entry.limit?.unit.rawValue),
                        "yellow": .optional(entry.yellow?.description), "red": .optional(entry.red?.description),
                        "source": .optional(entry.source),
                    ])
                }),
        ])
    }

    private static let notTheProvince = HallError(
        .wrongHall, Bilingual(en: "only the province publishes rules", zh: "监察规则由省级大厅发布"),
        hint: Bilingual(en: "`hall rules show` says which ones count here", zh: "hall rules show 可查看现行规则"))

    private static func refused(_ faults: [Tiers.Fault]) -> HallError {
        HallError(
            .file, Bilingual(en: "the rules have \(faults.count) fault(s)", zh: "规则文件有 \(faults.count) 处问题"),
            hint: Bilingual(en: "mend each line named below", zh: "请按下列各行修改"),
            exit: Tiers.Fault.exitStatus(of: faults) == 2 ? .unreadable : .refused, faults: faults)
    }
}
