/// What happened, one line an event: for people, and for comparing two runs.
struct Story {
    /// Whether lines are kept; the digest is made either way.
    var isKept = false
    private(set) var lines: [String] = []
    /// A digest over all lines: FNV-1a, since it is only to be the same.
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func tell(at time: Int64, _ what: String) {
        let line = "\(Story.clock(time))  \(what)"
        note(line)
        if isKept { lines.append(line) }
    }

    /// Takes something into the digest that is no line.
    mutating func note(_ text: String) {
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// Minutes, seconds and thousandths since the world began.
    private static func clock(_ time: Int64) -> String {
        func padded(_ number: Int64, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(padded(time / 60_000, 3)):\(padded(time / 1_000 % 60, 2)).\(padded(time % 1_000, 3))"
    }
}
