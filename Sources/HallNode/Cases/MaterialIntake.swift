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
        /// What it holds, where it was read already; nil: it is read piece by piece.
        var bytes: [UInt8]?

        /// A file under a material's name.
        public init(name: String, path: String) {
            self.name = name
            self.path = path
        }

        /// A file that was read already.
        public init(name: String, fileName: String, bytes: [UInt8]) {
            self.name = name
            path = fileName
            self.bytes = bytes
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
        guard let source = PieceSource(file) else { throw MaterialIntake.unreadable(file) }
        defer { source.close() }
        do {
            var whole = SHA256()
            var pieces: [Hash256] = []
            var length: UInt64 = 0
            while let data = try source.piece(pieces.count) {
                guard pieces.count < Bounds.piecesPerBlob else { throw MaterialIntake.unreadable(file) }
                whole.update(data: data)
                pieces.append(.of(data))
                length += UInt64(data.count)
            }
            guard let manifest = Manifest(length: length, salt: hall.surroundings.random(16), pieces: pieces) else {
                throw MaterialIntake.empty(file)
            }
            try hall.journal { try Blobs.put(manifest, $0) }
            for piece in pieces.indices {
                let data = try source.piece(piece) ?? []
                let isSame = try hall.journal { try Blobs.put(piece: piece, of: manifest.id, data, $0) }
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
                throw HallStore.error(StoreError.lost("piece \(piece) of \(blob)"), path: hall.folder.store)
            }
            try write(bytes)
        }
    }
}

/// The pieces of a file, wherever its bytes are.
private enum PieceSource {
    case file(FileHandle)
    case bytes([UInt8])

    /// Nil if the file cannot be opened.
    init?(_ file: MaterialIntake.Given) {
        if let bytes = file.bytes {
            self = .bytes(bytes)
        } else if let handle = FileHandle(forReadingAtPath: file.path) {
            self = .file(handle)
        } else {
            return nil
        }
    }

    /// One piece; nil behind the last.
    func piece(_ place: Int) throws -> [UInt8]? {
        let start = place * Bounds.pieceBytes
        switch self {
        case .file(let handle):
            try handle.seek(toOffset: UInt64(start))
            let data = try handle.read(upToCount: Bounds.pieceBytes)
            return data.flatMap { $0.isEmpty ? nil : Array($0) }
        case .bytes(let bytes):
            return start < bytes.count ? Array(bytes[start..<min(start + Bounds.pieceBytes, bytes.count)]) : nil
        }
    }

    func close() {
        if case .file(let handle) = self { try? handle.close() }
    }
}
