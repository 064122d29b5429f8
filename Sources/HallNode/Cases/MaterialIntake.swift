import Crypto
import Foundation
import GRDB
import Sync
import Tiers

/// Takes files into the store piece by piece, so that a scan of any size never fills the memory.
public struct MaterialIntake: Sendable {
    let hall: Hall

    /// The intake of a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// A file named on a command line.
    public struct Given: Sendable {
        /// The material's name in the matter.
        public var name: String
        /// The file's path.
        public var path: String

        /// A file under a material's name.
        public init(name: String, path: String) {
            self.name = name
            self.path = path
        }
    }

    /// What came of a file.
    struct Taken: Sendable {
        var reference: MaterialRef
        var blob: BlobID
    }

    /// Reads all files into the store. Nothing refers to them yet: if the command fails, they are only unused bytes.
    func take(_ files: [Given]) throws(HallError) -> [Taken] {
        var taken: [Taken] = []
        for file in files { taken.append(try take(file)) }
        return taken
    }

    private func take(_ file: Given) throws(HallError) -> Taken {
        guard let handle = FileHandle(forReadingAtPath: file.path) else { throw MaterialIntake.unreadable(file) }
        defer { try? handle.close() }
        do {
            var whole = SHA256()
            var pieces: [Hash256] = []
            var length: UInt64 = 0
            while let data = try handle.read(upToCount: Bounds.pieceBytes), !data.isEmpty {
                guard pieces.count < Bounds.piecesPerBlob else { throw MaterialIntake.unreadable(file) }
                whole.update(data: data)
                pieces.append(.of(Array(data)))
                length += UInt64(data.count)
            }
            guard let manifest = Manifest(length: length, salt: SystemRandom.bytes(16), pieces: pieces) else {
                throw MaterialIntake.empty(file)
            }
            try handle.seek(toOffset: 0)
            try hall.journal { try Blobs.put(manifest, $0) }
            for piece in pieces.indices {
                let data = try handle.read(upToCount: Bounds.pieceBytes) ?? Data()
                let isSame = try hall.journal { try Blobs.put(piece: piece, of: manifest.id, Array(data), $0) }
                guard isSame else { throw MaterialIntake.unreadable(file) }
            }
            return Taken(
                reference: MaterialRef(
                    file: file.name, fileName: String(file.path.split(separator: "/").last ?? "file"),
                    bytes: Int64(length), sha256: hexOfBytes(Array(whole.finalize())), blob: manifest.id.hex),
                blob: manifest.id)
        } catch let error as HallError {
            throw error
        } catch {
            throw MaterialIntake.unreadable(file)
        }
    }

    private static func unreadable(_ file: Given) -> HallError {
        HallError(
            .file, Bilingual(en: "\(file.path) cannot be read", zh: "无法读取 \(file.path)"),
            hint: Bilingual(en: "check the path after \(file.name)=", zh: "请检查 \(file.name)= 后的路径"))
    }

    private static func empty(_ file: Given) -> HallError {
        HallError(
            .file, Bilingual(en: "\(file.path) is empty", zh: "\(file.path) 是空文件"),
            hint: Bilingual(en: "scan it again", zh: "请重新扫描"))
    }

    /// Writes a blob's pieces one after the other. Throws if one is not here.
    static func write(_ blob: BlobID, of hall: Hall, to write: ([UInt8]) throws -> Void) throws {
        let state = try hall.read { try Blobs.state(blob, $0) }
        guard let manifest = state.manifest, state.isComplete else {
            throw HallError(
                .materialAbsent, Bilingual(en: "this material is not here, or not all of it yet", zh: "该材料不在本单位或尚未传完"),
                hint: Bilingual(en: "try again when the line has brought it", zh: "请待传输完成后再试"))
        }
        for piece in manifest.pieces.indices {
            guard let bytes = try hall.read({ try Blobs.piece(piece, of: blob, $0) }) else {
                throw HallError.fault("piece \(piece) of \(blob) is gone")
            }
            try write(bytes)
        }
    }
}
