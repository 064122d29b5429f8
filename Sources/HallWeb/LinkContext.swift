internal import Hummingbird
internal import NIOCore

/// What the responder knows of a request's connection.
struct LinkContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        self.channel = source.channel
    }

    /// The key that the client proved, nil without a certificate; and the address that it calls from.
    func peer() async throws -> (key: [UInt8]?, address: String) {
        try await onConnection { handler, channel in (handler.peerKey, channel.remoteAddress?.ipAddress ?? "") }
    }

    /// Does something with the connection's handler, on its event loop.
    func onConnection<Value: Sendable>(
        _ work: @escaping @Sendable (ConnectionHandler, any Channel) throws -> Value
    ) async throws -> Value {
        let channel = channel
        return try await channel.eventLoop.submit {
            try work(try channel.pipeline.syncOperations.handler(type: ConnectionHandler.self), channel)
        }.get()
    }
}
