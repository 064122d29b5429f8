import Crypto
import FoundationEssentials
import GRDB

/// Tokens used once: a store that presents an older one is an older copy of itself; one that is shown a newer one than
/// it remembers to have given is itself the older copy. A token is a counter (8 bytes), 8 random bytes, and 8 bytes of
/// proof by the giver's key, so that no neighbour can make a node believe that it was set back.
enum Tokens {
    /// A token's bytes.
    static let size = 24
    private static let randomBytes = 8
    /// Hex digits of a neighbour's token, at most.
    private static let textMax = 128

    struct Row: Equatable {
        /// The newest that this node gave to the neighbour.
        var given: [UInt8]?
        /// The last that the neighbour presented.
        var presented: [UInt8]?
        /// The newest that the neighbour gave to this node.
        var mine: [UInt8]?
    }

    /// What a token says of the two stores.
    enum Standing: Hashable {
        /// Nothing: it is the newest given or the last presented.
        case good
        /// The store of who presents it is an older copy.
        case presenterIsOlder
        /// This store is: its own key gave a token that it does not know.
        case thisIsOlder
        /// It is none of those given, and nothing proves who is older.
        case unknown
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

    /// A token that a neighbour gives. Releases may make them longer; each is kept and given back as it is.
    static func read(_ text: String) throws(FormatError) -> [UInt8] {
        guard text.utf8.count <= textMax, let token = bytesOfHex(text) else {
            throw FormatError("hello.gives", "no token")
        }
        return token
    }

    /// The token to give next, counted up from all that are remembered.
    static func next(after row: Row, for peer: NodeID, key: SigningKey, random: (Int) -> [UInt8]) -> [UInt8] {
        let last = max(counter(row.given), counter(row.presented))
        var writer = ByteWriter(capacity: size)
        writer.u64(last == .max ? last : last + 1)
        writer.raw(random(randomBytes))
        return writer.bytes + proof(of: writer.bytes, for: peer, key)
    }

    /// The counter of a token; 0 for none, and for those of the first release, which had none.
    static func counter(_ token: [UInt8]?) -> UInt64 {
        guard let token, token.count == size else { return 0 }
        return token.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Whether this key gave the token to this neighbour, in whatever life of its store.
    private static func isGiven(_ token: [UInt8], to peer: NodeID, by key: SigningKey) -> Bool {
        token.count == size && Array(token.suffix(8)) == proof(of: Array(token.prefix(16)), for: peer, key)
    }

    private static func proof(of bytes: [UInt8], for peer: NodeID, _ key: SigningKey) -> [UInt8] {
        let message = Array("hallnet token 1".utf8) + [0] + bytes + Array(peer.rawValue.utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key.raw)).prefix(8))
    }

    /// What a token that the neighbour presents says. A kill between answer and store is no clone: the newest given and
    /// the last presented are both good; until one was presented, "none" is the last presented.
    static func standing(of token: [UInt8]?, in row: Row, from peer: NodeID, key: SigningKey) -> Standing {
        guard let token else { return row.presented == nil ? .good : .presenterIsOlder }
        if token == row.given || token == row.presented { return .good }
        let number = counter(token)
        let isOwnCount = [row.given, row.presented].contains { number > 0 && counter($0) == number }
        guard isOwnCount || number > max(counter(row.given), counter(row.presented)) else { return .presenterIsOlder }
        return isGiven(token, to: peer, by: key) ? .thisIsOlder : .unknown
    }
}

extension Tokens {
    /// A token as its receiver may tell of it: the counter and the hash, in hex.
    static func mark(_ token: [UInt8]) -> String {
        var writer = ByteWriter(capacity: 40)
        writer.u64(counter(token))
        writer.hash(.of(token))
        return hexOfBytes(writer.bytes)
    }

    /// What the token that this node would present says to the neighbour, who tells what it has given and what was
    /// presented to it.
    ///
    /// - Returns: `presenterIsOlder` if the neighbour's store is: it gave a token that it does not know.
    static func standing(ofOwn mine: [UInt8]?, given: [UInt8]?, lastMark: String?) -> Standing {
        guard let mine else { return lastMark == nil ? .good : .unknown }
        if mine == given || mark(mine) == lastMark { return .good }
        let number = counter(mine)
        return number > 0 && number >= counter(given) ? .presenterIsOlder : .unknown
    }
}
