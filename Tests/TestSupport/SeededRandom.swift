import Foundation

/// SplitMix64: small, and the same numbers for the same seed on every machine and with every compiler.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A run of numbers that this seed alone determines.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound, which is above 0.
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// One of them, which are not empty.
    public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// Bytes that do not shrink.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: next()) }
        return bytes
    }

    /// The first bytes of a seed's run.
    public static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return random.bytes(count)
    }

    /// 32 bytes, as long as a hash.
    public mutating func hash() -> [UInt8] { bytes(32) }

    /// The seed that the environment names in `SEED`, or a fixed one.
    public static let chosen = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) } ?? 20_260_213
}
