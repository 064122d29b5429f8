import GRDB
import TestSupport
import Testing

@testable import Sync

/// A line between a child and its parent that carries real bytes, cut at random places.
final class TestLink {
    let child: TestNode
    let parent: TestNode
    private(set) var dial: DialLink
    private var listen: ListenLink?
    private var pull: Pull?
    /// Bytes that the line carries before it breaks; nil: no end.
    var budget: Int?
    /// Bytes that it has carried.
    private(set) var carried = 0

    init(child: TestNode, parent: TestNode) {
        self.child = child
        self.parent = parent
        dial = DialLink(to: parent.id, engine: child.engine, identity: child.identity)
    }

    struct LineBroke: Error {}

    var isLinked: Bool { listen != nil }

    private var network: TestNetwork { child.network }

    func cut() {
        dial.broken()
        listen = nil
        pull = nil
    }

    /// Hello and answer. `loseAnswer`: the line breaks when the answer has left.
    func greet(loseAnswer: Bool = false) throws {
        cut()
        for node in [child, parent] { try node.followKeys() }
        do { try greetOnce(loseAnswer: loseAnswer) } catch let rejection as Rejection {
            // The superior has entered the new key, and its entry has not come yet.
            guard rejection.reason == .keyEnded, let waiting = try child.waitingKey() else { throw rejection }
            child.key = waiting
            try greetOnce(loseAnswer: loseAnswer)
        }
    }

    private func greetOnce(loseAnswer: Bool) throws {
        dial = DialLink(to: parent.id, engine: child.engine, identity: child.identity)
        let random = { (count: Int) in self.network.random.bytes(count) }
        let hello = try child.db.write { try dial.hello(now: network.tick(), random: random, $0) }
        let asked = try #require(try carry([hello]).first)
        let answer = try parent.db.write { db in
            try parent.engine.answer(
                hello: asked.payload, peerKey: child.key.publicKey.id, parent.identity, address: nil,
                now: network.tick(), random: random, db)
        }
        if loseAnswer { return }
        let carried = try #require(try carry([answer.frame]).first)
        _ = try child.db.write { try dial.accept(answer: carried, now: network.tick(), random: random, $0) }
        listen = ListenLink(to: child.id, engine: parent.engine, identity: parent.identity)
        pull = Pull(try answer.result.get(), engine: parent.engine)
    }

    /// Lets both directions run until both are silent. Gives how many frames moved.
    @discardableResult
    func exchange() throws -> Int {
        do {
            var moved = 0
            for _ in 0..<500 {
                let now = try down() + up()
                if now == 0 { return moved }
                moved += now
            }
            Issue.record("the line never falls silent")
            return moved
        } catch is LineBroke {
            cut()
            return 1
        }
    }

    /// What the parent has for the child.
    func down(bytesMax: Int = 1 << 20) throws -> Int {
        guard var pull else { return 0 }
        let frames = try parent.db.read { try pull.next(bytesMax: bytesMax, $0) }
        self.pull = pull
        return try give(carry(frames))
    }

    /// What the child has for the parent, and the answers.
    func up() throws -> Int {
        guard let listen else { return 0 }
        let frames = try child.db.read { db in
            // The lanes are to begin anew.
            guard try !dial.mustGreet(db) else { throw LineBroke() }
            return try dial.push(now: network.tick(), db)
        }
        var answers: [Frame] = []
        for frame in try carry(frames) {
            // The listener answers "say hello first" to a key that has ended.
            let isGood = try parent.db.read { try Directory.key(child.key.publicKey.id, $0)?.last == nil }
            guard isGood else { throw LineBroke() }
            let checked = frame.kind == .batch ? try parent.check(frame.payload) : nil
            let effect = try parent.db.write { db in
                if let checked { return try listen.take(checked, now: network.tick(), db) }
                return try listen.take(frame, now: network.tick(), db)
            }
            answers += effect.answers
            for request in effect.requests { try parent.enter(request, of: child.id) }
        }
        try child.db.write { try dial.pushed(frames, $0) }
        return try frames.count + give(carry(answers))
    }

    /// An idle frame from the child, as a quiet line carries every minute, and what the parent says to it.
    func idle() throws {
        let listen = try #require(listen)
        let effect = try parent.db.write { try listen.take(Frame(.idle, []), now: network.tick(), $0) }
        _ = try give(carry(effect.answers + [Frame(.idle, [])]))
    }

    private func give(_ frames: [Frame]) throws -> Int {
        for frame in frames {
            if frame.kind == .batch {
                let checked = try child.check(frame.payload)
                _ = try child.db.write { try dial.take(checked, now: network.tick(), $0) }
            } else {
                do { _ = try child.db.write { try dial.take(frame, now: network.tick(), $0) } } catch is FormatError {
                    // Signed by a new key of which the child has not heard yet: it begins anew.
                    throw LineBroke()
                }
            }
        }
        return frames.count
    }

    /// Frames as bytes over the line, in pieces of random size. What came whole before a break is still taken.
    private func carry(_ frames: [Frame]) throws -> [Frame] {
        var bytes: [UInt8] = []
        for frame in frames { bytes += frame.encoded }
        carried += bytes.count
        if let budget {
            if bytes.count > budget {
                self.budget = nil
                bytes = Array(bytes.prefix(budget))
                var reader = FrameReader()
                reader.feed(bytes)
                var whole: [Frame] = []
                while let frame = try reader.next() { whole.append(frame) }
                if whole.isEmpty { throw LineBroke() }
                _ = try? give(whole.filter { $0.kind == .batch })
                throw LineBroke()
            }
            self.budget = budget - bytes.count
        }
        var reader = FrameReader()
        var carried: [Frame] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = min(rest.count, 1 + network.random.below(max(4_000, bytes.count / 10)))
            reader.feed(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let frame = try reader.next() { carried.append(frame) }
        }
        try #require(reader.isAtBoundary)
        return carried
    }
}
