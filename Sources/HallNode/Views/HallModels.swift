/// The business's read models, each in an order of its own: what `hall verify` compares with those of a rebuild.
enum HallModels {
    static let queries = [
        (table: "matter_versions", query: "SELECT * FROM matter_versions ORDER BY code, owner, version"),
        (table: "matter_locals", query: "SELECT * FROM matter_locals ORDER BY code, owner, hall"),
        (table: "cases", query: "SELECT * FROM cases ORDER BY number"),
    ]
}
