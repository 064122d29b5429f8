import Glibc

/// GB 18030, the encoding in which Chinese spreadsheets write by default.
enum GB18030 {
    /// The text of bytes in GB18030; nil if they are not.
    static func text(_ bytes: [UInt8]) -> String? {
        guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        // A byte of GB18030 never becomes more than two of UTF-8: 2 bytes become 3, 4 become at most 4.
        var output = [UInt8](repeating: 0, count: bytes.count * 2 + 16)
        var input = bytes.map { CChar(bitPattern: $0) }
        let capacity = output.count
        let written: Int? = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBytes { to in
                var source = from.baseAddress
                var sourceLeft = from.count
                var target = to.baseAddress?.assumingMemoryBound(to: CChar.self)
                var targetLeft = capacity
                let result = iconv(converter, &source, &sourceLeft, &target, &targetLeft)
                return result == Int(bitPattern: UInt.max) || sourceLeft > 0 ? nil : capacity - targetLeft
            }
        }
        guard let written else { return nil }
        return String(validating: output[..<written], as: UTF8.self)
    }
}
