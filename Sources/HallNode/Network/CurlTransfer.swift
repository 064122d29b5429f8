internal import CCurl

/// What libcurl's callback works on during one request. Used by the handle's own thread only.
final class CurlTransfer {
    /// What to do with the bytes of a response.
    enum Receiver {
        /// Keep them, at most so many.
        case collect(bytesMax: Int)
        /// Hand them on at once; false means "no more".
        case stream((UnsafeRawBufferPointer) -> Bool)
    }

    /// So much of the text of a refusal is kept.
    static let refusalBytesMax = 64 << 10

    /// Why the callback stopped the transfer, if it did.
    enum Stop { case byReceiver, tooLarge }

    let receiver: Receiver
    let easy: UnsafeMutableRawPointer
    private(set) var body: [UInt8] = []
    private(set) var stop: Stop?

    init(_ receiver: Receiver, easy: UnsafeMutableRawPointer) {
        self.receiver = receiver
        self.easy = easy
    }

    /// Takes bytes as they come; false stops the transfer.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch receiver {
        case .collect(let bytesMax):
            guard bytes.count <= bytesMax - body.count else {
                stop = .tooLarge
                return false
            }
            if body.isEmpty { body.reserveCapacity(announcedBytes(atMost: bytesMax)) }
            body.append(contentsOf: bytes)
            return true
        case .stream(let onBytes):
            guard status == 200 else {
                // A refusal is text for a person: kept as far as it is short, and the rest is let go.
                body.append(contentsOf: bytes.prefix(Self.refusalBytesMax - body.count))
                return true
            }
            if onBytes(bytes) { return true }
            stop = .byReceiver
            return false
        }
    }

    /// The HTTP status as far as it is known; 0 before the first line came.
    var status: Int {
        var status = 0
        _ = hall_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// The announced length, so that a body of a batch is allocated once; never more than 1 MiB on a mere promise.
    private func announcedBytes(atMost bytesMax: Int) -> Int {
        guard let text = header("content-length"), let count = Int(text), count > 0 else { return 0 }
        return min(count, bytesMax, 1 << 20)
    }

    /// A field of the response that is being received; of a repeated one the last.
    func header(_ name: String) -> String? {
        var field: UnsafeMutablePointer<curl_header>?
        guard curl_easy_header(easy, name, 0, UInt32(CURLH_HEADER), -1, &field) == CURLHE_OK else { return nil }
        guard let value = field?.pointee.value else { return nil }
        return String(cString: value)
    }

    /// The function that libcurl calls; its context is an unretained `CurlTransfer`.
    static let callback: hall_curl_write_function = { bytes, size, count, context in
        let (total, overflow) = size.multipliedReportingOverflow(by: count)
        guard let context, !overflow else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let taken = transfer.receive(UnsafeRawBufferPointer(start: bytes, count: total))
        // Any other number than the one given stops the transfer.
        return taken ? total : total &+ 1
    }
}
