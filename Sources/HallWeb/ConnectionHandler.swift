internal import HTTPTypes
internal import HallNode
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOSSL
internal import NIOTLS

/// What a link connection needs beside HTTP: socket options, the peer's key, and limits that hold whatever the
/// other side does. One of it stands in each connection's pipeline and is used on that connection's event loop.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let limits: LinkLimits
    private var deadline: Scheduled<Void>?
    /// The key that the client proved in the handshake; nil before it and without a certificate.
    private(set) var peerKey: [UInt8]?

    /// Told once when the client goes away, while a stream is sent to it.
    private var onGone: (@Sendable () -> Void)?

    init(limits: LinkLimits) {
        self.limits = limits
    }

    /// Sets who is told when the client goes away; at once if it is gone already.
    func watch(_ channel: any Channel, onGone: @escaping @Sendable () -> Void) {
        if channel.isActive, !isInputClosed { self.onGone = onGone } else { onGone() }
    }

    /// Nobody is told any more.
    func unwatch() {
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
        SocketOptions.set(on: context.channel, silence: limits.silence)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted:
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            if let spki = try? certificate?.extractPublicKey().toSPKIBytes() {
                peerKey = TLSIdentity.spkiSHA256(ofSubjectPublicKeyInfo: spki)
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
        case .head:
            let channel = context.channel
            deadline = context.eventLoop.scheduleTask(in: TimeAmount(limits.request)) { channel.close(promise: nil) }
        case .body:
            break
        case .end:
            deadline?.cancel()
            deadline = nil
        }
        context.fireChannelRead(data)
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
