import Crypto

/// 32 bytes of SHA-256. Ids of commits, keys and blobs are all of this kind; their aliases say which is meant.
public struct Hash256: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// 32 zero bytes: "none", where a format has no room for an absent hash.
    public static let zero = Hash256(words: (0, 0, 0, 0))

    private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// From exactly 32 bytes; nil for any other count.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self =
            bytes.withContiguousStorageIfAvailable { Hash256(loading: UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { Hash256(loading: $0) }
    }

    private init(loading raw: UnsafeRawBufferPointer) {
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        words = (word(0), word(8), word(16), word(24))
    }

    /// From 64 lower- or upper-case hex digits; nil for anything else.
    public init?(hex: String) {
        guard let bytes = bytesOfHex(hex) else { return nil }
        self.init(bytes)
    }

    init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes { Hash256(loading: $0) }
    }

    /// Hashes that stand one after the other; what is left over at the end is passed over.
    static func run(_ bytes: some Collection<UInt8>) -> [Hash256] {
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count, by: 32).compactMap { Hash256(bytes[$0..<min($0 + 32, bytes.count)]) }
    }

    /// The SHA-256 of these bytes.
    public static func of(_ bytes: [UInt8]) -> Hash256 { Hash256(SHA256.hash(data: bytes)) }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        withBytes { bytes.append(contentsOf: $0) }
    }

    /// Lends the 32 bytes.
    func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        let ordered = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return try withUnsafeBytes(of: ordered, body)
    }

    /// 64 lower-case hex digits.
    public var hex: String { hexOfBytes(bytes) }

    /// For people and for logs.
    public var description: String { hex }

    /// The same bytes.
    public static func == (left: Hash256, right: Hash256) -> Bool { left.words == right.words }

    /// In the order of their bytes.
    public static func < (left: Hash256, right: Hash256) -> Bool { left.words < right.words }

    /// Goes with `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

/// The hash of a commit's header.
public typealias CommitID = Hash256
/// The hash of a public key's SubjectPublicKeyInfo: what the directory, the commits and the TLS pins name.
public typealias KeyID = Hash256
/// The hash of a blob's manifest.
public typealias BlobID = Hash256

/// Lower-case hex digits.
public func hexOfBytes(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes of an even number of hex digits; nil for anything else.
public func bytesOfHex(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for place in stride(from: 0, to: digits.count, by: 2) {
        guard let high = hexValue(digits[place]), let low = hexValue(digits[place + 1]) else { return nil }
        bytes.append(high << 4 | low)
    }
    return bytes
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
}
