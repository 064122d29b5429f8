/// SplitMix64: the same inputs for the same seed on every machine and with every compiler.
package struct FuzzRandom: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 for a bound of 0 or 1.
    package mutating func below(_ bound: Int) -> Int { bound < 2 ? 0 : Int(next() % UInt64(bound)) }

    package mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    /// True once in so many times.
    package mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    /// One of them; nil if there are none.
    package mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }

    /// A range inside so many, seldom a long one.
    package mutating func range(in count: Int, longest: Int = 64) -> Range<Int> {
        guard count > 0 else { return 0..<0 }
        let start = below(count)
        let length = 1 + below(oneIn(8) ? count : min(longest, count))
        return start..<min(count, start + length)
    }
}
