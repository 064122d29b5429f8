internal import CCurl

/// The options that we set, by the type that libcurl expects for each: a wrong type corrupts memory, so this table
/// is the only place that pairs them.
struct CurlOptions {
    let easy: UnsafeMutableRawPointer

    /// Options whose value is a C `long`.
    enum Long {
        case noSignal, noDelay, keepAlive, keepAliveIdleSeconds, keepAliveIntervalSeconds, sslVersion, verifyPeer
        case verifyHost, connectMilliseconds, totalMilliseconds, stalledBytesPerSecond, stalledSeconds, httpVersion
        case bufferBytes, certificateInfo, post, followLocation, sessionCache

        var option: CURLoption {
            switch self {
            case .noSignal: CURLOPT_NOSIGNAL
            case .noDelay: CURLOPT_TCP_NODELAY
            case .keepAlive: CURLOPT_TCP_KEEPALIVE
            case .keepAliveIdleSeconds: CURLOPT_TCP_KEEPIDLE
            case .keepAliveIntervalSeconds: CURLOPT_TCP_KEEPINTVL
            case .sslVersion: CURLOPT_SSLVERSION
            case .verifyPeer: CURLOPT_SSL_VERIFYPEER
            case .verifyHost: CURLOPT_SSL_VERIFYHOST
            case .connectMilliseconds: CURLOPT_CONNECTTIMEOUT_MS
            case .totalMilliseconds: CURLOPT_TIMEOUT_MS
            case .stalledBytesPerSecond: CURLOPT_LOW_SPEED_LIMIT
            case .stalledSeconds: CURLOPT_LOW_SPEED_TIME
            case .httpVersion: CURLOPT_HTTP_VERSION
            case .bufferBytes: CURLOPT_BUFFERSIZE
            case .certificateInfo: CURLOPT_CERTINFO
            case .post: CURLOPT_POST
            case .followLocation: CURLOPT_FOLLOWLOCATION
            case .sessionCache: CURLOPT_SSL_SESSIONID_CACHE
            }
        }
    }

    /// Options whose value is text, which libcurl copies.
    enum Text {
        case url, pinnedKeys, protocols, certificateType, keyType, proxy, userAgent

        var option: CURLoption {
            switch self {
            case .url: CURLOPT_URL
            case .pinnedKeys: CURLOPT_PINNEDPUBLICKEY
            case .protocols: CURLOPT_PROTOCOLS_STR
            case .certificateType: CURLOPT_SSLCERTTYPE
            case .keyType: CURLOPT_SSLKEYTYPE
            case .proxy: CURLOPT_PROXY
            case .userAgent: CURLOPT_USERAGENT
            }
        }
    }

    func set(_ name: Long, _ value: Int) throws(ClientError) {
        try check(hall_curl_set_long(easy, name.option, value))
    }

    func set(_ name: Text, _ value: String) throws(ClientError) {
        try check(hall_curl_set_string(easy, name.option, value))
    }

    func setCertificate(_ identity: TLSIdentity) throws(ClientError) {
        try set(.certificateType, "PEM")
        try set(.keyType, "PEM")
        try setBlob(CURLOPT_SSLCERT_BLOB, identity.certificatePEM)
        try setBlob(CURLOPT_SSLKEY_BLOB, identity.privateKeyPEM)
    }

    /// The list must live until the transfer is over.
    func setHeaders(_ list: UnsafeMutablePointer<curl_slist>?) throws(ClientError) {
        try check(hall_curl_set_list(easy, CURLOPT_HTTPHEADER, list))
    }

    /// The bytes must live until the transfer is over: libcurl reads them where they are.
    func setBody(_ bytes: UnsafeRawBufferPointer) throws(ClientError) {
        try check(hall_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        let start = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
        try check(hall_curl_set_pointer(easy, CURLOPT_POSTFIELDS, start))
    }

    /// The context must live until the transfer is over.
    func setReceiver(
        _ function: hall_curl_write_function, context: UnsafeMutableRawPointer
    ) throws(ClientError) {
        try check(hall_curl_set_write(easy, CURLOPT_WRITEFUNCTION, function))
        try check(hall_curl_set_pointer(easy, CURLOPT_WRITEDATA, context))
    }

    /// `CURL_ERROR_SIZE` bytes that live as long as the handle.
    func setErrorBuffer(_ buffer: UnsafeMutablePointer<CChar>) throws(ClientError) {
        try check(hall_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, buffer))
    }

    private func setBlob(_ option: CURLoption, _ text: String) throws(ClientError) {
        var text = text
        let result = text.withUTF8 { hall_curl_set_blob(easy, option, $0.baseAddress, $0.count) }
        try check(result)
    }

    private func check(_ result: CURLcode) throws(ClientError) {
        guard result == CURLE_OK else { throw ClientError(curl: result, text: "") }
    }
}
