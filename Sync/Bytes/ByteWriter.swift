/// Writes the binary formats: big-endian integers, and texts and byte runs behind their length.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    mutating func u8(_ value: UInt8) { bytes.append(value) }

    mutating func u16(_ value: UInt16) { append(value) }

    mutating func u32(_ value: UInt32) { append(value) }

    mutating func u64(_ value: UInt64) { append(value) }

    mutating func i64(_ value: Int64) { append(UInt64(bitPattern: value)) }

    mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    mutating func hash(_ value: Hash256) { value.append(to: &bytes) }

    /// A text of at most 255 bytes behind one length byte. The caller's types bound the length.
    mutating func shortText(_ value: String) {
        let utf8 = value.utf8
        precondition(utf8.count <= 255, "a short text is bounded by its type")
        u8(UInt8(utf8.count))
        raw(utf8)
    }

    /// A run of at most 65,535 bytes behind two length bytes.
    mutating func run16(_ value: some Collection<UInt8>) {
        precondition(value.count <= 65_535, "a run is bounded by its format")
        u16(UInt16(value.count))
        raw(value)
    }

    /// A run behind four length bytes.
    mutating func run32(_ value: some Collection<UInt8>) {
        u32(UInt32(value.count))
        raw(value)
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
