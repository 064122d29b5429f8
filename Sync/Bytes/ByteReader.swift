/// Reads the binary formats from bytes that nobody vouches for: every read is bounded and names the part it reads.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - index }

    /// Where the next read begins, counted from the first byte.
    var offset: Int { index - bytes.startIndex }

    mutating func u8(_ part: String) throws(FormatError) -> UInt8 {
        guard remaining >= 1 else { throw FormatError(part, "the bytes end here") }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func u16(_ part: String) throws(FormatError) -> UInt16 { UInt16(try integer(part, width: 2)) }

    mutating func u32(_ part: String) throws(FormatError) -> UInt32 { UInt32(try integer(part, width: 4)) }

    mutating func u64(_ part: String) throws(FormatError) -> UInt64 { try integer(part, width: 8) }

    mutating func i64(_ part: String) throws(FormatError) -> Int64 { Int64(bitPattern: try integer(part, width: 8)) }

    mutating func slice(_ part: String, _ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
        guard count >= 0, remaining >= count else {
            throw FormatError(part, "\(count) bytes announced, \(remaining) left")
        }
        defer { index += count }
        return bytes[index..<index + count]
    }

    mutating func hash(_ part: String) throws(FormatError) -> Hash256 {
        guard let hash = Hash256(try slice(part, 32)) else { throw FormatError(part, "not 32 bytes") }
        return hash
    }

    mutating func shortText(_ part: String) throws(FormatError) -> String {
        try text(part, Int(try u8(part)))
    }

    mutating func run16(_ part: String, limit: Int) throws(FormatError) -> ArraySlice<UInt8> {
        try bounded(part, Int(try u16(part)), limit)
    }

    mutating func run32(_ part: String, limit: Int) throws(FormatError) -> ArraySlice<UInt8> {
        try bounded(part, Int(try u32(part)), limit)
    }

    /// A text of so many bytes; not UTF-8 is an error.
    mutating func text(_ part: String, _ count: Int) throws(FormatError) -> String {
        let run = try slice(part, count)
        guard let text = String(validating: run, as: UTF8.self) else { throw FormatError(part, "not UTF-8") }
        return text
    }

    /// An error unless every byte was read.
    func end(_ part: String) throws(FormatError) {
        guard remaining == 0 else { throw FormatError(part, "\(remaining) bytes too many") }
    }

    private mutating func bounded(_ part: String, _ count: Int, _ limit: Int) throws(FormatError) -> ArraySlice<UInt8> {
        guard count <= limit else { throw FormatError(part, "\(count) bytes, at most \(limit)") }
        return try slice(part, count)
    }

    private mutating func integer(_ part: String, width: Int) throws(FormatError) -> UInt64 {
        var value: UInt64 = 0
        for byte in try slice(part, width) { value = value << 8 | UInt64(byte) }
        return value
    }
}
