import Foundation
import Glibc
import Sync
import Tiers

/// A backup as a file.
public enum BackupFile {
    /// Reads a file to its end and compares it with its header.
    @discardableResult
    public static func check(_ file: String) throws(HallError) -> BackupHeader { try check(file, named: file) }

    /// The header alone; the content is not looked at.
    public static func header(_ file: String) throws(HallError) -> BackupHeader {
        try reading(file) { source in
            try BackupHeader(try FileCopy.read(source, count: BackupHeader.size, name: file), file: file)
        }
    }

    static func check(_ file: String, named name: String) throws(HallError) -> BackupHeader {
        try reading(file) { source in try pour(source, name: name) { _ in } }
    }

    /// Writes a backup's content to a new file, durably, and compares it with the header on the way.
    static func extract(_ file: String, to path: String) throws(HallError) -> BackupHeader {
        try reading(file) { source in
            let target = try FileCopy.make(path)
            defer { close(target) }
            let header = try pour(source, name: file) { try FileCopy.write($0, to: target, name: path) }
            guard fsync(target) == 0 else { throw HallFolder.noPermission(path) }
            return header
        }
    }

    private static func pour(
        _ source: Int32, name: String, to sink: ([UInt8]) throws -> Void
    ) throws -> BackupHeader {
        let header = try BackupHeader(try FileCopy.read(source, count: BackupHeader.size, name: name), file: name)
        // One byte more than there should be is enough to see that the file is another one.
        let content = try FileCopy.drain(source, name: name, limit: header.bytes + 1, to: sink)
        guard content.bytes == header.bytes, content.digest.hex == header.sha256 else {
            throw BackupHeader.unreadable(
                name,
                content.bytes < header.bytes
                    ? Bilingual(en: "it is cut short", zh: "文件不完整")
                    : Bilingual(en: "its content is not what its header says", zh: "内容与文件头不符"))
        }
        return header
    }

    /// `-` is standard input.
    private static func reading<Value>(_ file: String, _ body: (Int32) throws -> Value) throws(HallError) -> Value {
        do {
            if file == "-" { return try body(STDIN_FILENO) }
            let source = try openRead(file)
            defer { close(source) }
            return try body(source)
        } catch {
            throw HallStore.error(error, path: file)
        }
    }

    private static func openRead(_ file: String) throws(HallError) -> Int32 {
        let source = open(file, O_RDONLY | O_CLOEXEC)
        if source >= 0 { return source }
        let why = String(cString: strerror(errno))
        throw HallError(
            .file, Bilingual(en: "\(file) cannot be read: \(why)", zh: "无法读取 \(file)：\(why)"),
            hint: Bilingual(en: "check its name and your right to read it", zh: "请检查文件名和读取权限"))
    }
}
