import Foundation
import GRDB
public import Sync
import Tiers

/// A case in one file that anyone can check with nothing but the province's fingerprint (`docs/formats.md` §10): the
/// directory entries of everybody who wrote, all commits held, and on request the materials. Its last 32 bytes are
/// SHA-256 of all before: signatures prove what the frames hold, this finds a change in what no signature covers.
public enum Dossier {
    private static let magic = Array("hallnet dossier 1\n".utf8)
    /// Longest file that is read, in bytes.
    static let bytesMax = 2 << 30

    /// What was written.
    public struct Written: Sendable {
        /// Commits of the case.
        public var commits: Int
        /// Bytes of the file.
        public var bytes: Int
        /// Materials in it.
        public var materials: Int
    }

    /// The dossier of a case, as bytes.
    public static func export(
        _ text: String, of hall: Hall, materials: Bool
    ) throws(HallError) -> (bytes: [UInt8], written: Written) {
        let number = try CaseView.number(text)
        return try hall.read { db in
            guard let main = CaseStore.stream(number), try StreamState.find(main, db) != nil else {
                throw HallError.caseUnknown(text)
            }
            let commits = try CommitLog.group(main, db).flatMap { try CommitLog.stream($0, db) }
                .sorted { $0.position < $1.position }
            var bytes = magic
            let holders = commits.compactMap { $0.commit.header.takeover?.holder }
            for author in Set(commits.map(\.author) + holders).sorted() {
                bytes += Frame(.batch, try hall.engine.introduction(of: author, db)).encoded
            }
            for start in stride(from: 0, to: commits.count, by: 500) {
                let part = Array(commits[start..<min(start + 500, commits.count)])
                bytes += Frame(.batch, hall.engine.bundle(part)).encoded
            }
            var count = 0
            if materials {
                for blob in Set(commits.flatMap { Blobs.cited(by: $0.commit) }).sorted()
                where try Blobs.state(blob, db).isComplete {
                    count += 1
                    for frame in try hall.engine.pieces(of: blob, db) { bytes += frame.encoded }
                }
            }
            bytes += Hash256.of(bytes).bytes
            return (bytes, Written(commits: commits.count, bytes: bytes.count, materials: count))
        }
    }

    /// What a check found.
    public struct Finding: Sendable {
        /// Commits checked.
        public var checked: Int
        /// What is wrong; empty: nothing.
        public var faults: [(place: String, what: String, hint: String)]
    }

    /// Checks a dossier against a province's fingerprint, in a store in memory: by the very code that a hall receives
    /// with.
    ///
    /// - Parameter root: the network's first root key, or a later one: the entry that it signed names the entry before
    ///   it by its hash, and so all before.
    public static func verify(_ bytes: [UInt8], root: KeyID) throws(HallError) -> Finding {
        guard bytes.starts(with: magic) else { throw notADossier }
        do {
            let content = Array(bytes.dropLast(32))
            guard content.count >= magic.count, Hash256.of(content).bytes == Array(bytes.suffix(32)) else {
                throw FormatError("dossier", "its last 32 bytes are not the SHA-256 of those before")
            }
            return try check(DossierFrames(content[magic.count...]), root: root)
        } catch let error as FormatError {
            return Finding(
                checked: 0, faults: [("file", "\(error)", "the file was altered or cut: get it again")])
        } catch {
            throw HallStore.error(error, path: "dossier")
        }
    }

    private static func check(_ source: DossierFrames, root: KeyID) throws -> Finding {
        var frames = source
        guard let nobody = NodeID("0") else { throw HallError.fault("0 is a node id") }
        let queue = try DatabaseQueue()
        try HallSchema.migrator.migrate(queue)
        var known: Engine?
        var finding = Finding(checked: 0, faults: [])
        try queue.write { db in
            while let frame = try frames.next() {
                switch frame.kind {
                case .batch:
                    let batch = try CheckedBatch(payload: frame.payload, key: { _ in nil }, parallel: Parallelism.none)
                    let first = known?.root ?? batch.founder ?? root
                    let engine = Engine(node: nobody, root: first, policy: HallPolicy(), projector: HallProjector())
                    known = engine
                    do {
                        finding.checked += try engine.admit(introduction: batch, from: nil, now: 0, db)
                    } catch let refused as IntroductionRefused {
                        finding.faults.append(
                            (
                                refused.commit.hex, refused.reason.rawValue,
                                "not written by whom it says, or not under this root"
                            ))
                        return
                    }
                case .piece:
                    guard try known?.keep(piece: frame.payload, db) == true else {
                        finding.faults.append(("material", "a piece is not the one that was signed", "get it again"))
                        return
                    }
                default:
                    finding.faults.append(("file", "a frame that no dossier has", "get it again"))
                    return
                }
            }
            guard finding.faults.isEmpty, let first = known?.root, first != root,
                let top = try Directory.key(first, db)?.node,
                try !CommitLog.stream(.directory(top), db).contains(where: { $0.commit.header.author == root })
            else { return }
            finding.faults.append(
                ("hall/\(top)", "the province never had this root key", "not under this root"))
        }
        if finding.checked == 0, finding.faults.isEmpty {
            finding.faults.append(("file", "it holds no commit", "export it again"))
        }
        return finding
    }

    private static let notADossier = HallError(
        .file, Bilingual(en: "this is no dossier", zh: "该文件不是卷宗文件"),
        hint: Bilingual(en: "give the file that `hall case export` wrote", zh: "请使用 hall case export 导出的文件"))
}

/// The frames of a dossier, one at a time: a small file may hold frames that grow a thousandfold.
private struct DossierFrames {
    private var rest: ArraySlice<UInt8>
    private var reader = FrameReader()
    private var grown = 0

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next frame; nil behind the last.
    mutating func next() throws(FormatError) -> Frame? {
        while true {
            if let frame = try reader.next() {
                grown += frame.payload.count
                guard grown <= Dossier.bytesMax else {
                    throw FormatError("dossier", "more than \(Dossier.bytesMax) bytes")
                }
                return frame
            }
            guard !rest.isEmpty else { break }
            reader.feed(rest.prefix(1 << 20))
            rest = rest.dropFirst(1 << 20)
        }
        guard reader.isAtBoundary else { throw FormatError("dossier", "it ends inside a frame") }
        return nil
    }
}
