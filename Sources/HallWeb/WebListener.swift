internal import HTTPTypes
public import HallNode
public import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// The plain HTTP listener for the people at this machine: health, metrics, and what `configure` adds.
///
/// There are no accounts yet, so it listens on this machine only (`interface.md`, `hall serve --web`).
public final class WebListener: Service {
    /// The port of `hall serve` unless told otherwise.
    public static let defaultPort = 8036

    private let host: String
    private let port: Int
    private let logger: Logger
    private let responder: RouterResponder<BasicRequestContext>
    private let told: @Sendable (BorderEvent) -> Void
    private let bound = BoundPort()

    /// Prepares a listener; `run` opens it.
    /// - Parameters:
    ///   - host: `127.0.0.1`, `::1` or `localhost`.
    ///   - port: 0 for any free one; see `boundPort`.
    ///   - logger: Gets what happens, at `info` and below.
    ///   - isOpen: True once the store is open; `GET /healthz` answers 200 then, 503 before.
    ///   - metrics: The text of `GET /metrics`, in the Prometheus text format.
    ///   - told: Called for each connection that is cut off.
    ///   - configure: Adds further routes (API, pages).
    /// - Throws: `ListenerError` (`notLoopback`) for any other host.
    public init(
        host: String = "127.0.0.1", port: Int = WebListener.defaultPort, logger: Logger,
        isOpen: @escaping @Sendable () -> Bool,
        metrics: @escaping @Sendable () async throws -> String,
        told: @escaping @Sendable (BorderEvent) -> Void = { _ in },
        configure: (Router<BasicRequestContext>) -> Void = { _ in }
    ) throws {
        guard let address = Self.loopback(host) else { throw ListenerError.notLoopback(host) }
        self.host = address
        self.port = port
        self.logger = logger
        self.told = told
        let router = Router()
        router.add(middleware: LoopbackHost())
        router.get("/healthz") { _, _ in
            isOpen() ? Self.text("ok\n") : Self.text("the store is not open yet\n", status: .serviceUnavailable)
        }
        router.get("/metrics") { _, _ in
            Self.text(try await metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        configure(router)
        self.responder = router.buildResponder()
    }

    /// The port that it listens on, as soon as it does.
    /// - Throws: What `run` throws, if it cannot listen; waits for ever if `run` is never called.
    public func boundPort() async throws -> Int { try await bound.value() }

    /// Listens until the surrounding service group shuts down gracefully or the task is cancelled. Once.
    /// - Throws: `ListenerError` (`address`).
    public func run() async throws {
        let (bound, told) = (bound, told)
        let limits = LinkLimits(opening: .seconds(10), request: .seconds(60))
        let counts = ConnectionCount(limits, told: told)
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionHandler(limits: limits, counts: counts)],
            idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 32 << 10))
        let application = Application(
            responder: responder,
            server: .http1(configuration: http),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax)),
            onServerRunning: { channel in
                bound.settle(.success(channel.localAddress?.port ?? 0))
            },
            logger: logger)
        try await ListenerRun.untilShutdown(host: host, port: port, bound: bound) { try await application.run() }
    }

    /// The address to bind for a host of this machine itself; nil for any other host.
    ///
    /// `localhost` is taken as the word, not looked up: a name service could answer it with anything.
    static func loopback(_ host: String) -> String? {
        switch host.lowercased() {
        case "localhost": return "127.0.0.1"
        case "::1", "[::1]": return "::1"
        default:
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == "127" else { return nil }
            guard parts.allSatisfy({ UInt8($0).map(String.init) == String($0) }) else { return nil }
            return host
        }
    }

    private static func text(
        _ body: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}

/// Answers only to the names of this machine itself. A page of the internet that a clerk has open may have its own name
/// point here; what it then asks bears that name.
private struct LoopbackHost: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard LoopbackHost.isOwn(request.head.authority ?? "") else {
            return Response(
                status: .misdirectedRequest, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "ask for 127.0.0.1 or localhost\n")))
        }
        return try await next(request, context)
    }

    /// Whether `HOST` or `HOST:PORT` names this machine itself.
    private static func isOwn(_ authority: String) -> Bool {
        if WebListener.loopback(authority) != nil { return true }
        guard let colon = authority.lastIndex(of: ":"), UInt16(authority[authority.index(after: colon)...]) != nil
        else { return false }
        return WebListener.loopback(String(authority[..<colon])) != nil
    }
}
