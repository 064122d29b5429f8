import FoundationEssentials
import GRDB

/// Tokens used once: a store that presents an older one is an older copy of itself.
enum Tokens {
    /// A token's bytes.
    static let size = 16

    struct Row {
        /// The newest that this node gave to the neighbour.
        var given: [UInt8]?
        /// The last that the neighbour presented.
        var presented: [UInt8]?
        /// The newest that the neighbour gave to this node.
        var mine: [UInt8]?
    }

    static func row(_ peer: NodeID, _ db: Database) throws -> Row {
        guard
            let row = try GRDB.Row.fetchOne(
                try db.cachedStatement(sql: "SELECT given, presented, mine FROM tokens WHERE peer = ?"),
                arguments: [peer.rawValue])
        else { return Row() }
        let given: Data? = row[0]
        let presented: Data? = row[1]
        let mine: Data? = row[2]
        return Row(given: given.map { Array($0) }, presented: presented.map { Array($0) }, mine: mine.map { Array($0) })
    }

    static func save(_ row: Row, for peer: NodeID, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO tokens(peer, given, presented, mine) VALUES (?, ?, ?, ?) ON CONFLICT(peer) DO UPDATE SET
                  given = excluded.given, presented = excluded.presented, mine = excluded.mine
                """
        ).execute(arguments: [
            peer.rawValue, row.given.map { Data($0) }, row.presented.map { Data($0) }, row.mine.map { Data($0) },
        ])
    }
}

extension Tokens.Row {
    /// Good are the newest given and the last presented: a kill between answer and store is no clone. Until a token was
    /// presented, "none" is the last presented one.
    func admits(_ token: [UInt8]?) -> Bool {
        guard let token else { return presented == nil }
        return token == given || token == presented
    }
}
