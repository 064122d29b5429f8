internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import ServiceLifecycle

/// Where a stream's producer puts its chunks.
///
/// Used by one task at a time, the producer's; see `write`.
public final class LinkStreamWriter: @unchecked Sendable {
    // Safe because only the producer's task writes, and the task that lent the writer waits for it meanwhile.
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
    }

    /// Sends a chunk at once. Returns when the connection can take more, so that a slow client slows its producer.
    /// - Throws: `CancellationError` when the client is gone or the listener ends; then produce no more.
    public func write(_ chunk: [UInt8]) async throws {
        try Task.checkCancellation()
        // An empty chunk would be the mark of the end in HTTP/1.1.
        guard !chunk.isEmpty else { return }
        try await writer.write(ByteBuffer(bytes: chunk))
    }

    func finish() async throws {
        try await writer.finish(nil)
    }
}

/// The response body of a long pull: runs the producer until it returns, the client goes or the listener ends.
struct LinkStreamBody: Sendable {
    let context: LinkContext
    let produce: @Sendable (LinkStreamWriter) async throws -> Void

    var responseBody: ResponseBody {
        ResponseBody { writer in
            let lent = LinkStreamWriter(writer)
            try await run(lent)
            try await lent.finish()
        }
    }

    private func run(_ writer: LinkStreamWriter) async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        try await context.onConnection { handler, channel in handler.watch(channel) { end.finish() } }
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in ended {}
                }
                group.addTask { try await produce(writer) }
                // Whichever comes first ends the other: the producer, or the reason to stop.
                defer { group.cancelAll() }
                while let result = await group.nextResult() {
                    if case .failure(let error) = result, !(error is CancellationError) { throw error }
                    group.cancelAll()
                }
            }
        } onGracefulShutdown: {
            end.finish()
        }
        try await context.onConnection { handler, _ in handler.unwatch() }
    }
}
