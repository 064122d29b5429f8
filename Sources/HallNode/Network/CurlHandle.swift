internal import CCurl

/// One neighbour's connection: a libcurl handle that keeps it open between requests.
///
/// A handle belongs to the thread that made it, which is a dedicated one: `perform` and `stream` block. It is not
/// `Sendable` for that reason; only a `Cancellation` reaches in from elsewhere.
public final class CurlHandle {
    let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    /// Who showed which key on the connections that are open, by their port here: a reused one has no new handshake.
    var connectedKeys: [Int: [UInt8]] = [:]

    /// How many connections the handle has opened since it was made: a measure of how well they are kept.
    public private(set) var connectionsMade = 0

    var options: CurlOptions { CurlOptions(easy: easy) }

    /// One answer is awaited at a time; a second place is for the connection that replaces a dead one.
    static let connectionsMax = 2
    /// How long a wait lasts at most when nothing happens. Bytes and cancellation end it at once.
    private static let waitMilliseconds: Int32 = 1_000

    /// Opens a handle, not yet a connection.
    /// - Throws: `ClientError` (`local`) if there is no memory for it.
    public init() throws(ClientError) {
        NetworkStart.once()
        guard let easy = curl_easy_init() else {
            throw ClientError(.local, text: "libcurl has no memory for a handle")
        }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            throw ClientError(.local, text: "libcurl has no memory for a handle")
        }
        _ = hall_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.connectionsMax)
        self.easy = easy
        self.multi = UnsafeMutableRawPointer(multi)
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
        // libcurl may write into it until the handle is closed, so this comes last.
        errorText.deallocate()
    }

    /// Sends a request and waits for the whole response, whatever its status.
    ///
    /// A connection that died while it was idle is replaced once, silently, by libcurl: a request may so reach the
    /// other side twice. What halls send each other may arrive twice (design §7).
    /// - Parameters:
    ///   - request: What to send where.
    ///   - cancellation: Ends it from another thread.
    public func perform(
        _ request: ClientRequest, cancellation: Cancellation? = nil
    ) throws(ClientError) -> ClientResponse {
        let transfer = CurlTransfer(.collect(bytesMax: request.limits.responseBytesMax), easy: easy)
        try run(request, total: request.limits.total, transfer, cancellation)
        var headers: [String: String] = [:]
        for name in request.wantedHeaders {
            if let value = transfer.header(name) { headers[name.lowercased()] = value }
        }
        return ClientResponse(
            status: transfer.status, headers: headers, body: transfer.body, peerKey: try peerKey(request))
    }

    /// Sends a request and hands on the response's bytes as they come, for as long as the other side has some.
    ///
    /// There is no limit on the whole; a line on which nothing moves for `limits.stalled` ends with `timeout`, so the
    /// other side says something within that time even if it has no news.
    /// - Parameters:
    ///   - request: What to send where.
    ///   - cancellation: Ends it from another thread.
    ///   - onBytes: Called on this thread; the bytes are valid during the call. While it works nothing is read, so a
    ///     slow receiver slows the sender. False ends the stream.
    /// - Throws: `ClientError`; any status but 200 is `status`, with the answer's text in `body`.
    public func stream(
        _ request: ClientRequest, cancellation: Cancellation? = nil,
        onBytes: @escaping (UnsafeRawBufferPointer) -> Bool
    ) throws(ClientError) -> StreamEnd {
        let transfer = CurlTransfer(.stream(onBytes), easy: easy)
        try run(request, total: nil, transfer, cancellation)
        guard transfer.stop == nil else { return .stopped }
        guard transfer.status == 200 else {
            let text = "the answer's status is \(transfer.status)"
            throw ClientError(.status(transfer.status), text: text, body: transfer.body)
        }
        return .finished
    }

    // MARK: -

    private func run(
        _ request: ClientRequest, total: Duration?, _ transfer: CurlTransfer, _ cancellation: Cancellation?
    ) throws(ClientError) {
        errorText.pointee = 0
        let outcome: Result<CURLcode, ClientError> = withExtendedLifetime(transfer) {
            request.body.withUnsafeBytes { body in
                var list: UnsafeMutablePointer<curl_slist>?
                defer { curl_slist_free_all(list) }
                do throws(ClientError) {
                    list = try headerList(request)
                    try prepare(request, total: total, body: body, list: list, transfer)
                    try options.setErrorBuffer(errorText)
                    return .success(try drive(cancellation))
                } catch {
                    return .failure(error)
                }
            }
        }
        let result = try outcome.get()
        var opened = 0
        _ = hall_curl_get_long(easy, CURLINFO_NUM_CONNECTS, &opened)
        connectionsMade += opened
        try judge(result, transfer, cancellation)
    }

    /// Moves the one transfer until it is over; what waits here is woken by bytes, by timers and by `cancel()`.
    private func drive(_ cancellation: Cancellation?) throws(ClientError) -> CURLcode {
        cancellation?.enter(multi)
        defer { cancellation?.leave(multi) }
        try check(curl_multi_add_handle(multi, easy))
        defer { _ = curl_multi_remove_handle(multi, easy) }
        var running: Int32 = 1
        while true {
            if cancellation?.isCancelled ?? false { return CURLE_ABORTED_BY_CALLBACK }
            try check(curl_multi_perform(multi, &running))
            if running == 0 { break }
            try check(curl_multi_poll(multi, nil, 0, Self.waitMilliseconds, nil))
        }
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            if message.pointee.msg == CURLMSG_DONE { return hall_curl_message_result(message) }
        }
        throw ClientError(.local, text: "libcurl ended a transfer without saying how")
    }

    private func judge(
        _ result: CURLcode, _ transfer: CurlTransfer, _ cancellation: Cancellation?
    ) throws(ClientError) {
        if result == CURLE_OK { return }
        switch transfer.stop {
        case .byReceiver: return
        case .tooLarge: throw ClientError(.tooLarge, text: "the response is longer than the caller takes")
        case nil: break
        }
        if result == CURLE_ABORTED_BY_CALLBACK, cancellation?.isCancelled ?? false {
            throw ClientError(.cancelled, text: "cancelled")
        }
        throw ClientError(curl: result, text: String(cString: errorText))
    }

    private func check(_ result: CURLMcode) throws(ClientError) {
        guard result == CURLM_OK else {
            throw ClientError(.local, code: Int(result.rawValue), text: String(cString: curl_multi_strerror(result)))
        }
    }
}
