import Foundation
import GRDB
import Glibc
import Sync
import Tiers

extension HallStore {
    /// What a database's error means to the person at the desk.
    static func error(_ error: any Error, path: String) -> HallError {
        if let error = error as? HallError { return error }
        if let error = error as? WriteError { return HallError(error) }
        // A value that is not of its column's type, or a store that contradicts itself.
        if error is RowDecodingError || error is StoreError { return damaged(path, "\(error)") }
        guard let error = error as? DatabaseError else { return .fault(String(describing: error)) }
        switch error.resultCode {
        case .SQLITE_FULL: return .diskFull
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_IOERR:
            return DiskState(of: path).error
                ?? (error.resultCode == .SQLITE_READONLY ? .readOnly : unusable(path, error))
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return damaged(path, error.message ?? "SQLite \(error.resultCode)")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return HallError(
                .store, Bilingual(en: "the store is busy", zh: "数据正被其他程序占用"),
                hint: Bilingual(en: "try again in a moment", zh: "请稍后重试"))
        default: return unusable(path, error)
        }
    }

    private static func unusable(_ path: String, _ error: DatabaseError) -> HallError {
        HallError(
            .store,
            Bilingual(
                en: "\(path): \(error.message ?? "SQLite \(error.resultCode)")",
                zh: "\(path)：数据库错误（\(error.message ?? "")）"),
            hint: Bilingual(
                en: "check the folder's permissions and the disk, then run `hall verify`",
                zh: "请检查目录权限和磁盘，然后运行 hall verify"))
    }

    private static func damaged(_ path: String, _ what: String) -> HallError {
        HallError(
            .store,
            Bilingual(
                en: "\(path) is damaged: \(what)", zh: "\(path) 已损坏（\(what)）"),
            hint: Bilingual(
                en:
                    "`hall verify` says what is hurt; stop the server and run `hall rebuild`, which keeps what can be "
                    + "read; where it cannot, keep hall.sqlite* elsewhere and `hall restore` the last backup; the "
                    + "neighbours have the rest",
                zh: "hall verify 可列出损坏之处；请停止服务并运行 hall rebuild，可读部分将保留；如仍无法读取，"
                    + "请将 hall.sqlite* 移至他处保存，再用 hall restore 恢复上一份备份；其余由上下级补齐"))
    }
}

extension HallError {
    /// The disk is full: nothing was written.
    static var diskFull: HallError {
        HallError(
            .diskFull, Bilingual(en: "the disk is full", zh: "磁盘已满"),
            hint: Bilingual(
                en: "free some space; nothing was written, and reading goes on",
                zh: "请清理磁盘空间；本次未写入任何内容，查询不受影响"))
    }

    /// The disk takes no writes.
    static var readOnly: HallError {
        HallError(
            .readOnly, Bilingual(en: "the disk takes no writes", zh: "磁盘只读，无法写入"),
            hint: Bilingual(
                en: "nothing was written, and reading goes on; a system that found its disk faulty makes it read-only",
                zh: "本次未写入任何内容，查询不受影响；系统发现磁盘故障时会将其设为只读"))
    }

    /// Whether it ends by itself when the disk has room again, or takes writes again: a link waits for that.
    var passes: Bool { code == .diskFull || code == .readOnly }
}

/// What the disk under a path says of itself.
private struct DiskState {
    /// Why it takes no writes; nil if that is not known.
    let error: HallError?

    /// SQLite itself needs some pages to begin a transaction; below this nothing goes, bytes.
    private static let least: UInt64 = 64 << 10

    init(of path: String) {
        var info = statvfs()
        guard statvfs(path, &info) == 0 || statvfs(FileCopy.folder(of: path), &info) == 0 else {
            error = nil
            return
        }
        let free = UInt64(info.f_bavail).multipliedReportingOverflow(by: UInt64(info.f_frsize))
        if info.f_flag & UInt(ST_RDONLY) != 0 {
            error = .readOnly
        } else {
            error = !free.overflow && free.partialValue < DiskState.least ? .diskFull : nil
        }
    }
}
