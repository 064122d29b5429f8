import Foundation
import GRDB
import HallNode
import Sync
import Synchronization
import Tiers

extension FuzzTarget {
    /// What a hostile child can do with its own good key: any header and body, signed as they should be, and any frame.
    /// Received, judged, stored and projected by a real province, and then undone.
    static let link: [FuzzTarget] = [
        FuzzTarget("received", bytesMax: 16_384) { bytes in
            let child = try Child.shared.get()
            guard let batch = child.batch(bytes) else { return false }
            return try child.receive(batch)
        },
        FuzzTarget("pushed") { bytes in
            let child = try Child.shared.get()
            var reader = FrameReader()
            reader.feed(bytes)
            var isTaken = false
            while let frame = (try? reader.next()) ?? nil { isTaken = try child.take(frame) || isTaken }
            return isTaken
        },
    ]
}

/// A province in memory-backed files, and the key of a city that it has admitted.
private final class Child: Sendable {
    static let shared = Result { try Child() }

    private let province: Hall
    private let key: SigningKey
    private let node: NodeID
    private let link: ListenLink
    private let folder: String

    private init() throws {
        let root = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        folder = root + "fuzz-halls-" + UUID().uuidString
        guard let code = DivisionCode("36"), let cityCode = DivisionCode("3607") else { throw Finding("no codes") }
        province = try Founding.run(
            .init(code: code, name: "江西省", url: nil, nextRootFile: nil), in: HallFolder(folder + "/jx"))
        let invitation = try Enrolment(province).invite(
            .init(code: cityCode, name: "赣州市", validMilliseconds: Enrolment.defaultValidity))
        let joining = Joining(HallFolder(folder + "/gz"), invitation)
        let city = try joining.finish(try Enrolment(province).admit(try joining.request(url: nil)))
        key = city.identity.key
        node = city.engine.node
        link = ListenLink(to: city.engine.node, engine: province.engine, identity: province.identity)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// One commit as a batch: two bytes of the header's length, the header, the body. What the child cannot choose
    /// freely without being refused at once is set right: key, hash, signature.
    func batch(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 2 else { return nil }
        let length = Int(bytes[0]) << 8 | Int(bytes[1])
        let body = Array(bytes.dropFirst(2 + length))
        guard var header = try? Header(Array(bytes.dropFirst(2).prefix(length))) else { return nil }
        header.author = key.publicKey.id
        header.authorSequence = 1
        header.bodyHash = .of(body)
        guard let written = try? header.encoded(),
            let signature = try? key.sign(Hash256.of(written).bytes, purpose: .commits)
        else { return nil }
        // The urgent lane, from its start.
        var batch: [UInt8] = [0] + big(1, 4) + big(0, 8) + [UInt8](repeating: 0, count: 32)
        batch += big(1, 2) + [1, UInt8(signature.count)] + signature + big(1, 4) + [1] + big(1, 2)
        batch += [1] + big(written.count, 2) + written + big(body.count, 4) + body
        return batch
    }

    private func big(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// True if the province stored it.
    func receive(_ payload: [UInt8]) throws -> Bool {
        let own = key.publicKey
        let batch = try CheckedBatch(payload: payload, key: { $0 == own.id ? own : nil }) { count, work in
            for place in 0..<count { work(place) }
        }
        return try undone { db in try self.link.take(batch, now: 1_768_449_600_000, db).stored > 0 }
    }

    /// A frame as it came: true if it was taken. A refusal is an error of the format, and nothing else.
    func take(_ frame: Frame) throws -> Bool {
        do {
            if frame.kind == .batch { return try receive(frame.payload) }
            return try undone { db in !(try self.link.take(frame, now: 5, db).answers.isEmpty) }
        } catch is FormatError {
            return false
        }
    }

    /// Every input meets the same province.
    private func undone(_ body: (Database) throws -> Bool) throws -> Bool {
        try province.store.write { db in
            var result = false
            try db.inSavepoint {
                result = try body(db)
                return .rollback
            }
            return result
        }
    }
}
