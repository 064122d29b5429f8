public import GRDB
public import Sync
public import Tiers

/// Halls as the business sees them, read from the directory.
public enum Halls {
    /// The newest name of an entry.
    public static func name(_ entry: DirectoryEntry) -> String { entry.names.last?.value ?? entry.node.rawValue }

    /// The newest division code, 12 digits; nil where the hall has none.
    public static func divisionCode(_ entry: DirectoryEntry) -> String? {
        entry.codes.last.flatMap { DivisionCode($0.value) }?.padded
    }

    /// The tier.
    public static func tier(_ entry: DirectoryEntry) -> Tier { Tier(rawValue: entry.tier) ?? .village }

    /// A hall as the rules of a case need it.
    static func reference(_ entry: DirectoryEntry) -> HallRef {
        HallRef(
            id: CaseStore.hall(entry.node), tier: tier(entry), department: entry.department,
            superior: entry.superior.map(CaseStore.hall))
    }

    /// What this hall knows of the others: for the rules.
    static func context(_ here: NodeID, _ db: Database) throws -> HallContext {
        // Only the few entries that the rules read are decoded: a province holds 20,000.
        func present(_ node: NodeID) throws -> DirectoryEntry? {
            try Directory.entry(node, db).flatMap { $0.retiredFrom == nil ? $0 : nil }
        }
        guard let own = try present(here) else { throw StoreError.lost("this hall has no entry in the directory") }
        let known = try Directory.present(db)
        let departments = known.filter { CaseStore.hall($0).department != nil }
        return HallContext(
            here: reference(own), ancestors: try Directory.ancestors(here, db).compactMap(present).map(reference),
            departmentNodes: try departments.compactMap(present).map(reference),
            known: Set(known.map(CaseStore.hall)), calendar: try CalendarStore.current(db))
    }

    /// The hall of an area and the halls above it, for a case that is taken in for that area.
    static func area(_ node: NodeID, _ db: Database) throws -> (HallRef, [HallRef]) {
        guard let entry = try Directory.entry(node, db) else {
            throw StoreError.lost("\(node) has no entry in the directory")
        }
        let above = try Directory.ancestors(node, db).compactMap { try Directory.entry($0, db) }
        return (reference(entry), above.map(reference))
    }

    /// The hall that a text on a command line means: an id, or a present division code of 2 to 12 digits.
    public static func find(_ text: String, _ db: Database) throws -> DirectoryEntry {
        if let node = NodeID(text), let entry = try Directory.entry(node, db) { return entry }
        if let code = DivisionCode(text) {
            let bearers = try Directory.entries(db).filter {
                $0.retiredFrom == nil && divisionCode($0) == code.padded
            }
            if let entry = bearers.first { return entry }
        }
        throw HallError(
            .hallUnknown, Bilingual(en: "no hall \(text) is known here", zh: "本单位未知大厅 \(text)"),
            hint: Bilingual(
                en: "`hall network` lists the halls below; others are known down to county tier",
                zh: "用 hall network 查看下级大厅；其他大厅只知到县级"))
    }

    /// The superior's entry; nil at the province.
    static func superior(of here: NodeID, _ db: Database) throws -> DirectoryEntry? {
        try Directory.superior(here, db).flatMap { try Directory.entry($0, db) }
    }
}
