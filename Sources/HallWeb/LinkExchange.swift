/// A request of a neighbour hall, as bytes. Whose it is says `peerKey` alone; who is let in, the handler decides.
public struct LinkRequest: Sendable {
    /// `GET`, `POST` …
    public let method: String
    /// The path without the query, percent signs not resolved, beginning with `/`.
    public let path: String
    /// SHA-256 of the DER SubjectPublicKeyInfo of the key that the client proved in TLS, 32 bytes; nil if it showed
    /// no certificate (joining).
    public let peerKey: [UInt8]?
    /// The address that it came from, without the port; empty where that is not known.
    public let source: String
    /// The body, complete.
    public let body: [UInt8]

    /// Makes a request, for tests of a handler.
    /// - Parameters:
    ///   - method: `GET`, `POST` …
    ///   - path: The path, beginning with `/`.
    ///   - peerKey: The proved key's id.
    ///   - source: The address that it came from.
    ///   - body: The body.
    public init(method: String, path: String, peerKey: [UInt8]?, source: String = "", body: [UInt8]) {
        self.method = method
        self.path = path
        self.peerKey = peerKey
        self.source = source
        self.body = body
    }
}

/// What the handler answers.
public enum LinkResponse: Sendable {
    /// One frame, sent whole.
    case reply(status: Int, body: [UInt8])
    /// Status 200 and chunk after chunk, each flushed at once. The response ends when the closure returns. Its task
    /// is cancelled when the client goes away and when the listener shuts down; it then returns or throws within a
    /// second, or the connection is cut.
    case stream(@Sendable (LinkStreamWriter) async throws -> Void)

    /// A stream of what a sequence yields, in order. A slow client slows the reading of the sequence.
    public static func stream<Chunks: AsyncSequence & Sendable>(chunks: Chunks) -> LinkResponse
    where Chunks.Element == [UInt8] {
        .stream { writer in
            for try await chunk in chunks { try await writer.write(chunk) }
        }
    }
}

/// Answers one request of a neighbour. It throws only for faults of the program: the client then gets status 500.
public typealias LinkHandler = @Sendable (LinkRequest) async throws -> LinkResponse

/// How long the body of a request may be, in bytes, asked when its head has come and before any of the body is kept:
/// who is not known gets little. The request's own body is empty.
public typealias LinkBodyLimit = @Sendable (LinkRequest) async throws -> Int
