/// What one client may cost a listener.
public struct LinkLimits: Sendable {
    /// The longest request body, in bytes; a longer one is answered with 413.
    public var requestBytesMax: Int
    /// So long a new connection may take to its first whole request head, the TLS handshake included.
    public var opening: Duration
    /// A connection on which no request is being answered is closed after so long without a byte.
    public var idle: Duration
    /// So long a request may take to come in.
    public var request: Duration
    /// So long a whole answer may take to be taken; a stream may take for ever.
    public var answer: Duration
    /// A peer that acknowledges nothing for so long is gone, also in the middle of a stream. At least 3 s.
    public var silence: Duration
    /// Connections at a time; further ones wait in the kernel until one ends. A hall has two or three with a child.
    public var connectionsMax: Int
    /// Connections at a time from one address, which all halls of a county may share; further ones are closed.
    public var addressConnectionsMax: Int
    /// Connections at a time that prove one key. The newest ones stay: an older one is what a broken line left.
    public var keyConnectionsMax: Int

    /// Makes limits; the defaults suit a 2 Mbit/s line that loses packets and a batch of 4 MiB.
    /// - Parameters:
    ///   - requestBytesMax: The longest request body, in bytes.
    ///   - opening: Limit from the connection to the first request head.
    ///   - idle: Limit of a connection's silence between requests and inside one.
    ///   - request: Limit for receiving one request.
    ///   - answer: Limit for the client to take one answer.
    ///   - silence: Limit for a peer that acknowledges nothing.
    ///   - connectionsMax: Connections at a time.
    ///   - addressConnectionsMax: Connections at a time from one address.
    ///   - keyConnectionsMax: Connections at a time that prove one key.
    public init(
        requestBytesMax: Int = 8 << 20,
        opening: Duration = .seconds(20),
        idle: Duration = .seconds(60),
        request: Duration = .seconds(240),
        answer: Duration = .seconds(240),
        silence: Duration = .seconds(60),
        connectionsMax: Int = 4_096,
        addressConnectionsMax: Int = 1_024,
        keyConnectionsMax: Int = 16
    ) {
        self.requestBytesMax = requestBytesMax
        self.opening = opening
        self.idle = idle
        self.request = request
        self.answer = answer
        self.silence = silence
        self.connectionsMax = connectionsMax
        self.addressConnectionsMax = addressConnectionsMax
        self.keyConnectionsMax = keyConnectionsMax
    }
}
