import Foundation
import GRDB
import Sync
import Tiers

/// Whom people of other halls ask (联系人): stands in the directory, and in refusals and hints that send somebody there.
public enum HallContact {
    private static let setting = "contact"
    private static let phoneMax = 40

    /// This hall's contact: as its operator set it last, else as the directory says.
    static func own(_ hall: Hall, _ db: Database) throws -> DirectoryEntry.Contact? {
        if let set = try Settings.get(setting, db) {
            return try? JSONDecoder().decode(DirectoryEntry.Contact.self, from: Data(set.utf8))
        }
        return try Directory.entry(hall.engine.node, db)?.contact
    }

    /// The contact of a hall as the directory has it, or as it states itself where that is newer.
    static func of(_ node: NodeID, _ db: Database) throws -> DirectoryEntry.Contact? {
        try Statuses.find(node, db)?.record.contact ?? Directory.entry(node, db)?.contact
    }

    /// This hall's contact as `--json` gives it.
    public static func own(of hall: Hall) throws(HallError) -> JSONValue {
        let contact = try hall.read { try own(hall, $0) }
        return .fields(["hall": .text(hall.id.rawValue), "contact": json(contact)])
    }

    /// Names this hall's contact. At the province the directory has it at once; elsewhere the status record carries it
    /// up, and the superior enters it.
    public static func change(_ hall: Hall, name: String, phone: String) throws(HallError) {
        let contact = DirectoryEntry.Contact(name: name, phone: phone)
        try check(contact)
        guard try hall.isProvince else {
            return try hall.journal { db in
                try Settings.set(setting, String(decoding: try BodyJSON.encode(contact), as: UTF8.self), db)
            }
        }
        try hall.command { batch, db in
            guard var entry = try Directory.entry(hall.engine.node, db), entry.contact != contact else { return }
            entry.contact = contact
            try batch.append(Draft(stream: .directory(entry.node), facts: [], content: try entry.content()))
        }
    }

    /// A name like a hall's; a telephone of 1 to 40 characters that can be dialled.
    static func check(_ contact: DirectoryEntry.Contact) throws(HallError) {
        _ = try HallText.name(contact.name)
        let isDialled =
            contact.phone.contains { $0.isNumber && $0.isASCII }
            && contact.phone.unicodeScalars.count <= phoneMax
            && contact.phone.allSatisfy { ($0.isNumber && $0.isASCII) || "+-() ,转".contains($0) }
        guard isDialled else {
            throw HallError(
                .usage,
                Bilingual(en: "no telephone: \(contact.phone.prefix(40))", zh: "电话“\(contact.phone.prefix(40))”无效"),
                hint: Bilingual(en: "write it like 0797-5322345", zh: "格式如 0797-5322345"))
        }
    }

    /// `{"name", "phone"}`, or null.
    static func json(_ contact: DirectoryEntry.Contact?) -> JSONValue {
        contact.map { .fields(["name": .text($0.name), "phone": .text($0.phone)]) } ?? .null
    }

    /// Where to ask about a hall, for the end of a hint; empty where nobody is named.
    static func sentence(_ node: NodeID, _ db: Database) throws -> Bilingual {
        guard let contact = try of(node, db) else { return Bilingual(en: "", zh: "") }
        let name = try Directory.entry(node, db).map(Halls.name) ?? node.rawValue
        return Bilingual(
            en: "; ask \(name): \(contact.name), \(contact.phone)", zh: "；可联系 \(name) \(contact.name)（\(contact.phone)）"
        )
    }
}

extension Bilingual {
    /// Both languages with something after them.
    func adding(_ more: Bilingual) -> Bilingual { Bilingual(en: en + more.en, zh: zh + more.zh) }
}
