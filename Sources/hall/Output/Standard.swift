import Glibc
import HallNode
import Tiers

/// Standard output and standard error, written whole.
enum Standard {
    /// Nobody reads standard output any more.
    struct Closed: Error {}

    /// Writes a line to standard output.
    static func print(_ line: String) throws { try write(Array((line + "\n").utf8)) }

    /// Writes bytes to standard output. A full disk under it is an error like any other.
    static func write(_ bytes: [UInt8]) throws {
        let code = put(bytes, to: STDOUT_FILENO)
        if code == 0 { return }
        if code == EPIPE { throw Closed() }
        let why = String(cString: strerror(code))
        throw HallError(
            code == ENOSPC ? .diskFull : .store,
            Bilingual(en: "standard output: \(why)", zh: "标准输出：\(why)"),
            hint: Bilingual(en: "look where it leads to", zh: "请检查输出去向"))
    }

    /// Writes a line to standard error; what goes wrong there cannot be told to anybody.
    static func complain(_ line: String) { _ = put(Array((line + "\n").utf8), to: STDERR_FILENO) }

    /// Whether standard error is a terminal.
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private static func put(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return errno }
            rest = rest.dropFirst(count)
        }
        return 0
    }
}
