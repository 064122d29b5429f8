/// Looks for brackets in brackets before the parser sees them: at each word it looks at every bracket that is open, and
/// ten megabytes of words in a thousand brackets would keep it for minutes. What is refused here would be refused after
/// parsing as well; what is overlooked only takes longer.
struct YAMLBrackets {
    private var line = 1
    private var depth = 0
    /// Nothing of a value was read since the last sign that one may begin after.
    private var isAtStart = true
    private var before: UInt8 = newline
    /// Blanks and `- ` at the beginning of the line: how far its first word is indented.
    private var column = 0
    private var isIndent = true

    private static let newline: UInt8 = 0x0A
    private static let quote = UInt8(ascii: "\"")
    private static let apostrophe = UInt8(ascii: "'")

    /// The line of the first bracket that stands too deep in others; nil if there is none.
    static func lineOfExcess(in text: String) -> Int? {
        let bytes = Array(text.utf8)
        var brackets = YAMLBrackets()
        var place = 0
        while place < bytes.count {
            brackets.take(bytes, &place)
            if brackets.depth > SourceLimits.depthMax { return brackets.line }
        }
        return nil
    }

    /// One byte, or all of a quoted text, a comment or a block of text.
    private mutating func take(_ bytes: [UInt8], _ place: inout Int) {
        let byte = bytes[place]
        defer { before = byte }
        place += 1
        indent(byte)
        switch byte {
        case YAMLBrackets.newline:
            line += 1
            (column, isIndent) = (0, true)
            if depth == 0 { isAtStart = true }
        case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0D: break
        case UInt8(ascii: "#") where isBlank(before):
            while place < bytes.count, bytes[place] != YAMLBrackets.newline { place += 1 }
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            // Inside brackets no word holds one; outside it is one only where a value begins.
            if depth > 0 || isAtStart { depth += 1 }
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth = max(0, depth - 1)
            isAtStart = false
        case UInt8(ascii: ",") where depth > 0: isAtStart = true
        case UInt8(ascii: ":"): isAtStart = depth > 0 || isBlank(bytes, place)
        // Three of the first begin a document; they stand before a value too.
        case UInt8(ascii: "-"), UInt8(ascii: "?"):
            isAtStart = isAtStart && (isBlank(bytes, place) || bytes[place] == byte)
        case YAMLBrackets.quote where isAtStart, YAMLBrackets.apostrophe where isAtStart:
            skipQuoted(bytes, &place, until: byte)
        case UInt8(ascii: "|") where isAtStart && depth == 0, UInt8(ascii: ">") where isAtStart && depth == 0:
            skipBlock(bytes, &place)
        case UInt8(ascii: "!") where isAtStart, UInt8(ascii: "&") where isAtStart:
            // A tag or a name of what follows: the value is still to begin.
            while place < bytes.count, !isBlank(bytes[place]) { place += 1 }
        // A mark of the byte order may stand where a line begins.
        case 0xEF where bytes[place...].starts(with: [0xBB, 0xBF]): place += 2
        default: isAtStart = false
        }
    }

    private mutating func indent(_ byte: UInt8) {
        guard isIndent else { return }
        isIndent = [UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?")].contains(byte)
        if isIndent { column += 1 }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private func isBlank(_ bytes: [UInt8], _ place: Int) -> Bool { place >= bytes.count || isBlank(bytes[place]) }

    private mutating func skipQuoted(_ bytes: [UInt8], _ place: inout Int, until end: UInt8) {
        isAtStart = false
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == YAMLBrackets.newline { line += 1 }
            if byte == UInt8(ascii: "\\"), end == YAMLBrackets.quote, place < bytes.count {
                if bytes[place] == YAMLBrackets.newline { line += 1 }
                place += 1
            }
            guard byte == end else { continue }
            // An apostrophe in such a text is written twice.
            guard end == YAMLBrackets.apostrophe, place < bytes.count, bytes[place] == end else { return }
            place += 1
        }
    }

    /// The lines of a text that are indented further than the word before it.
    private mutating func skipBlock(_ bytes: [UInt8], _ place: inout Int) {
        let own = column
        skipLine(bytes, &place)
        while place < bytes.count {
            let blanks = bytes[place...].prefix { $0 == 0x20 }.count
            guard blanks > own || isBlank(bytes, place + blanks) else { break }
            skipLine(bytes, &place)
        }
        (column, isIndent, isAtStart) = (0, true, true)
    }

    private mutating func skipLine(_ bytes: [UInt8], _ place: inout Int) {
        while place < bytes.count, bytes[place] != YAMLBrackets.newline { place += 1 }
        guard place < bytes.count else { return }
        place += 1
        line += 1
    }
}
