import Foundation

/// The inputs that stand in the repository, a folder a target: real encodings, and every input that ever showed a
/// fault, named for what it showed.
package struct Corpus: Sendable {
    /// The folder that holds the targets' folders.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// An input with the name of its file.
    package struct Input: Sendable, CustomStringConvertible {
        package let name: String
        package let bytes: [UInt8]

        package var description: String { name }
    }

    /// The inputs of a target, by name; none where it has no folder.
    package func inputs(of target: FuzzTarget) throws -> [Input] {
        let place = folder + "/" + target.name
        guard FileManager.default.fileExists(atPath: place) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: place).sorted().map { name in
            Input(name: name, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(name)"))))
        }
    }

    /// Adds an input to a target's folder.
    package func add(_ bytes: [UInt8], named name: String, to target: FuzzTarget) throws {
        let place = folder + "/" + target.name
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(place)/\(name)"))
    }
}
