/// Looks for files that are made of aliases, before the parser sees them: it compares the keys of a group by all that
/// they hold, and a few dozen aliases in each other can hold more than any machine counts. A handful cannot, and those
/// few are refused exactly, after parsing.
enum YAMLAliasCount {
    /// Aliases that do no harm yet.
    private static let few = 8

    /// The line of the first alias, if the text seems to use more than a few; nil else. Only words after `*` that also
    /// stand after `&` count, so that ordinary text is not mistaken.
    static func lineOfExcess(in text: String) -> Int? {
        var anchors: Set<[UInt8]> = []
        var aliases: [(name: [UInt8], line: Int)] = []
        var line = 1
        var before: UInt8 = 0x0A
        var rest = Substring(text).utf8
        while let byte = rest.first {
            rest = rest.dropFirst()
            if (byte == 0x26 || byte == 0x2A) && isBreakBefore(before) {
                let name = Array(rest.prefix(while: isNameByte).prefix(128))
                if !name.isEmpty {
                    if byte == 0x26 { anchors.insert(name) } else { aliases.append((name, line)) }
                }
            }
            if byte == 0x0A { line += 1 }
            before = byte
        }
        let used = aliases.filter { anchors.contains($0.name) }
        return used.count > few ? used.first?.line : nil
    }

    /// A value can begin after a blank, a line break, or one of `[ { , : - ?`.
    private static func isBreakBefore(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D, 0x5B, 0x7B, 0x2C, 0x3A, 0x2D, 0x3F].contains(byte)
    }

    /// The characters that the parser allows in the name of an anchor.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }
}
