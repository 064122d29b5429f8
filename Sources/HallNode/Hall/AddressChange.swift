import GRDB
import Sync
import Tiers

extension HallAddress {
    /// Sets where this hall listens. At the province, which has nobody above, the directory has it at once; elsewhere
    /// the status record carries it up, and the superior enters it.
    public static func change(_ hall: Hall, to url: String) throws(HallError) {
        _ = try check(url)
        guard try hall.isProvince else {
            return try hall.journal { try Settings.set(setting, url, $0) }
        }
        try hall.command { batch, db in
            guard var entry = try Directory.entry(hall.engine.node, db), entry.address != url else { return }
            entry.address = url
            try batch.append(Draft(stream: .directory(entry.node), facts: [], content: try entry.content()))
        }
    }

    /// Sets where the superior listens; gives its id.
    public static func changeSuperior(_ hall: Hall, to url: String) throws(HallError) -> String {
        _ = try check(url)
        return try hall.journal { db in
            guard let superior = try Directory.superior(hall.engine.node, db) else {
                throw HallError(
                    .wrongHall, Bilingual(en: "the province has no superior", zh: "省级大厅没有上级"),
                    hint: Bilingual(
                        en: "its own address is set with `hall address URL`", zh: "设置本大厅地址请用 hall address 地址"))
            }
            try setSuperior(url, db)
            return superior.rawValue
        }
    }
}
