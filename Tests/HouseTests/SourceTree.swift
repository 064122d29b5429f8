import Foundation

/// One file of the project, by its path from the project's root.
struct SourceFile: Sendable {
    let path: String
    let text: String
    /// Of Swift that people write; else none.
    let tokens: [SwiftToken]

    init(path: String, text: String) {
        (self.path, self.text) = (path, text)
        tokens = path.hasSuffix(".swift") && !Self.isData(path) ? SwiftTokens.of(text) : []
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// Data written as Swift by `make data`; its lines are those of the tables.
    var isData: Bool { Self.isData(path) }

    private static func isData(_ path: String) -> Bool {
        path.hasPrefix("Tiers/Data/") || path.hasSuffix("/SampleCatalogue.swift")
    }

    /// The folder that holds it, without the last slash; empty at the root.
    var folder: Substring { path.lastIndex(of: "/").map { path[..<$0] } ?? "" }
}

/// The files that people write, found from the place of this very file.
struct SourceTree: Sendable {
    static let shared = SourceTree(root: URL(fileURLWithPath: #filePath + "/../../..").standardized)

    let files: [SourceFile]

    private static let folders = ["Sources", "Sync", "Tests", "Tiers", "docs", ".ci"]
    private static let files = ["CHANGELOG.md", "Makefile", "Package.swift", "README.md"]
    private static let endings = ["c", "h", "md", "modulemap", "service", "sh", "swift", "yaml", ""]

    init(root: URL) {
        var found = Self.files.compactMap { Self.file(root, $0) }
        for folder in Self.folders {
            let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path) ?? .init()
            for case let path as String in paths where Self.endings.contains((path as NSString).pathExtension) {
                if let file = Self.file(root, "\(folder)/\(path)") { found.append(file) }
            }
        }
        files = found.sorted { $0.path < $1.path }
    }

    var swift: [SourceFile] { files.filter(\.isSwift) }

    private static func file(_ root: URL, _ path: String) -> SourceFile? {
        guard let data = FileManager.default.contents(atPath: root.appending(path: path).path) else { return nil }
        return SourceFile(path: path, text: String(decoding: data, as: UTF8.self))
    }
}
