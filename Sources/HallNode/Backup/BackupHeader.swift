import Foundation
public import Sync
import Tiers

/// The first 4,096 bytes of a backup (`docs/formats.md` §13): a line that says what the file is, a line of JSON,
/// blanks, and a line break at the end. What follows is the store, a SQLite file.
public struct BackupHeader: Hashable, Sendable, Codable {
    /// The file format; a reader refuses one that it does not know.
    public var format = 1
    /// Whose store it is.
    public let hall: NodeID
    /// SHA-256 of the network's first root key, in hex.
    public let root: String
    /// A practice network.
    public let practice: Bool
    /// The release that wrote the file.
    public let release: String
    /// The version of the store's tables.
    public let schema: Int
    /// When the store was as it is here, ms since 1970 UTC by the hall's clock.
    public let at: Int64
    /// Bytes of the store.
    public var bytes: Int64
    /// SHA-256 of the store, in hex.
    public var sha256: String
    /// Rows of each table.
    public let rows: [String: Int64]

    /// Bytes that it takes at the beginning of the file.
    static let size = 4_096
    /// Largest store that is believed, in bytes: SQLite's own bound for pages of 4 KiB.
    private static let storeBytesMax: Int64 = 1 << 44
    private static let mark = Array("hallnet backup\n".utf8)

    /// Commits in the store.
    public var commits: Int64 { rows["commits"] ?? 0 }

    /// The block as it stands in the file.
    func encoded() throws(HallError) -> [UInt8] {
        guard let json = try? BodyJSON.encode(self) else { throw .fault("a backup header that is no JSON") }
        let text = BackupHeader.mark + json + [0x0A]
        guard text.count < BackupHeader.size else { throw .fault("a backup header of \(text.count) bytes") }
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: BackupHeader.size - text.count - 1)
        return text + blanks + [0x0A]
    }

    /// Reads the block; `file` is what an error names.
    init(_ block: [UInt8], file: String) throws(HallError) {
        guard block.count == BackupHeader.size, block.starts(with: BackupHeader.mark) else {
            throw BackupHeader.unreadable(file, Bilingual(en: "it is no backup of a hall", zh: "不是大厅备份文件"))
        }
        let rest = block.dropFirst(BackupHeader.mark.count)
        guard let line = rest.split(separator: 0x0A, maxSplits: 1).first,
            let header = try? JSONDecoder().decode(BackupHeader.self, from: Data(line)), header.format == 1
        else {
            throw BackupHeader.unreadable(
                file, Bilingual(en: "its header cannot be read, or a newer release wrote it", zh: "文件头无法识别，或由更新的版本写出"))
        }
        guard (1...BackupHeader.storeBytesMax).contains(header.bytes), HallID(header.hall.rawValue) != nil,
            Hash256(hex: header.sha256) != nil, KeyID(hex: header.root) != nil
        else {
            throw BackupHeader.unreadable(file, Bilingual(en: "its header says what cannot be", zh: "文件头内容有误"))
        }
        self = header
    }

    init(
        hall: NodeID, root: String, practice: Bool, release: String, schema: Int, at: Int64, rows: [String: Int64]
    ) {
        self.hall = hall
        self.root = root
        self.practice = practice
        self.release = release
        self.schema = schema
        self.at = at
        bytes = 0
        sha256 = ""
        self.rows = rows
    }

    /// The error of a file that is no sound backup.
    static func unreadable(_ file: String, _ why: Bilingual) -> HallError {
        HallError(
            .backupFile, Bilingual(en: "\(file): \(why.en)", zh: "\(file)：\(why.zh)"),
            hint: Bilingual(en: "take another backup of this hall", zh: "请改用该大厅的其他备份"))
    }
}
