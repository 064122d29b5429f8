import Tiers

/// Walks over the bytes of one JSON value.
struct JSONScanner {
    /// Why reading stopped.
    enum Broken: Error {
        case empty
        case tooDeep
        case tooMany
        case unexpected(Bilingual, hint: Bilingual)
    }

    /// The line that is being read, from 1.
    private(set) var line = 1

    private let bytes: [UInt8]
    private var position = 0
    private var nodes = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The whole file: one value and nothing after it.
    mutating func document() throws(Broken) -> SourceNode {
        skipBlanks()
        guard position < bytes.count else { throw .empty }
        let node = try value(depth: 1)
        skipBlanks()
        guard position == bytes.count else {
            throw unexpected("something stands behind the end", "结尾之后还有内容", "take it out", "请删去多余内容")
        }
        return node
    }

    private mutating func value(depth: Int) throws(Broken) -> SourceNode {
        guard depth <= SourceLimits.depthMax else { throw .tooDeep }
        nodes += 1
        guard nodes <= SourceLimits.nodesMax else { throw .tooMany }
        let start = line
        switch peek {
        case UInt8(ascii: "{"): return SourceNode(line: start, value: .map(try fields(depth: depth)))
        case UInt8(ascii: "["): return SourceNode(line: start, value: .list(try items(depth: depth)))
        case UInt8(ascii: "\""): return SourceNode(line: start, value: .scalar(try string(), quoted: true))
        default: return SourceNode(line: start, value: try bare())
        }
    }

    private mutating func fields(depth: Int) throws(Broken) -> [SourceNode.Field] {
        var result: [SourceNode.Field] = []
        position += 1
        skipBlanks()
        if take("}") { return result }
        while true {
            skipBlanks()
            let start = line
            guard peek == UInt8(ascii: "\"") else {
                throw unexpected(
                    "a field's name in quotes is needed", "此处应为带引号的字段名", "write \"name\": value, and no comma before }",
                    "请写成 \"字段\": 值，} 前不要有逗号")
            }
            let name = try string()
            skipBlanks()
            guard take(":") else {
                throw unexpected("a colon is missing", "缺少冒号", "write \"name\": value", "请写成 \"字段\": 值")
            }
            skipBlanks()
            result.append(SourceNode.Field(name: name, line: start, value: try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { return result }
            guard take(",") else { throw separator("}") }
        }
    }

    private mutating func items(depth: Int) throws(Broken) -> [SourceNode] {
        var result: [SourceNode] = []
        position += 1
        skipBlanks()
        if take("]") { return result }
        while true {
            skipBlanks()
            result.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return result }
            guard take(",") else { throw separator("]") }
        }
    }

    /// `null`, `true`, `false` or a number, as text.
    private mutating func bare() throws(Broken) -> SourceNode.Value {
        let start = position
        while let byte = peek, isBareByte(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if text == "null" { return .null }
        guard text == "true" || text == "false" || isNumber(bytes[start..<position]) else {
            throw unexpected(
                "a value is needed here", "此处应为值", "a text in quotes, a number, true, false, null, [ or {",
                "带引号的文本、数字、true、false、null、[ 或 {")
        }
        return .scalar(text, quoted: false)
    }

    // MARK: - Texts

    private mutating func string() throws(Broken) -> String {
        var result: [UInt8] = []
        position += 1
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"): result.append(contentsOf: Array(String(try escape()).utf8))
            case 0..<0x20:
                throw unexpected(
                    "a text is not closed on its line", "文本没有在本行结束", "close the quotes; write \\n for a line break",
                    "请补上引号；换行写作 \\n")
            default: result.append(byte)
            }
        }
        throw unexpected("a text is not closed", "文本没有结束", "close the quotes", "请补上引号")
    }

    private mutating func escape() throws(Broken) -> Unicode.Scalar {
        let byte = peek
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default: throw badEscape
        }
    }

    /// The character of `\uXXXX`, or of two of them that form a pair of surrogates.
    private mutating func unicode() throws(Broken) -> Unicode.Scalar {
        let first = try hex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800...0xDBFF).contains(first), take("\\"), take("u") else { throw badEscape }
        let second = try hex()
        guard (0xDC00...0xDFFF).contains(second) else { throw badEscape }
        guard let scalar = Unicode.Scalar(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00)) else {
            throw badEscape
        }
        return scalar
    }

    private mutating func hex() throws(Broken) -> UInt32 {
        guard bytes.count - position >= 4 else { throw badEscape }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x61 + 10)
            default: throw badEscape
            }
        }
        position += 4
        return value
    }

    // MARK: - Bytes

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            if byte == 0x0A { line += 1 }
            position += 1
        }
    }

    private func isBareByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
        default: false
        }
    }

    /// RFC 8259, section 6.
    private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = digits(&rest)
        guard whole > 0, whole == 1 || text[rest.startIndex - whole] != UInt8(ascii: "0") else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard digits(&rest) > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            guard digits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private func digits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let count = rest.prefix { (0x30...0x39).contains($0) }.count
        rest.removeFirst(count)
        return count
    }

    private var badEscape: Broken {
        unexpected("this \\ sequence does not exist", "无效的 \\ 转义", "write \\\\ for one \\", "一个 \\ 请写作 \\\\")
    }

    private func separator(_ end: String) -> Broken {
        unexpected("a comma or \(end) is missing", "缺少逗号或 \(end)", "look at the end of the value before", "请检查前一个值的结尾")
    }

    private func unexpected(_ en: String, _ zh: String, _ hintEn: String, _ hintZh: String) -> Broken {
        .unexpected(Bilingual(en: en, zh: zh), hint: Bilingual(en: hintEn, zh: hintZh))
    }
}
