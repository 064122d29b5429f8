/// One HTTP request of a hall to another program, as bytes.
public struct ClientRequest: Sendable {
    /// The two methods that halls use among themselves.
    public enum Method: String, Sendable {
        /// Asks, and changes nothing.
        case get = "GET"
        /// Brings bytes.
        case post = "POST"
    }

    /// GET or POST.
    public var method: Method
    /// `https://HOST:PORT/PATH`, or `http://` for a page of this machine.
    public var url: String
    /// Further header fields, name and value; neither may contain a line break.
    public var headers: [(name: String, value: String)]
    /// Names of the response's header fields that the caller wants to see; no others are kept.
    public var wantedHeaders: [String]
    /// What a POST brings.
    public var body: [UInt8]
    /// The key ids (32 bytes each) that the other side may show. With `https` there must be one at least.
    public var expectedKeys: [[UInt8]]
    /// Whoever answers is heard: for what proves itself by its own signatures, and for nothing else.
    public var anyKey = false
    /// What this hall shows of itself; nil for a one-sided connection (joining).
    public var identity: TLSIdentity?
    /// How long it may take.
    public var limits: ClientLimits

    /// Makes a request.
    /// - Parameters:
    ///   - method: GET or POST.
    ///   - url: Where to.
    ///   - headers: Further header fields.
    ///   - wantedHeaders: Header fields of the response to hand back.
    ///   - body: What a POST brings.
    ///   - expectedKeys: The key ids that the other side may show.
    ///   - identity: What this hall shows of itself.
    ///   - limits: How long it may take and how much may come back.
    public init(
        method: Method,
        url: String,
        headers: [(name: String, value: String)] = [],
        wantedHeaders: [String] = [],
        body: [UInt8] = [],
        expectedKeys: [[UInt8]] = [],
        identity: TLSIdentity? = nil,
        limits: ClientLimits = ClientLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.wantedHeaders = wantedHeaders
        self.body = body
        self.expectedKeys = expectedKeys
        self.identity = identity
        self.limits = limits
    }
}

/// How long a request may take and how much may come back.
public struct ClientLimits: Sendable {
    /// Name look-up, connection and TLS together.
    public var connect: Duration
    /// The whole exchange; nil for none. A stream (`CurlHandle.stream`) never has one.
    public var total: Duration?
    /// The other side counts as gone when fewer bytes a second than this moved for `stalled`.
    public var stalledBytesPerSecond: Int
    /// How long that may last, in whole seconds from 1; nil for any length.
    public var stalled: Duration?
    /// The longest response body that is taken, in bytes. A stream has no such limit: its caller counts.
    public var responseBytesMax: Int

    /// Makes limits; the defaults suit a 2 Mbit/s line that loses packets and a batch of 4 MiB.
    /// - Parameters:
    ///   - connect: Limit for name look-up, connection and TLS.
    ///   - total: Limit for the whole exchange.
    ///   - stalledBytesPerSecond: The rate below which an exchange counts as stalled.
    ///   - stalled: How long it may stall.
    ///   - responseBytesMax: The longest response body, in bytes.
    public init(
        connect: Duration = .seconds(10),
        total: Duration? = .seconds(180),
        stalledBytesPerSecond: Int = 1,
        stalled: Duration? = .seconds(30),
        responseBytesMax: Int = 8 << 20
    ) {
        self.connect = connect
        self.total = total
        self.stalledBytesPerSecond = stalledBytesPerSecond
        self.stalled = stalled
        self.responseBytesMax = responseBytesMax
    }
}

/// What came back, whatever its status says.
public struct ClientResponse: Sendable {
    /// The HTTP status, 100 to 599.
    public let status: Int
    /// Those of the wanted header fields that came, by lower-case name; of a repeated one the last.
    public let headers: [String: String]
    /// The body, complete.
    public let body: [UInt8]
    /// The key id that the other side proved; nil without TLS.
    public let peerKey: [UInt8]?
}

/// Why a stream ended without an error.
public enum StreamEnd: Sendable, Equatable {
    /// The other side ended its response.
    case finished
    /// The receiver said that it wants no more.
    case stopped
}
