import Foundation
import HallNode
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A client that sends exactly the bytes that it is told to, at whatever pace, and notes what comes back and when the
/// other side hangs up. Over TLS, or bare.
final class RawConnection: Sendable {
    private let channel: any Channel
    private let seen: Seen

    /// What came back.
    private final class Seen: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let bytes = Mutex<[UInt8]>([])
        let isClosed = Mutex(false)

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let part = unwrapInboundIn(data)
            bytes.withLock { bytes in part.withUnsafeReadableBytes { bytes.append(contentsOf: $0) } }
        }

        func channelInactive(context: ChannelHandlerContext) { isClosed.withLock { $0 = true } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { isClosed.withLock { $0 = true } }
        }
    }

    /// Connects to a port of this machine.
    ///
    /// - Parameters:
    ///   - tls: whether bytes go through TLS; else they go as they are.
    ///   - identity: what the client shows of itself.
    init(port: Int, tls: Bool, identity: TLSIdentity? = nil) async throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        if let identity {
            configuration.certificateChain = [
                .certificate(try NIOSSLCertificate(bytes: identity.certificateDER, format: .der))
            ]
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: Array(identity.privateKeyPEM.utf8), format: .pem))
        }
        let context = try NIOSSLContext(configuration: configuration)
        let seen = Seen()
        self.seen = seen
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if tls {
                        try channel.pipeline.syncOperations.addHandler(
                            try NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHandler(seen)
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// Sends bytes; a connection that is gone takes them without a word.
    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends bytes; a connection that is gone takes them without a word.
    func send(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

    /// Takes what comes, or leaves it in the line from now on.
    func takes(_ isTaking: Bool) async throws { try await channel.setOption(.autoRead, value: isTaking).get() }

    /// What came back so far.
    var answer: String { String(decoding: seen.bytes.withLock { $0 }, as: UTF8.self) }

    /// Bytes that came back so far.
    var count: Int { seen.bytes.withLock { $0.count } }

    var isClosed: Bool { seen.isClosed.withLock { $0 } || !channel.isActive }

    /// Sends a byte every so often until the other side hangs up; gives the seconds until then, nil if it never did.
    func drip(_ text: String, every pause: Duration = .milliseconds(20), for limit: Duration) async throws -> Double? {
        let bytes = Array(text.utf8)
        return try await closing(for: limit) { turn in
            self.send([bytes[turn % bytes.count]])
            try await Task.sleep(for: pause)
        }
    }

    /// Waits until the other side hangs up; gives the seconds until then, nil if it never did.
    func closing(
        for limit: Duration, _ turn: (Int) async throws -> Void = { _ in try await Task.sleep(for: .milliseconds(10)) }
    ) async throws -> Double? {
        let start = ContinuousClock.now
        var turns = 0
        while true {
            let elapsed = ContinuousClock.now - start
            // Looked at once more behind the limit: on a busy machine a short sleep may be a long one.
            if isClosed { return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18 }
            guard elapsed < limit else { return nil }
            try await turn(turns)
            turns += 1
        }
    }

    func close() { channel.close(promise: nil) }
}
