import GRDB
import Sync
public import Tiers

/// `hall matter publish`: takes catalogue files in. One transaction and one signature for all of them, one commit a
/// matter; nothing is published unless all is sound.
public struct PublishMatters: Sendable {
    let hall: Hall

    /// Publishing at a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// Largest file, in bytes.
    public static let fileBytesMax = 10_000_000

    /// A file that somebody wrote.
    public struct Source: Sendable {
        /// As the caller named it; it stands in every fault.
        public var name: String
        /// Its bytes.
        public var bytes: [UInt8]

        /// A file.
        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }

        /// The catalogue that the program brings along, for practice.
        public static var sample: Source { Source(name: "sample.yaml", bytes: Array(SampleCatalogue.yaml.utf8)) }
    }

    /// Publishes what the files hold: all of it or, if there is any fault in any of them, nothing.
    ///
    /// - Parameter dryRun: only says what would be done.
    public func run(
        _ sources: [Source], dryRun: Bool = false, now: Instant? = nil
    ) throws(HallError) -> MatterChanges {
        let now = now ?? hall.now
        let publisher = hall.id
        // Read before the writer is taken, so that a large file keeps nobody waiting; who owns what is asked again
        // inside.
        let plan = try hall.read { db in
            try PublishPlan(sources, publisher: publisher, today: now.chinaDate, db)
        }
        if dryRun || plan.matters.isEmpty { return plan.changes }
        return try hall.command { batch, db in
            let owners = try MatterStore.ownersElsewhere(than: publisher, db)
            var changes = plan.changes
            changes.published = []
            for matter in plan.matters {
                if let owner = owners[matter.code] { throw PublishMatters.foreign(matter.code, owner) }
                guard try MatterStore.newest(owner: publisher, code: matter.code, db)?.matter != matter else {
                    changes.unchanged.append(matter.code)
                    continue
                }
                guard let stream = MatterStore.stream(owner: publisher, code: matter.code) else {
                    throw HallError.fault("a checked code is no part of a stream's name")
                }
                let stored = try batch.append(Draft(stream: stream, facts: [], content: try BodyJSON.encode(matter)))
                changes.published.append((matter.code, UInt32(clamping: stored.commit.header.sequence)))
            }
            return changes
        }
    }

    private static func foreign(_ code: String, _ owner: HallID) -> HallError {
        HallError(
            .notTheOwner, Bilingual(en: "\(code) belongs to hall \(owner)", zh: "\(code) 属于 \(owner)"),
            hint: Bilingual(
                en: "only \(owner) can publish it; `hall matter localise` adds what is said of it here",
                zh: "只能由 \(owner) 发布；本地要素请用 hall matter localise 填写"))
    }
}

/// What files hold, checked against what is published already.
struct PublishPlan: Sendable {
    /// What is to be written.
    private(set) var matters: [Matter] = []
    /// What writing it would do.
    private(set) var changes = MatterChanges()
    private var faults: [Tiers.Fault] = []
    private var firstFile: [String: String] = [:]

    /// Reads all files. Throws all their faults.
    init(_ sources: [PublishMatters.Source], publisher: HallID, today: CivilDate, _ db: Database) throws {
        let owners = try MatterStore.ownersElsewhere(than: publisher, db)
        for source in sources {
            let content = CatalogueFile.read(
                source.bytes, file: source.name, publisher: publisher, owner: { owners[$0] })
            let lines = SourceLines(source)
            var found = content.faults
            changes.notices += content.notices
            for matter in content.matters {
                let newest = try MatterStore.newest(owner: publisher, code: matter.code, db)
                if let fault = fault(matter, after: newest, lines: lines, today: today) {
                    found.append(fault)
                } else {
                    add(matter, after: newest)
                }
            }
            faults += found.enumerated().sorted {
                ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
            }
            .map(\.element)
        }
        if !faults.isEmpty { throw PublishPlan.refused(sources.map(\.name), faults) }
    }

    private mutating func add(_ matter: Matter, after newest: MatterStore.Version?) {
        guard newest?.matter != matter else { return changes.unchanged.append(matter.code) }
        let version = (newest?.version ?? 0) + 1
        matters.append(matter)
        changes.published.append((matter.code, version))
        changes.changed.append((matter.code, MatterChanges.fields(newest?.matter, matter)))
    }

    private mutating func fault(
        _ matter: Matter, after newest: MatterStore.Version?, lines: SourceLines, today: CivilDate
    ) -> Tiers.Fault? {
        if let first = firstFile.updateValue(lines.file, forKey: matter.code) {
            return Tiers.Fault(
                file: lines.file, line: lines.line(of: matter.code), field: "code", value: matter.code,
                message: Bilingual(
                    en: "\(matter.code) stands in \(first) as well", zh: "\(matter.code) 在 \(first) 中也出现"),
                hint: Bilingual(en: "keep one of the two", zh: "请保留其一"))
        }
        // A first version may reach back; a later one would change what cases were accepted under.
        guard let newest, newest.matter != matter, matter.effectiveFrom < today else { return nil }
        return Tiers.Fault(
            file: lines.file, line: lines.line(of: "effectiveFrom", after: matter.code), field: "effectiveFrom",
            value: matter.effectiveFrom.text,
            message: Bilingual(
                en:
                    "\(matter.code) is published already (version \(newest.version)); a later version cannot begin in the past",
                zh: "\(matter.code) 已发布第 \(newest.version) 版，新版本的生效日期不得早于今日"),
            hint: Bilingual(en: "\(today) or later", zh: "\(today) 或之后"), kind: .rule)
    }

    private static func refused(_ files: [String], _ faults: [Tiers.Fault]) -> HallError {
        let names = files.joined(separator: ", ")
        let count = faults.count == 1 ? "one fault" : "\(faults.count) faults, first"
        let first = faults.first?.message ?? Bilingual(en: "", zh: "")
        return HallError(
            .matterFile,
            Bilingual(
                en: "\(names): \(count): \(first.en); nothing was published",
                zh: "\(names) 有 \(faults.count) 处问题：\(first.zh)；未发布任何事项"),
            hint: Bilingual(en: "correct what is named and publish again", zh: "请改正后重新发布"),
            exit: Tiers.Fault.exitStatus(of: faults) == 3 ? .refused : .unreadable, faults: faults)
    }
}
