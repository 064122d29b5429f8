import CZlib

/// zlib's deflate format (RFC 1950) for frames and long bodies. Bounded both ways: what would grow beyond the size that
/// was stated is an error, so that no small message can fill the memory.
enum Deflate {
    /// Level 1: on a village PC's link the line is the limit, on a province's server the processor is; higher levels
    /// gain a few percent of bytes for several times the work.
    private static let level: Int32 = 1

    /// Compressed bytes, or nil if compression gains nothing.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 200, bytes.count < Int(UInt32.max) else { return nil }
        var stream = hall_z_stream()
        guard deflateInit_(&stream, level, "1.2.11", Int32(MemoryLayout<hall_z_stream>.size)) == HALL_Z_OK else {
            return nil
        }
        defer { deflateEnd(&stream) }
        // One byte less than came in: what does not fit gains nothing.
        var output = [UInt8](repeating: 0, count: bytes.count - 1)
        let status = run(&stream, bytes, &output) { deflate(&$0, HALL_Z_FINISH) }
        guard status == HALL_Z_STREAM_END else { return nil }
        output.removeLast(Int(stream.avail_out))
        return output
    }

    /// The bytes that were compressed; there must be exactly `count` of them, which the caller has bounded. An error
    /// names `part`.
    static func decompress(_ bytes: [UInt8], count: Int, part: String) throws(FormatError) -> [UInt8] {
        var stream = hall_z_stream()
        guard inflateInit_(&stream, "1.2.11", Int32(MemoryLayout<hall_z_stream>.size)) == HALL_Z_OK else {
            throw FormatError(part, "zlib cannot start")
        }
        defer { inflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: count)
        let status = run(&stream, bytes, &output) { inflate(&$0, HALL_Z_FINISH) }
        guard status == HALL_Z_STREAM_END, stream.avail_out == 0, stream.avail_in == 0 else {
            throw FormatError(part, "no deflate stream of \(count) bytes")
        }
        return output
    }

    private static func run(
        _ stream: inout hall_z_stream, _ input: [UInt8], _ output: inout [UInt8],
        _ step: (inout hall_z_stream) -> Int32
    ) -> Int32 {
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                let status = step(&stream)
                stream.next_in = nil
                stream.next_out = nil
                return status
            }
        }
    }
}
