import HallNode
import HallWeb
import Synchronization
import Testing

/// What strangers may cost a listener: with real sockets, and limits that are short enough for a test.
@Suite("Slow, huge and endless requests are cut off, and the others go on", .timeLimit(.minutes(1)))
struct BorderTests {
    private static let limits = LinkLimits(
        requestBytesMax: 100_000, opening: .milliseconds(400), idle: .seconds(20), request: .milliseconds(400),
        answer: .milliseconds(400))

    /// A listener with short limits; afterwards it must still answer, and the events are given.
    private func cut(
        limits: LinkLimits = BorderTests.limits, handler: @escaping LinkHandler = LinkExchangeTests.echo,
        _ body: @escaping @Sendable (Hall, Int) async throws -> Void
    ) async throws -> [BorderEvent] {
        let events = Events()
        try await withHall(limits: limits, told: { events.add($0) }, handler: handler) { hall in
            let port = try #require(Int(hall.url.split(separator: ":").last ?? ""))
            do { try await body(hall, port) } catch { Issue.record("\(error), after \(events.all)") }
            let after = try await onThread { try once(hall.request("/push", body: [1])) }
            #expect(after.status == 200, "the listener does not answer any more")
        }
        return events.all
    }

    private final class Events: Sendable {
        private let state = Mutex<[BorderEvent]>([])
        var all: [BorderEvent] { state.withLock { $0 } }
        func add(_ event: BorderEvent) { state.withLock { $0.append(event) } }
    }

    // MARK: - Slow

    @Test("A connection that says nothing, or drips a handshake that never ends", arguments: [nil, "\u{16}\u{3}\u{1}"])
    func handshake(start: String?) async throws {
        let events = try await cut { _, port in
            let raw = try await RawConnection(port: port, tls: false)
            if let start { raw.send(start) }
            let silence = start == nil ? try await raw.closing(for: .seconds(10)) : nil
            let dripped = start == nil ? nil : try await raw.drip("\u{2}", for: .seconds(10))
            #expect(try #require(silence ?? dripped) < 9)
        }
        #expect(events == [.slowRequest])
    }

    @Test("Slowloris: a head that comes byte by byte")
    func head() async throws {
        let events = try await cut { _, port in
            let raw = try await RawConnection(port: port, tls: true)
            raw.send("POST /push HTTP/1.1\r\nHost: x\r\nX-Long: ")
            #expect(try #require(try await raw.drip("a", for: .seconds(10))) < 9)
        }
        #expect(events == [.slowRequest])
    }

    @Test("A body that comes byte by byte")
    func body() async throws {
        let events = try await cut { _, port in
            let raw = try await RawConnection(port: port, tls: true)
            raw.send("POST /push HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n")
            #expect(try #require(try await raw.drip("a", for: .seconds(10))) < 9)
        }
        #expect(events == [.slowRequest])
    }

    @Test("An answer that nobody takes")
    func answer() async throws {
        let large: LinkHandler = { request in
            .reply(status: 200, body: request.path == "/large" ? [UInt8](repeating: 1, count: 24 << 20) : [])
        }
        let events = try await cut(handler: large) { _, port in
            let raw = try await RawConnection(port: port, tls: true)
            raw.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            while raw.answer.isEmpty, !raw.isClosed { try await Task.sleep(for: .milliseconds(10)) }
            try await raw.takes(false)
            raw.send("POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            try await Task.sleep(for: .milliseconds(1_500))
            try await raw.takes(true)
            #expect(try await raw.closing(for: .seconds(10)) != nil)
            #expect(raw.count < 24 << 20)
        }
        #expect(events.contains(.slowAnswer))
    }

    // MARK: - Huge and endless

    @Test(
        "A body announced as huge is refused before it is sent",
        arguments: ["100001", "1000000000000", "9223372036854775807"])
    func huge(length: String) async throws {
        let events = try await cut { _, port in
            let raw = try await RawConnection(port: port, tls: true)
            raw.send("POST /push HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\r\n")
            #expect(try #require(try await raw.closing(for: .seconds(10))) < 9)
            #expect(raw.answer.hasPrefix("HTTP/1.1 413 "))
        }
        #expect(events.first == .requestTooLong)
    }

    @Test("A body without an end is cut off")
    func endless() async throws {
        let events = try await cut { _, port in
            let raw = try await RawConnection(port: port, tls: true)
            raw.send("POST /push HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "4000\r\n" + String(repeating: "a", count: 0x4000) + "\r\n"
            let seconds = try await raw.closing(for: .seconds(10)) { _ in
                raw.send(chunk)
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(try #require(seconds) < 9)
        }
        #expect(events.contains(.requestTooLong))
    }

    @Test(
        "What is no HTTP is answered with an end",
        arguments: [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\n" + String(repeating: "X-A: b\r\n", count: 10_000) + "\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        ])
    func noHTTP(text: String) async throws {
        _ = try await cut { _, port in
            let raw = try await RawConnection(port: port, tls: true)
            raw.send(text)
            #expect(try await raw.closing(for: .seconds(10)) != nil)
            #expect(!raw.answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("Who may send little is refused more, whatever others may send")
    func byCaller() async throws {
        let bodyLimit: LinkBodyLimit = { $0.peerKey == nil ? 10 : 1_000 }
        let known = try newIdentity()
        try await withHall(bodyLimit: bodyLimit, handler: LinkExchangeTests.echo) { hall in
            let body = [UInt8](repeating: 1, count: 500)
            let statuses = try await onThread {
                try [nil, known].map { try once(hall.request("/push", as: $0, body: body)).status }
            }
            #expect(statuses == [413, 200])
        }
    }

    // MARK: - Many

    @Test("One address has so many connections at a time")
    func address() async throws {
        let limits = LinkLimits(opening: .seconds(20), addressConnectionsMax: 3)
        let events = try await cut(limits: limits) { _, port in
            var kept: [RawConnection] = []
            for _ in 0..<3 { kept.append(try await RawConnection(port: port, tls: false)) }
            let further = try await RawConnection(port: port, tls: false)
            #expect(try await further.closing(for: .seconds(10)) != nil)
            #expect(kept.allSatisfy { !$0.isClosed })
            for connection in kept { connection.close() }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(events == [.connectionRefused])
    }

    @Test("Of one key the newest connections stay: the oldest is what a broken line left")
    func key() async throws {
        let limits = LinkLimits(keyConnectionsMax: 2)
        let identity = try newIdentity()
        let events = try await cut(limits: limits) { _, port in
            var connections: [RawConnection] = []
            for _ in 0..<3 {
                let next = try await RawConnection(port: port, tls: true, identity: identity)
                next.send("POST /push HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
                while next.answer.isEmpty, !next.isClosed { try await Task.sleep(for: .milliseconds(10)) }
                connections.append(next)
            }
            #expect(try await connections[0].closing(for: .seconds(5)) != nil)
            #expect(!connections[1].isClosed && !connections[2].isClosed)
        }
        #expect(events == [.connectionRefused])
    }
}
