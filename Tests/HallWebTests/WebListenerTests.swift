import HallNode
import HallWeb
import Hummingbird
import ServiceLifecycle
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WebListenerTests {
    private func get(_ url: String) async throws -> ClientResponse {
        try await onThread { try once(ClientRequest(method: .get, url: url, wantedHeaders: ["Content-Type"])) }
    }

    @Test func healthAndMetricsAreAnswered() async throws {
        let open = Atomic(false)
        let listener = try WebListener(
            port: 0, logger: quietLogger, isOpen: { open.load(ordering: .relaxed) },
            metrics: { "hall_commits 3\n" },
            configure: { router in router.get("/api/status") { _, _ in "more" } })
        let group = ServiceGroup(services: [listener], logger: quietLogger)
        async let running: Void = group.run()
        let url = "http://127.0.0.1:\(try await listener.boundPort())"
        #expect(try await get(url + "/healthz").status == 503)
        open.store(true, ordering: .relaxed)
        let health = try await get(url + "/healthz")
        #expect(health.status == 200)
        #expect(health.body == Array("ok\n".utf8))
        let metrics = try await get(url + "/metrics")
        #expect(metrics.body == Array("hall_commits 3\n".utf8))
        #expect(metrics.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        #expect(try await get(url + "/api/status").body == Array("more".utf8))
        #expect(try await get(url + "/nothing").status == 404)
        await group.triggerGracefulShutdown()
        try await running
    }

    @Test(arguments: [
        "0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.1.example.com", "127.1", "", "127.0.0.999",
    ])
    func anAddressThatOthersReachIsRefusedAtStart(host: String) {
        #expect {
            try WebListener(host: host, port: 0, logger: quietLogger, isOpen: { true }, metrics: { "" })
        } throws: { error in
            (error as? ListenerError)?.failure == .notLoopback
        }
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]"])
    func anAddressOfThisMachineItselfIsTaken(host: String) throws {
        _ = try WebListener(host: host, port: 0, logger: quietLogger, isOpen: { true }, metrics: { "" })
    }

    /// A page of the internet may have its own name point to this machine; what it asks bears that name.
    @Test func onlyTheNamesOfThisMachineAreAnswered() async throws {
        let listener = try WebListener(port: 0, logger: quietLogger, isOpen: { true }, metrics: { "" })
        let group = ServiceGroup(services: [listener], logger: quietLogger)
        async let running: Void = group.run()
        let port = try await listener.boundPort()
        let answers = [
            "127.0.0.1:\(port)": 200, "localhost": 200, "[::1]:80": 200, "evil.example": 421,
            "evil.example:\(port)": 421,
            "127.0.0.1.evil.example": 421, "localhost:x": 421,
        ]
        for (host, status) in answers {
            let request = ClientRequest(
                method: .get, url: "http://127.0.0.1:\(port)/healthz", headers: [(name: "Host", value: host)])
            #expect(try await onThread { try once(request).status } == status, "\(host)")
        }
        await group.triggerGracefulShutdown()
        try await running
    }

    @Test func aTakenPortIsAnErrorThatNamesIt() async throws {
        try await withHall(handler: { _ in .reply(status: 200, body: []) }) { hall in
            let port = try #require(hall.url.split(separator: ":").last.flatMap { Int($0) })
            let listener = try WebListener(port: port, logger: quietLogger, isOpen: { true }, metrics: { "" })
            let error = await #expect(throws: ListenerError.self) { try await listener.run() }
            #expect(error?.failure == .address)
            #expect(error?.message.contains("127.0.0.1:\(port)") == true)
            await #expect(throws: ListenerError.self) { try await listener.boundPort() }
        }
    }
}
