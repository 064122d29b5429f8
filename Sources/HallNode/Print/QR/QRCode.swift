/// A QR code (ISO/IEC 18004): bytes, error correction level M (a seventh of the code may be lost), versions 1 to 9.
/// Written here because Debian has libqrencode only as a library that every machine would have to install.
public struct QRCode: Hashable, Sendable {
    /// Modules on a side: 21, 25 … 53.
    public let size: Int
    /// Dark modules, row by row.
    private var dark: [Bool]

    /// Most bytes that a code holds here.
    public static let bytesMax = 180

    /// The smallest code that holds a text; nil if it has more than 180 bytes of UTF-8.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let version = QRVersion.smallest(for: bytes.count) else { return nil }
        let words = QRCode.words(of: bytes, version)
        let patterns = QRPatterns(version)
        let masked = (0..<8).map { patterns.filled(with: words, mask: $0) }
        guard let best = masked.min(by: { $0.penalty < $1.penalty }) else { return nil }
        size = version.size
        dark = best.dark
    }

    /// Whether a module is dark; beyond the edge all are light.
    public func isDark(x: Int, y: Int) -> Bool {
        (0..<size).contains(x) && (0..<size).contains(y) && dark[y * size + x]
    }

    /// Mode, count, bytes and padding, then the error correction, in the order in which they are drawn.
    private static func words(of bytes: [UInt8], _ version: QRVersion) -> [UInt8] {
        var bits: [Bool] = []
        func add(_ value: UInt8, _ count: Int) {
            for place in (0..<count).reversed() { bits.append(value >> UInt8(place) & 1 == 1) }
        }
        add(4, 4)
        add(UInt8(clamping: bytes.count), 8)
        for byte in bytes { add(byte, 8) }
        let room = version.dataWords * 8
        for _ in 0..<min(4, room - bits.count) { bits.append(false) }
        while bits.count % 8 != 0 { bits.append(false) }
        var words = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var pad: UInt8 = 0xEC
        while words.count < version.dataWords {
            words.append(pad)
            pad ^= 0xEC ^ 0x11
        }
        return version.interleaved(words)
    }
}

/// A version of the code at level M: its size, and how its words fall into blocks.
struct QRVersion: Hashable {
    let number: Int

    private static let correctionWords = [10, 16, 26, 18, 24, 16, 18, 22, 22]
    private static let blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5]

    var size: Int { 17 + 4 * number }
    var correctionWords: Int { QRVersion.correctionWords[number - 1] }
    var blocks: Int { QRVersion.blockCounts[number - 1] }
    var dataWords: Int { allWords - correctionWords * blocks }

    /// The centres of the alignment patterns, on both axes.
    var alignments: [Int] {
        guard number > 1 else { return [] }
        let count = number / 7 + 2
        let step = (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (0..<count - 1).map { size - 7 - $0 * step }.reversed()
    }

    private var allWords: Int {
        var modules = (16 * number + 128) * number + 64
        if number >= 2 {
            let count = number / 7 + 2
            modules -= (25 * count - 10) * count - 55
        }
        if number >= 7 { modules -= 36 }
        return modules / 8
    }

    /// The smallest version for so many bytes: four bits say the mode and eight the count.
    static func smallest(for bytes: Int) -> QRVersion? {
        (1...9).map { QRVersion(number: $0) }.first { $0.dataWords >= bytes + 2 }
    }

    /// The words of all blocks, one of each in turn, and behind them their corrections in the same way.
    func interleaved(_ words: [UInt8]) -> [UInt8] {
        let short = blocks - allWords % blocks
        let length = allWords / blocks - correctionWords
        let generator = ReedSolomon(correctionWords)
        var data: [ArraySlice<UInt8>] = []
        var rest = words[...]
        for block in 0..<blocks {
            let count = length + (block < short ? 0 : 1)
            data.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        let corrections = data.map { generator.remainder(of: $0) }
        var result: [UInt8] = []
        for place in 0...length {
            for block in data where place < block.count { result.append(block[block.startIndex + place]) }
        }
        for place in 0..<correctionWords { for correction in corrections { result.append(correction[place]) } }
        return result
    }
}

/// Error correction over GF(2⁸) with the polynomial x⁸ + x⁴ + x³ + x² + 1.
struct ReedSolomon {
    private let divisor: [UInt8]

    /// A generator of so many words of correction.
    init(_ degree: Int) {
        var divisor = [UInt8](repeating: 0, count: degree)
        divisor[degree - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<degree {
            for place in 0..<degree {
                divisor[place] = ReedSolomon.product(divisor[place], root)
                if place + 1 < degree { divisor[place] ^= divisor[place + 1] }
            }
            root = ReedSolomon.product(root, 2)
        }
        self.divisor = divisor
    }

    /// The words of correction of a block.
    func remainder(of words: ArraySlice<UInt8>) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: divisor.count)
        for word in words {
            let factor = word ^ result.removeFirst()
            result.append(0)
            for place in result.indices { result[place] ^= ReedSolomon.product(divisor[place], factor) }
        }
        return result
    }

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result: UInt8 = 0
        for place in (0..<8).reversed() {
            result = (result << 1) ^ (result & 0x80 == 0 ? 0 : 0x1D)
            if right >> UInt8(place) & 1 == 1 { result ^= left }
        }
        return result
    }
}
