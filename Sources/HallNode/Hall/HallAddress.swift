import GRDB
import Sync
import Tiers

/// Where halls listen: what the directory says, and what is newer than it.
public enum HallAddress {
    static let setting = "address"

    /// Where this hall listens: as its operator set it last, else as the directory says.
    static func own(_ hall: Hall, _ db: Database) throws -> String? {
        if let set = try Settings.get(setting, db) { return set }
        return try Directory.entry(hall.engine.node, db)?.address
    }

    /// Where the superior listens: as it said itself over the link, or a person entered; else as the directory says.
    static func superior(_ hall: Hall, _ db: Database) throws -> String? {
        if let set = try String.fetchOne(db.cachedStatement(sql: "SELECT url FROM superior_address")) { return set }
        return try Halls.superior(of: hall.engine.node, db)?.address
    }

    static func setSuperior(_ url: String, _ db: Database) throws {
        try db.execute(sql: "INSERT OR REPLACE INTO superior_address(only, url) VALUES (1, ?)", arguments: [url])
    }

    /// Checks an address as it stands on a command line: `https://HOST:PORT`.
    public static func check(_ text: String) throws(HallError) -> (host: String, port: Int) {
        if text.utf8.count <= 300, text.hasPrefix("https://") {
            let rest = text.dropFirst("https://".count)
            if let mark = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: mark)...]),
                (1...65_535).contains(port)
            {
                let host = rest[..<mark].trimmingBrackets
                if !host.isEmpty, !host.contains("/"), !host.contains("@"), !host.contains(where: \.isWhitespace) {
                    return (host, port)
                }
            }
        }
        throw HallError(
            .usage, Bilingual(en: "\(text) is not an address", zh: "\(text) 不是有效地址"),
            hint: Bilingual(en: "write it as https://HOST:PORT", zh: "格式为 https://主机:端口"))
    }
}

extension Substring {
    /// Without the brackets of an IPv6 address.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : String(self)
    }
}

extension HallAddress {
    /// Where this hall listens; nil for one that only dials.
    public static func own(of hall: Hall) throws(HallError) -> String? { try hall.read { try own(hall, $0) } }
}
