import HallNode
import HallWeb
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LinkExchangeTests {
    static let echo: LinkHandler = { .reply(status: 200, body: $0.body) }

    @Test(arguments: [0, 1, 1_000, 65_536, 4 << 20])
    func whatIsSentIsWhatArrives(bytes: Int) async throws {
        let body = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try await withHall(handler: Self.echo) { hall in
            let answer = try await onThread { try once(hall.request("/push", body: body)) }
            #expect(answer.status == 200)
            #expect(answer.body == body)
        }
    }

    @Test func aRefusalKeepsItsStatusAndItsText() async throws {
        try await withHall(handler: { _ in .reply(status: 403, body: Array("unknown key".utf8)) }) { hall in
            let answer = try await onThread { try once(hall.request("/push")) }
            #expect(answer.status == 403)
            #expect(answer.body == Array("unknown key".utf8))
        }
    }

    @Test func aFaultOfTheHandlerIsStatus500AndNotTheEndOfTheListener() async throws {
        struct Fault: Error {}
        let handler: LinkHandler = { request in
            if request.path == "/fault" { throw Fault() }
            return .reply(status: 200, body: [])
        }
        try await withHall(handler: handler) { hall in
            let statuses = try await onThread {
                try ["/fault", "/fine"].map { try once(hall.request($0)).status }
            }
            #expect(statuses == [500, 200])
        }
    }

    @Test(arguments: [(1_000, 200), (1_001, 413), (3 << 20, 413)])
    func aRequestLongerThanAllowedIsRefused(bytes: Int, status: Int) async throws {
        try await withHall(limits: LinkLimits(requestBytesMax: 1_000), handler: Self.echo) { hall in
            let body = [UInt8](repeating: 7, count: bytes)
            let answer = try await onThread { try once(hall.request("/push", body: body)) }
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [(1_000, true), (999, false)])
    func aResponseLongerThanTheCallerTakesIsAnError(bytesMax: Int, fits: Bool) async throws {
        try await withHall(handler: { _ in .reply(status: 200, body: [UInt8](repeating: 1, count: 1_000)) }) { hall in
            let request = hall.request("/pull", limits: ClientLimits(responseBytesMax: bytesMax))
            let error = await clientError { try once(request) }
            #expect(error?.failure == (fits ? nil : .tooLarge))
        }
    }

    @Test func oneConnectionServesManyRequests() async throws {
        try await withHall(handler: Self.echo) { hall in
            let connections = try await onThread {
                let handle = try CurlHandle()
                for turn in 0..<20 {
                    #expect(try handle.perform(hall.request("/push", body: [UInt8(turn)])).body == [UInt8(turn)])
                }
                return handle.connectionsMade
            }
            #expect(connections == 1)
        }
    }

    @Test func aHandlerThatTakesTooLongIsATimeout() async throws {
        let handler: LinkHandler = { _ in
            try await Task.sleep(for: .seconds(20))
            return .reply(status: 200, body: [])
        }
        try await withHall(handler: handler) { hall in
            let limits = ClientLimits(total: .milliseconds(200))
            let error = await clientError { try once(hall.request("/slow", limits: limits)) }
            #expect(error?.failure == .timeout)
            #expect(error?.isTransient == true)
        }
    }

    @Test func nobodyAtTheAddressIsAConnectErrorThatMayPass() async throws {
        let key = try newIdentity().keyID
        let request = ClientRequest(method: .get, url: "https://127.0.0.1:1/hello", expectedKeys: [key])
        let error = await clientError { try once(request) }
        #expect(error?.failure == .connect)
        #expect(error?.isTransient == true)
    }

    @Test(arguments: [
        ClientRequest(method: .get, url: "https://127.0.0.1:1/"),
        ClientRequest(method: .get, url: "https://127.0.0.1:1/", expectedKeys: [[1, 2, 3]]),
        ClientRequest(method: .get, url: "ftp://127.0.0.1:1/"),
        ClientRequest(method: .get, url: "http://127.0.0.1:1/\r\nX: y"),
        ClientRequest(method: .get, url: "http://127.0.0.1:1/", headers: [("X", "y\r\nZ: w")]),
    ])
    func aRequestThatCannotBeMeantIsRefusedHere(request: ClientRequest) async throws {
        #expect(await clientError { try once(request) }?.failure == .request)
    }

    @Test func aHandlerThatHangsDoesNotHoldUpTheShutdown() async throws {
        let handler: LinkHandler = { _ in
            try await Task.sleep(for: .seconds(50))
            return .reply(status: 200, body: [])
        }
        let start = ContinuousClock.now
        try await withHall(handler: handler) { hall in
            let limits = ClientLimits(total: .milliseconds(200))
            _ = await clientError { try once(hall.request("/slow", limits: limits)) }
        }
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
