/// Why a request gave no answer.
public struct ClientError: Error, Sendable, CustomStringConvertible {
    /// What failed.
    public enum Failure: Sendable, Equatable {
        /// The request itself cannot be sent: a bad address, no key to expect, a line break in a header.
        case request
        /// The host name has no address.
        case resolve
        /// Nobody answers at that address.
        case connect
        /// TLS failed for another reason than the key.
        case tls
        /// The other side showed another key than the expected ones.
        case pinMismatch
        /// A limit of time was reached.
        case timeout
        /// The connection broke before the response was complete.
        case interrupted
        /// The other side does not speak HTTP as it should.
        case wire
        /// A stream was answered with this status instead of 200.
        case status(Int)
        /// The response is longer than the caller takes.
        case tooLarge
        /// The caller cancelled.
        case cancelled
        /// This machine lacks memory, or libcurl lacks something.
        case local
    }

    /// What failed.
    public let failure: Failure
    /// libcurl's own code (`CURLcode`), 0 where the failure is not libcurl's.
    public let code: Int
    /// libcurl's text, or ours, in English.
    public let text: String
    /// The body that came with a bad status, at most 64 KiB.
    public let body: [UInt8]

    init(_ failure: Failure, code: Int = 0, text: String, body: [UInt8] = []) {
        self.failure = failure
        self.code = code
        self.text = text
        self.body = body
    }

    /// True if the same request may succeed later without anybody doing anything.
    public var isTransient: Bool {
        switch failure {
        case .resolve, .connect, .timeout, .interrupted, .wire, .tls, .local: true
        case .status(let status): status == 408 || status == 429 || (500...599).contains(status)
        case .request, .pinMismatch, .tooLarge, .cancelled: false
        }
    }

    /// What failed and what the library says about it.
    public var description: String {
        code == 0 ? "\(failure): \(text)" : "\(failure): \(text) (libcurl \(code))"
    }

    /// What a person can do, in English.
    public var hint: String { hints.english }

    /// What a person can do, in Chinese.
    public var hintChinese: String { hints.chinese }

    private var hints: (english: String, chinese: String) {
        switch failure {
        case .request:
            ("correct the address: https://HOST:PORT", "请更正地址：https://主机:端口")
        case .resolve:
            ("check the host name and this machine's name service", "请检查主机名和本机的域名解析")
        case .connect:
            ("is the other hall running, and is its port open?", "对方大厅是否在运行？端口是否开放？")
        case .tls, .wire:
            ("something else than a hall answers at that address", "该地址上应答的不是政务大厅程序")
        case .pinMismatch:
            ("that is not the hall we expect; ask its people before trusting it", "对方不是预期的大厅，请先与对方核实")
        case .timeout, .interrupted:
            ("the line is slow or broken; it is tried again by itself", "线路缓慢或中断，程序会自动重试")
        case .status:
            ("the other hall refused; its answer says why", "对方大厅拒绝了请求，原因见其答复")
        case .tooLarge:
            ("the other hall sends more than agreed; is its version the same?", "对方返回的数据超过约定，请核对版本")
        case .cancelled:
            ("it was cancelled here", "本机已取消")
        case .local:
            ("free some memory and try again", "请释放内存后重试")
        }
    }
}
