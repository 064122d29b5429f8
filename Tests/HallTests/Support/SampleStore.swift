import Foundation
import Glibc

/// Stores that earlier releases made (`Tests/Stores`, by `make-stores.sh`).
enum SampleStore {
    private static let root =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/Stores"

    /// The releases of which there are stores.
    static let releases: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.filter { $0.first?.isNumber == true }.sorted()
    }()

    /// The folder of a release's province, hall 36.
    static func province(_ release: String) -> String { "\(root)/\(release)/province" }
    /// The folder of a release's city, hall 3607.
    static func city(_ release: String) -> String { "\(root)/\(release)/city" }
}

/// Files and folders that a test lays out.
enum Files {
    /// Copies a folder with its files, as its owner's alone.
    static func copy(_ from: String, to: String) throws {
        try FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
        chmod(to, 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: from) {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(from)/\(name)", isDirectory: &isFolder)
            if isFolder.boolValue {
                try copy("\(from)/\(name)", to: "\(to)/\(name)")
            } else {
                try FileManager.default.copyItem(atPath: "\(from)/\(name)", toPath: "\(to)/\(name)")
                chmod("\(to)/\(name)", 0o600)
            }
        }
    }

    /// Permission bits of a file.
    static func mode(_ path: String) throws -> UInt32 {
        var info = stat()
        guard stat(path, &info) == 0 else { throw TestFailure("\(path) is not there") }
        return info.st_mode & 0o777
    }
}
