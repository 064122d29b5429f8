/// Makes new inputs of old ones. It knows what readers stumble over: lengths that do not fit, integers at the edge of
/// their width, things twice, things missing, things deep in each other. Always the same inputs for the same seed.
package struct Mutator: Sendable {
    private var random: FuzzRandom
    private let words: [[UInt8]]
    private let isText: Bool
    private let bytesMax: Int
    /// Old inputs: the corpus, then such new ones as were read, so that later ones begin behind the first checks.
    private var pool: [[UInt8]]
    private let seeds: Int
    private static let poolMax = 256

    package init(_ target: FuzzTarget, corpus: [[UInt8]], seed: UInt64) {
        random = FuzzRandom(seed: seed)
        bytesMax = target.bytesMax
        pool = corpus.isEmpty ? [[]] : corpus
        seeds = pool.count
        switch target.grammar {
        case .binary: (isText, words) = (false, [])
        case .text(let words): (isText, self.words) = (true, words.map { Array($0.utf8) })
        }
    }

    /// Remembers an input that was read.
    package mutating func keep(_ input: [UInt8]) {
        guard random.oneIn(16) else { return }
        if pool.count < seeds + Mutator.poolMax {
            pool.append(input)
        } else {
            pool[seeds + random.below(Mutator.poolMax)] = input
        }
    }

    /// The next input.
    package mutating func next() -> [UInt8] {
        var input = random.pick(pool) ?? []
        // One change finds what is wrong with one field; many find what the fields do together.
        var changes = 1
        while changes < 16, random.oneIn(2) { changes += 1 }
        for _ in 0..<changes {
            if isText, !random.oneIn(4) { changeWords(&input) } else { changeBytes(&input) }
        }
        return input.count <= bytesMax ? input : Array(input.prefix(bytesMax))
    }

    // MARK: - Bytes

    private mutating func changeBytes(_ input: inout [UInt8]) {
        let place = random.below(input.count)
        switch random.below(14) {
        case 0, 1, 2:
            if !input.isEmpty { input[place] ^= 1 << UInt8(random.below(8)) }
        case 3:
            if !input.isEmpty { input[place] = random.byte() }
        case 4, 5:
            overwrite(&input, at: place, interesting())
        case 6:
            // A length or a count, by a little.
            if !input.isEmpty { input[place] = input[place] &+ (random.oneIn(2) ? 1 : 255) }
        case 7:
            input.removeSubrange(random.range(in: input.count))
        case 8:
            input.insert(contentsOf: (0..<1 + random.below(16)).map { _ in random.byte() }, at: place)
        case 9:
            input.insert(contentsOf: input[random.range(in: input.count)], at: place)
        case 10:
            input.removeLast(random.below(input.count + 1))
        case 11:
            splice(&input)
        case 12:
            exchange(&input)
        default:
            if random.oneIn(64) { repeatPart(&input) } else { overwrite(&input, at: place, [0, 0, 0, 0]) }
        }
    }

    /// Integers at the edges, in one to eight bytes, high byte first as the formats write them.
    private mutating func interesting() -> [UInt8] {
        let edges: [UInt64] = [
            0, 1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 200, 201, 255, 256, 257, 511, 512, 513, 4_095, 4_096, 4_097,
            32_767, 32_768, 65_535, 65_536, 1 << 20, 1 << 20 + 1, 4_258_304, 4_258_305, UInt64(UInt32.max) >> 1,
            UInt64(UInt32.max), UInt64(Int64.max) - 4_096, UInt64(Int64.max) - 1, UInt64(Int64.max),
            UInt64(Int64.max) + 1, UInt64.max - 1, UInt64.max,
        ]
        let value = random.pick(edges) ?? 0
        let width = 1 << random.below(4)
        return (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - $0))) }
    }

    private func overwrite(_ input: inout [UInt8], at place: Int, _ bytes: [UInt8]) {
        let end = min(input.count, place + bytes.count)
        guard place < end else { return }
        input.replaceSubrange(place..<end, with: bytes.prefix(end - place))
    }

    /// The beginning of this one and the end of another one.
    private mutating func splice(_ input: inout [UInt8]) {
        guard let other = random.pick(pool) else { return }
        input = Array(input.prefix(random.below(input.count + 1))) + other.dropFirst(random.below(other.count + 1))
    }

    /// Two parts change places.
    private mutating func exchange(_ input: inout [UInt8]) {
        let first = random.range(in: input.count)
        let second = random.range(in: input.count)
        guard first.upperBound <= second.lowerBound else { return }
        input =
            Array(input[..<first.lowerBound]) + input[second] + input[first.upperBound..<second.lowerBound]
            + input[first] + input[second.upperBound...]
    }

    /// One part many times over: what is deep, and what is long.
    private mutating func repeatPart(_ input: inout [UInt8]) {
        let range = random.range(in: input.count, longest: 8)
        guard !range.isEmpty else { return }
        let count = min(1 << random.below(16), bytesMax / range.count)
        let part = Array(input[range])
        input.insert(contentsOf: Array(repeating: part, count: count).joined(), at: range.lowerBound)
    }

    // MARK: - Words

    private mutating func changeWords(_ input: inout [UInt8]) {
        var parts = Mutator.parts(input)
        let place = random.below(parts.count)
        let word = random.pick(words) ?? [0x20]
        switch random.below(9) {
        case 0, 1:
            if parts.isEmpty { parts = [word] } else { parts[place] = word }
        case 2:
            parts.insert(word, at: place)
        case 3:
            if !parts.isEmpty { parts.remove(at: place) }
        case 4:
            parts.insert(contentsOf: parts[random.range(in: parts.count, longest: 16)], at: place)
        case 5:
            parts.removeSubrange(random.range(in: parts.count, longest: 16))
        case 6:
            if !parts.isEmpty { parts.swapAt(place, random.below(parts.count)) }
        case 7:
            if random.oneIn(32) {
                let count = min(1 << random.below(14), bytesMax / max(1, word.count))
                parts.insert(contentsOf: Array(repeating: word, count: count), at: place)
            } else if let other = random.pick(pool) {
                let others = Mutator.parts(other)
                parts.insert(contentsOf: others[random.range(in: others.count, longest: 32)], at: place)
            }
        default:
            if !parts.isEmpty { parts[place] += parts[place] }
        }
        input = Array(parts.joined())
    }

    /// Runs of letters and digits, runs of blanks, and single signs.
    private static func parts(_ input: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var last = -1
        for byte in input {
            let kind = kind(byte)
            if kind == last, kind != 2 { parts[parts.count - 1].append(byte) } else { parts.append([byte]) }
            last = kind
        }
        return parts
    }

    private static func kind(_ byte: UInt8) -> Int {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: 0
        case 0x20, 0x09: 1
        default: 2
        }
    }
}
