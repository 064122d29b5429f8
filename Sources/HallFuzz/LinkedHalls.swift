import Foundation
import GRDB
import HallNode
import Sync
import Tiers

/// A province and a city that it has admitted, in memory-backed files. Each gets what the other could send, and what
/// came of it is undone, so that every input meets the same halls.
final class LinkedHalls: Sendable {
    /// Two that have never spoken.
    static let strangers = Result { try LinkedHalls() }
    /// Two whose lanes have just begun anew, so that they compare what they hold.
    static let comparing = Result {
        let halls = try LinkedHalls()
        try halls.beginAnew()
        return halls
    }

    private let province: Hall
    private let city: Hall
    private let link: ListenLink
    private let folder: String
    private static let now: Int64 = 1_768_449_600_000

    private init() throws {
        let root = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        folder = root + "fuzz-halls-" + UUID().uuidString
        guard let code = DivisionCode("36"), let cityCode = DivisionCode("3607") else { throw Finding("no codes") }
        province = try Founding.run(
            .init(code: code, name: "江西省", url: nil, nextRootFile: nil), in: HallFolder(folder + "/jx"))
        let invitation = try Enrolment(province).invite(
            .init(code: cityCode, name: "赣州市", validMilliseconds: Enrolment.defaultValidity))
        let joining = Joining(HallFolder(folder + "/gz"), invitation)
        city = try joining.finish(try Enrolment(province).admit(try joining.request(url: nil)))
        link = ListenLink(to: city.engine.node, engine: province.engine, identity: province.identity)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func beginAnew() throws {
        let (now, random) = (Self.now, { SystemRandom.bytes($0) })
        let hello = try city.journal { db in
            try Damage.askNeighbours(db)
            return try city.engine.hello(to: province.engine.node, city.identity, now: now, random: random, db)
        }
        let answer = try province.journal { db in
            try province.engine.answer(
                hello: hello.payload, peerKey: city.identity.key.publicKey.id, province.identity, address: nil,
                now: now, random: random, db)
        }
        _ = try city.journal { db in
            try city.engine.accept(
                answer: answer.frame, from: province.engine.node, city.identity, sentAt: now, now: now,
                random: random, db)
        }
    }

    // MARK: - What the city can send

    /// One commit as a batch: two bytes of the header's length, the header, the body. What the child cannot choose
    /// freely without being refused at once is set right: key, hash, signature.
    func batch(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 2 else { return nil }
        let key = city.identity.key
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

    /// True if the province stored it.
    func receive(_ payload: [UInt8]) throws -> Bool {
        let batch = try checked(payload, by: city)
        return try undone(at: province) { db in try self.link.take(batch, now: Self.now, db).stored > 0 }
    }

    /// A frame as the city pushes it: true if the province took it. A refusal is an error of the format, and nothing
    /// else.
    func push(_ frame: Frame) throws -> Bool {
        do {
            if frame.kind == .batch { return try receive(frame.payload) }
            let frame = signed(frame, by: city)
            return try undone(at: province) { db in
                let effect = try self.link.take(frame, now: Self.now, db)
                for request in effect.requests { try self.enter(request, db) }
                return !effect.answers.isEmpty || effect.hasNews || !effect.requests.isEmpty
            }
        } catch is FormatError {
            return false
        }
    }

    private func enter(_ request: ChildRequest, _ db: Database) throws {
        var batch = try WriteBatch(
            province.engine, key: province.identity.key, now: Self.now, clockOffset: nil, random: SystemRandom.bytes,
            db)
        _ = try province.engine.enter(request, of: city.engine.node, &batch, db)
        try batch.finish()
    }

    /// A hello of the city: true if it was welcomed.
    func greet(_ bytes: [UInt8]) throws -> Bool {
        let hello = inThisNetwork(bytes)
        return try undone(at: province) { db in
            do {
                let answer = try self.province.engine.answer(
                    hello: hello, peerKey: self.city.identity.key.publicKey.id, self.province.identity, address: nil,
                    now: Self.now, random: SystemRandom.bytes, db)
                guard case .success(let linked) = answer.result else { return false }
                var pull = Pull(linked, engine: self.province.engine)
                _ = try pull.next(db)
                return true
            } catch is FormatError {
                return false
            }
        }
    }

    /// The root is another one in each run: what the corpus names is set right.
    private func inThisNetwork(_ bytes: [UInt8]) -> [UInt8] {
        var data = Data(bytes)
        let digits = 64
        guard let name = data.range(of: Data("\"root\":\"".utf8)), data.endIndex - name.upperBound >= digits else {
            return bytes
        }
        data.replaceSubrange(
            name.upperBound..<name.upperBound + digits, with: Data(province.engine.root.hex.utf8))
        return Array(data)
    }

    // MARK: - What the province can send

    /// A frame as the city pulls it: true if it took it.
    func pull(_ frame: Frame) throws -> Bool {
        do {
            var dial = DialLink(to: province.engine.node, engine: city.engine, identity: city.identity)
            if frame.kind == .batch {
                let batch = try checked(frame.payload, by: province)
                return try undone(at: city) { db in try dial.take(batch, now: Self.now, db).stored > 0 }
            }
            let frame = signed(frame, by: province)
            return try undone(at: city) { db in try dial.take(frame, now: Self.now, db).hasAnswer }
        } catch is FormatError {
            return false
        }
    }

    /// An answer to the city's hello: true if it led to a link.
    func welcome(_ bytes: [UInt8]) throws -> Bool {
        try undone(at: city) { db in
            do {
                _ = try self.city.engine.accept(
                    answer: Frame(.welcome, bytes), from: self.province.engine.node, self.city.identity,
                    sentAt: Self.now, now: Self.now, random: SystemRandom.bytes, db)
                return true
            } catch is FormatError {
                return false
            } catch is Rejection {
                return false
            }
        }
    }

    // MARK: -

    private func checked(_ payload: [UInt8], by author: Hall) throws -> CheckedBatch {
        let own = author.identity.key.publicKey
        return try CheckedBatch(payload: payload, key: { $0 == own.id ? own : nil }) { count, work in
            for place in 0..<count { work(place) }
        }
    }

    /// What is content behind its length and then a signature is signed, so that its readers are reached.
    private func signed(_ frame: Frame, by author: Hall) -> Frame {
        let purposes: [Frame.Kind: SigningPurpose] = [.receipt: .receipt, .status: .status, .lacks: .lacks]
        let length = frame.payload.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard let purpose = purposes[frame.kind], frame.payload.count >= 4, frame.payload.count - 4 >= length,
            let signature = try? author.identity.key.sign(Array(frame.payload[4..<4 + length]), purpose: purpose)
        else { return frame }
        return Frame(frame.kind, Array(frame.payload.prefix(4 + length)) + signature)
    }

    private func big(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func undone(at hall: Hall, _ body: (Database) throws -> Bool) throws -> Bool {
        try hall.store.write { db in
            var result = false
            try db.inSavepoint {
                result = try body(db)
                return .rollback
            }
            return result
        }
    }
}
