public import Tiers

/// What a publishing did, or would do.
public struct MatterChanges: Sendable {
    /// Code and version of what is new.
    public var published: [(code: String, version: UInt32)] = []
    /// Codes whose newest version says the same already.
    public var unchanged: [String] = []
    /// What was recognised or repaired in the files, for the clerk to read.
    public var notices: [Bilingual] = []
    /// Fields that differ from the newest version, by code; all of them for a first version.
    public var changed: [(code: String, fields: [String])] = []

    /// What `--json` gives.
    public func value(dryRun: Bool, language: String) -> JSONValue {
        let value = JSONValue.fields([
            "published": .list(
                published.map { .fields(["code": .text($0.code), "version": .int(Int64($0.version))]) }),
            "unchanged": .list(unchanged.map { .text($0) }),
            "notices": .list(notices.map { .text($0.text(language: language)) }),
        ])
        guard dryRun else { return value }
        let changes = changed.map { change in
            JSONValue.fields(["code": .text(change.code), "fields": .list(change.fields.map { .text($0) })])
        }
        return value.adding("dryRun", .bool(true)).adding("changes", .list(changes))
    }

    /// The fields in which two versions differ, in the order of the documentation.
    static func fields(_ old: Matter?, _ new: Matter) -> [String] {
        let before = old.map(values)
        let after = values(new)
        return (MatterReader.fieldNames + ["extras"]).filter { name in
            (before?[name] ?? .null) != (after[name] ?? .null)
        }
    }

    private static func values(_ matter: Matter) -> JSONValue {
        let text = (try? BodyJSON.encode(matter)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return (try? JSONValue.parse(text)) ?? .null
    }
}
