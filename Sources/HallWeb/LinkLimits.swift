/// What one client may cost the link listener.
public struct LinkLimits: Sendable {
    /// The longest request body, in bytes; a longer one is answered with 413.
    public var requestBytesMax: Int
    /// A connection on which no request is being answered is closed after so long without a byte.
    public var idle: Duration
    /// So long a request may take to come in.
    public var request: Duration
    /// A peer that acknowledges nothing for so long is gone, also in the middle of a stream. At least 3 s.
    public var silence: Duration

    /// Connections at a time; further ones wait in the kernel until one ends. A hall has two or three with a child.
    public var connectionsMax: Int

    /// Makes limits; the defaults suit a 2 Mbit/s line that loses packets and a batch of 4 MiB.
    /// - Parameters:
    ///   - requestBytesMax: The longest request body, in bytes.
    ///   - idle: Limit of a connection's silence between requests and inside one.
    ///   - request: Limit for receiving one request.
    ///   - silence: Limit for a peer that acknowledges nothing.
    ///   - connectionsMax: Connections at a time.
    public init(
        requestBytesMax: Int = 8 << 20,
        idle: Duration = .seconds(60),
        request: Duration = .seconds(600),
        silence: Duration = .seconds(60),
        connectionsMax: Int = 4_096
    ) {
        self.requestBytesMax = requestBytesMax
        self.idle = idle
        self.request = request
        self.silence = silence
        self.connectionsMax = connectionsMax
    }
}
