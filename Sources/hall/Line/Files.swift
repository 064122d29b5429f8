import Foundation
import Glibc
import HallNode
import Tiers

/// Files named on the command line; `-` is standard input or output.
enum Files {
    /// Reads a file of at most so many bytes; one more byte is read, so that the reader can say "too long".
    static func read(_ name: String, limit: Int) throws(HallError) -> [UInt8] {
        if name == "-" { return try read(descriptor: STDIN_FILENO, name: name, limit: limit) }
        let descriptor = open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(name, errno) }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, name: name, limit: limit)
    }

    /// Reads a text, UTF-8.
    static func text(_ name: String, limit: Int) throws(HallError) -> String {
        let bytes = try read(name, limit: limit)
        guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self) else {
            throw HallError(
                .file, Bilingual(en: "\(name) is not the text that it should be", zh: "\(name) 内容无法识别"),
                hint: Bilingual(en: "is it the right file?", zh: "请核对文件是否正确"))
        }
        return text
    }

    /// A secret: the text itself, `@FILE`, or `-`.
    static func secret(_ text: String) throws(HallError) -> String {
        if text == "-" { return try self.text("-", limit: 65_536) }
        if text.hasPrefix("@") { return try self.text(String(text.dropFirst()), limit: 65_536) }
        return text
    }

    /// Throws where `write` would refuse to replace a file: asked before anything is done that cannot be taken back.
    static func checkFree(_ name: String, force: Bool) throws(HallError) {
        if name == "-" || force || !FileManager.default.fileExists(atPath: name) { return }
        throw HallFolder.existsAlready(name)
    }

    /// Writes a file whole or not at all, mode 0600; `-` is standard output.
    static func write(_ bytes: [UInt8], to name: String, force: Bool) throws {
        if name == "-" {
            try Standard.write(bytes)
        } else {
            try HallFolder.writeWhole(bytes, to: name, replace: force)
        }
    }

    private static func read(descriptor: Int32, name: String, limit: Int) throws(HallError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(name, errno) }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return bytes
    }

    private static func unreadable(_ name: String, _ code: Int32) -> HallError {
        let why = String(cString: strerror(code))
        return HallError(
            .file, Bilingual(en: "\(name) cannot be read: \(why)", zh: "无法读取 \(name)：\(why)"),
            hint: Bilingual(en: "check its name and your right to read it", zh: "请检查文件名和读取权限"))
    }
}
