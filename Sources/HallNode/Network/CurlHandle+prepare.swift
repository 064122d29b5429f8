internal import CCurl
internal import FoundationEssentials

/// Turning a request into libcurl's options.
extension CurlHandle {
    /// Sets every option anew. The reset keeps the open connection and nothing of the request before.
    func prepare(
        _ request: ClientRequest, total: Duration?, body: UnsafeRawBufferPointer,
        list: UnsafeMutablePointer<curl_slist>?, _ transfer: CurlTransfer
    ) throws(ClientError) {
        curl_easy_reset(easy)
        try options.set(.url, try Self.checked(request.url, "the address"))
        try options.set(.protocols, "http,https")
        try options.set(.followLocation, 0)
        // A proxy set for a browser of this machine is no part of a link between halls.
        try options.set(.proxy, "")
        try options.set(.userAgent, "hallnet")
        try options.set(.httpVersion, Int(CURL_HTTP_VERSION_1_1))
        try options.set(.bufferBytes, 64 << 10)
        try setConnection()
        try setLimits(request.limits, total: total)
        try setTrust(request)
        try options.setHeaders(list)
        if request.method == .post {
            try options.set(.post, 1)
            try options.setBody(body)
        }
        try options.setReceiver(CurlTransfer.callback, context: Unmanaged.passUnretained(transfer).toOpaque())
    }

    /// The further header fields as libcurl wants them; the caller frees the list once.
    func headerList(_ request: ClientRequest) throws(ClientError) -> UnsafeMutablePointer<curl_slist>? {
        // Without this line libcurl waits up to a second for a "100 Continue" before it sends a batch.
        var lines = ["Expect:"]
        if request.method == .post, !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type: application/octet-stream")
        }
        for header in request.headers {
            lines.append(try Self.checked("\(header.name): \(header.value)", "the header \(header.name)"))
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw ClientError(.local, text: "libcurl has no memory for a header")
            }
            list = longer
        }
        return list
    }

    private func setConnection() throws(ClientError) {
        try options.set(.noSignal, 1)
        // A hello of a hundred bytes must not wait for the acknowledgement of the one before.
        try options.set(.noDelay, 1)
        // A line that was cut without a word (a router restarted) is noticed in about a minute.
        try options.set(.keepAlive, 1)
        try options.set(.keepAliveIdleSeconds, 30)
        try options.set(.keepAliveIntervalSeconds, 10)
    }

    private func setLimits(_ limits: ClientLimits, total: Duration?) throws(ClientError) {
        try options.set(.connectMilliseconds, limits.connect.curlMilliseconds)
        if let total { try options.set(.totalMilliseconds, total.curlMilliseconds) }
        if let stalled = limits.stalled {
            try options.set(.stalledBytesPerSecond, max(1, limits.stalledBytesPerSecond))
            try options.set(.stalledSeconds, max(1, stalled.curlMilliseconds / 1_000))
        }
    }

    /// The other side's key is the whole of our trust (design §5): names, chains and dates are not judged, and
    /// libcurl enforces the pin also with its own verification off.
    private func setTrust(_ request: ClientRequest) throws(ClientError) {
        let pins = request.expectedKeys
        guard pins.allSatisfy({ $0.count == 32 }) else {
            throw ClientError(.request, text: "an expected key's id is 32 bytes long")
        }
        let isTLS = request.url.lowercased().hasPrefix("https:")
        guard isTLS == (!pins.isEmpty || request.anyKey) else {
            let text = isTLS ? "https needs the key that is expected there" : "a key can be expected with https only"
            throw ClientError(.request, text: text)
        }
        guard isTLS else { return }
        try options.set(.sslVersion, hall_curl_tls_1_2_or_newer)
        try options.set(.verifyPeer, 0)
        try options.set(.verifyHost, 0)
        // A resumed session would carry the certificate of the day it began, not today's.
        try options.set(.sessionCache, 0)
        if !pins.isEmpty {
            let texts = pins.map { "sha256//" + Data($0).base64EncodedString() }
            try options.set(.pinnedKeys, texts.joined(separator: ";"))
        }
        try options.set(.certificateInfo, 1)
        if let identity = request.identity { try options.setCertificate(identity) }
    }

    /// Whose connection the response came over. With one expected key it is that key, for the pin was enforced.
    func peerKey(_ request: ClientRequest) throws(ClientError) -> [UInt8]? {
        guard request.expectedKeys.count > 1 else { return request.expectedKeys.first }
        var connections = 0
        var localPort = 0
        _ = hall_curl_get_long(easy, CURLINFO_NUM_CONNECTS, &connections)
        _ = hall_curl_get_long(easy, CURLINFO_LOCAL_PORT, &localPort)
        if connections > 0 {
            if connectedKeys.count > Self.connectionsMax { connectedKeys = [:] }
            connectedKeys[localPort] = shownKey()
        }
        guard let key = connectedKeys[localPort], request.expectedKeys.contains(key) else {
            throw ClientError(.tls, text: "the certificate of the other side cannot be read")
        }
        return key
    }

    /// The key of the first certificate that the other side showed in the handshake just made.
    private func shownKey() -> [UInt8]? {
        var shown: UnsafeMutablePointer<curl_certinfo>?
        guard hall_curl_get_certificates(easy, &shown) == CURLE_OK, let shown = shown?.pointee else { return nil }
        guard shown.num_of_certs > 0, let lists = shown.certinfo else { return nil }
        var field = lists[0]
        while let line = field {
            let text = String(cString: line.pointee.data)
            if text.hasPrefix("Cert:") { return try? TLSIdentity.keyID(ofCertificatePEM: String(text.dropFirst(5))) }
            field = line.pointee.next
        }
        return nil
    }

    /// A line break would let a value become a further header, a zero byte would cut it.
    private static func checked(_ text: String, _ what: String) throws(ClientError) -> String {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw ClientError(.request, text: "\(what) contains a control character")
        }
        return text
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 (0 would mean "no limit" to libcurl) and at most what 31 bits hold.
    var curlMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1_000 - 1 else { return Int(Int32.max) }
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
