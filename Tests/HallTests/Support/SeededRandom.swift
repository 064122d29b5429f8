import Foundation

/// SplitMix64: small, and the same for a seed on every machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// The seed of the environment, or a fixed one.
    static let chosen = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) } ?? 20_260_213
}

/// Bytes that do not shrink and are the same for a seed.
enum SeededBytes {
    static func make(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        var bytes = [UInt8](repeating: 0, count: count)
        for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
        return bytes
    }
}
