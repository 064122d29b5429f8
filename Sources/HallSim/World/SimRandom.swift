/// SplitMix64: the same numbers for the same seed on every machine. Each part of a simulation has a run of its own, so
/// that taking an event out of one leaves the others as they were.
struct SimRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A run of numbers that this seed alone determines.
    init(seed: UInt64) { state = seed }

    /// A run for a part of what a seed determines.
    init(seed: UInt64, _ part: Part, _ place: Int = 0) {
        var mixer = SimRandom(seed: seed ^ (part.rawValue &* 0xD6E8_FEB8_6659_FD93))
        let first = mixer.next()
        mixer.state ^= UInt64(truncatingIfNeeded: place) &* 0xA076_1D64_78BD_642F
        state = first ^ mixer.next()
    }

    /// The parts of a simulation.
    enum Part: UInt64 {
        case tree = 1
        case machine
        case line
        case workload
        case faults
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound, which is above 0.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

    /// A number of a range.
    mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// One of the elements; nil if there are none.
    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }

    /// So many bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: next()) }
        return bytes
    }
}
