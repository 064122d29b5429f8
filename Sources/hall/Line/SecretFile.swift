import Foundation
import HallNode
import Tiers

/// Files with keys that are to be locked away.
enum SecretFile {
    /// A key that lies in the folder burns with the folder.
    static func checkOutside(_ file: String, _ folder: HallFolder) throws {
        let path = URL(fileURLWithPath: file).standardizedFileURL.path
        let inside = URL(fileURLWithPath: folder.path).standardizedFileURL.path + "/"
        guard path.hasPrefix(inside) else { return }
        throw misused(
            "\(file) lies in the hall's folder", "\(file) 位于大厅数据目录内",
            hint: Bilingual(en: "name a file on a medium that can be locked away", zh: "请存放到可另行封存的介质"))
    }
}
