internal import HTTPTypes
public import HallNode
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
internal import NIOSSL
public import ServiceLifecycle

/// The HTTPS listener for neighbour halls: TLS with the hall's own key, bytes in and bytes out.
///
/// TLS proves which key the client holds and judges nothing else (design §5): any certificate is let through to the
/// handler, whatever its dates and names say, and so is a client without one, which may only ask to join.
public final class LinkListener: Service {
    private let host: String
    private let port: Int
    private let limits: LinkLimits
    private let bodyLimit: LinkBodyLimit
    private let handler: LinkHandler
    private let counts: ConnectionCount
    private let logger: Logger
    private let tls: TLSChannelConfiguration
    private let bound: BoundPort

    /// Prepares a listener; `run` opens it.
    /// - Parameters:
    ///   - host: Name or address to listen on; `0.0.0.0` or `::` for all of this machine.
    ///   - port: 0 for any free one; see `boundPort`.
    ///   - identity: What the hall shows of itself.
    ///   - limits: What one client may cost.
    ///   - logger: Gets what happens, at `info` and below.
    ///   - bodyLimit: How long a request's body may be; nil: as the limits say, whoever sends it.
    ///   - told: Called for each connection or request that is cut off.
    ///   - handler: Answers each request. It decides who is let in.
    /// - Throws: `ListenerError` (`identity`) if the certificate cannot be used.
    public convenience init(
        host: String, port: Int, identity: TLSIdentity, limits: LinkLimits = LinkLimits(), logger: Logger,
        bodyLimit: LinkBodyLimit? = nil, told: @escaping @Sendable (BorderEvent) -> Void = { _ in },
        handler: @escaping LinkHandler
    ) throws {
        try self.init(
            host: host, port: port, identity: identity, limits: limits, logger: logger, bodyLimit: bodyLimit,
            told: told, bound: BoundPort(), handler: handler)
    }

    /// - Parameter bound: told the port, where another listener may take this one's place.
    init(
        host: String, port: Int, identity: TLSIdentity, limits: LinkLimits, logger: Logger,
        bodyLimit: LinkBodyLimit?, told: @escaping @Sendable (BorderEvent) -> Void, bound: BoundPort,
        handler: @escaping LinkHandler
    ) throws {
        self.bound = bound
        self.host = host
        self.port = port
        self.limits = limits
        self.logger = logger
        self.bodyLimit = bodyLimit ?? { _ in limits.requestBytesMax }
        self.handler = handler
        counts = ConnectionCount(limits, told: told)
        do {
            self.tls = try Self.configuration(identity)
        } catch {
            throw ListenerError.identity(error)
        }
    }

    /// The port that it listens on, as soon as it does.
    /// - Throws: What `run` throws, if it cannot listen; waits for ever if `run` is never called.
    public func boundPort() async throws -> Int { try await bound.value() }

    /// Listens until the surrounding service group shuts down gracefully or the task is cancelled. Once.
    ///
    /// On shutdown streams end within a second, and a connection that does not is cut.
    /// - Throws: `ListenerError` (`address`).
    public func run() async throws {
        let (limits, counts, tls, bound) = (limits, counts, tls, bound)
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionHandler(limits: limits, counts: counts)],
            idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10))
        let application = Application(
            responder: CallbackResponder { [self] request, context in try await respond(to: request, context) },
            server: try .tls(.http1(configuration: http), configuration: tls),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax)),
            onServerRunning: { channel in
                bound.settle(.success(channel.localAddress?.port ?? 0))
            },
            logger: logger)
        try await ListenerRun.untilShutdown(host: host, port: port, bound: bound) { try await application.run() }
    }

    /// TLS 1.2 or newer: every system that can run a hall has 1.3, and 1.2 lets a middle-aged `curl` look in.
    private static func configuration(_ identity: TLSIdentity) throws -> TLSChannelConfiguration {
        let certificate = try NIOSSLCertificate(bytes: identity.certificateDER, format: .der)
        let key = try NIOSSLPrivateKey(bytes: Array(identity.privateKeyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .optionalVerification
        // No authority is trusted, so the machine's are not loaded either (they would cost some megabytes).
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = ["http/1.1"]
        // A client that does not answer the farewell must not hold up a shutdown.
        configuration.shutdownTimeout = .seconds(1)
        return TLSChannelConfiguration(
            tlsConfiguration: configuration,
            customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) })
    }

    // MARK: -

    private func respond(to request: Request, _ context: LinkContext) async throws -> Response {
        let peer = try await context.peer()
        func link(_ body: [UInt8]) -> LinkRequest {
            LinkRequest(
                method: request.method.rawValue, path: request.uri.path, peerKey: peer.key, source: peer.address,
                body: body)
        }
        let bytesMax = min(limits.requestBytesMax, try await bodyLimit(link([])))
        guard let body = try await collect(request, upTo: bytesMax) else { return tooLarge(context, bytesMax) }
        switch try await handler(link(Array(body.readableBytesView))) {
        case .reply(let status, let body):
            return Response(
                status: HTTPResponse.Status(code: status), headers: [.contentType: Self.mediaType],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        case .stream(let produce):
            return Response(
                status: .ok, headers: [.contentType: Self.mediaType],
                body: LinkStreamBody(context: context, produce: produce).responseBody)
        }
    }

    /// The whole body; nil if it is longer than allowed, known from the announced length before a byte is read.
    private func collect(_ request: Request, upTo bytesMax: Int) async throws -> ByteBuffer? {
        if let text = request.headers[.contentLength], let count = Int(text), count > bytesMax {
            return nil
        }
        do {
            return try await request.body.collect(upTo: bytesMax)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }

    /// The rest of a body that is too long is not read: the client has a second to see the answer, then it is cut.
    private func tooLarge(_ context: LinkContext, _ bytesMax: Int) -> Response {
        counts.told(.requestTooLong)
        let channel = context.channel
        channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
        return Response(
            status: .contentTooLarge, headers: [.contentType: "text/plain; charset=utf-8", .connection: "close"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: "the request is longer than \(bytesMax) bytes")))
    }

    private static let mediaType = "application/octet-stream"
}
