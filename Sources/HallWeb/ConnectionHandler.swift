internal import HTTPTypes
internal import HallNode
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOSSL
internal import NIOTLS

/// What a connection needs beside HTTP: socket options, the peer's key, and limits that hold whatever the other side
/// does. One of it stands in each connection's pipeline and is used on that connection's event loop.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: LinkLimits
    private let counts: ConnectionCount
    /// Of the one thing that is being waited for: the first head, the rest of a request, or the taking of an answer.
    private var deadline: Scheduled<Void>?
    /// The key that the client proved in the handshake; nil before it and without a certificate.
    private(set) var peerKey: [UInt8]?
    /// A long response is being sent: no deadline holds.
    private var isStreaming = false

    /// Told once when the client goes away, while a stream is sent to it.
    private var onGone: (@Sendable () -> Void)?

    init(limits: LinkLimits, counts: ConnectionCount) {
        self.limits = limits
        self.counts = counts
    }

    /// Sets who is told when the client goes away; at once if it is gone already.
    func watch(_ channel: any Channel, onGone: @escaping @Sendable () -> Void) {
        isStreaming = true
        disarm()
        if channel.isActive, !isInputClosed { self.onGone = onGone } else { onGone() }
    }

    /// Nobody is told any more.
    func unwatch() {
        isStreaming = false
        onGone = nil
    }

    private var isInputClosed = false

    private func clientGone() {
        isInputClosed = true
        onGone?()
        onGone = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        clientGone()
        context.fireChannelInactive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        guard counts.admit(channel) else {
            counts.told(.connectionRefused)
            // Not before the pipeline is whole: its other handlers are added to an open connection.
            context.eventLoop.execute { channel.close(promise: nil) }
            return
        }
        SocketOptions.set(on: channel, silence: limits.silence)
        arm(limits.opening, context, .slowRequest)
    }

    func handlerRemoved(context: ChannelHandlerContext) { disarm() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted:
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            if let spki = try? certificate?.extractPublicKey().toSPKIBytes() {
                let key = TLSIdentity.spkiSHA256(ofSubjectPublicKeyInfo: spki)
                peerKey = key
                if let surplus = counts.prove(key, on: context.channel) {
                    counts.told(.connectionRefused)
                    surplus.close(promise: nil)
                }
            }
        case ChannelEvent.inputClosed:
            // No client of ours closes one half only: who sends no more is no longer there.
            clientGone()
        case is ChannelShouldQuiesceEvent:
            // Answers get a second to end by themselves; a client that hangs must not hold up the shutdown.
            let channel = context.channel
            context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// A client that sends its request drop by drop keeps the idle timer quiet, so the whole request has a limit.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: arm(limits.request, context, .slowRequest)
        case .body: break
        case .end: disarm()
        }
        context.fireChannelRead(data)
    }

    /// A client that takes its answer drop by drop, or not at all, is not waited for either.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head where !isStreaming:
            arm(limits.answer, context, .slowAnswer)
            context.write(data, promise: promise)
        case .end where !isStreaming:
            let taken = promise ?? context.eventLoop.makePromise(of: Void.self)
            let answered = deadline
            taken.futureResult.whenComplete { _ in answered?.cancel() }
            context.write(data, promise: taken)
        default:
            context.write(data, promise: promise)
        }
    }

    private func arm(_ limit: Duration, _ context: ChannelHandlerContext, _ event: BorderEvent) {
        disarm()
        let (channel, counts) = (context.channel, counts)
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(limit)) {
            counts.told(event)
            channel.close(promise: nil)
        }
    }

    private func disarm() {
        deadline?.cancel()
        deadline = nil
    }
}

/// Options of an accepted connection.
enum SocketOptions {
    /// Frames are not held back for one another, and a peer that vanished without a word (power cut, router
    /// restarted) is noticed within `silence`, not after the quarter of an hour that Linux takes by itself.
    static func set(on channel: any Channel, silence: Duration) {
        let seconds = Int32(clamping: silence.components.seconds)
        // Options that a kernel does not know are no reason to refuse a neighbour.
        _ = channel.setOption(.tcpOption(.tcp_nodelay), value: 1)
        _ = channel.setOption(.socketOption(.so_keepalive), value: 1)
        _ = channel.setOption(.tcpOption(tcpKeepIdle), value: ChannelOptions.Types.SocketOption.Value(seconds / 3))
        _ = channel.setOption(.tcpOption(tcpKeepInterval), value: ChannelOptions.Types.SocketOption.Value(10))
        let milliseconds = ChannelOptions.Types.SocketOption.Value(seconds) * 1_000
        _ = channel.setOption(.tcpOption(tcpUserTimeout), value: milliseconds)
    }

    // Numbers of linux/tcp.h.
    private static let tcpKeepIdle = NIOBSDSocket.Option(rawValue: 4)
    private static let tcpKeepInterval = NIOBSDSocket.Option(rawValue: 5)
    private static let tcpUserTimeout = NIOBSDSocket.Option(rawValue: 18)
}
