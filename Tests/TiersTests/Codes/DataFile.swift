import Foundation

/// The tables beside the tests, in `Tests/Data`.
enum DataFile {
    /// The text of a table, with LF line ends.
    static func text(_ name: String) throws -> String {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = tests.appendingPathComponent("Data").appendingPathComponent(name)
        return try String(contentsOf: file, encoding: .utf8).replacingOccurrences(of: "\r\n", with: "\n")
    }
}
