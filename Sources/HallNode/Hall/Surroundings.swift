public import GRDB
public import Sync
public import Tiers

/// All that a hall takes from the world: the time, chance, and the disk that its folder lies on. A running hall has the
/// machine's; a simulated one is given them.
public struct Surroundings: Sendable {
    /// The wall clock, as this machine has it: right or wrong.
    public var clock: @Sendable () -> Instant
    /// Milliseconds that only grow, from an arbitrary beginning: for waiting, never for law.
    public var uptime: @Sendable () -> Int64
    /// So many random bytes, from which keys, salts, tokens and numbers are made.
    public var random: @Sendable (Int) -> [UInt8]
    /// Makes a signing key of the 32 bytes of its scalar; nil if they are none.
    public var signingKey: @Sendable ([UInt8]) -> SigningKey?
    /// How work is spread over cores.
    public var parallel: Parallel
    /// Where folders lie.
    public var disk: any HallDisk
    /// The newest protocol that it speaks with neighbours: an older one stands for a hall that was not upgraded yet.
    public var newestProtocol: @Sendable () -> Int = { LinkProtocol.newest }

    /// Surroundings of these parts.
    public init(
        clock: @escaping @Sendable () -> Instant, uptime: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable (Int) -> [UInt8], signingKey: @escaping @Sendable ([UInt8]) -> SigningKey?,
        parallel: @escaping Parallel, disk: any HallDisk
    ) {
        self.clock = clock
        self.uptime = uptime
        self.random = random
        self.signingKey = signingKey
        self.parallel = parallel
        self.disk = disk
    }

    /// The machine's own.
    public static let system = Surroundings(
        clock: { SystemClock.now }, uptime: { SystemClock.monotonicMilliseconds },
        random: { SystemRandom.bytes($0) }, signingKey: { SigningKey(raw: $0) }, parallel: Parallelism.cores,
        disk: FileDisk())

    /// A fresh signing key. All but one in 2^32 runs of 32 bytes are a scalar of P-256.
    func makeSigningKey() throws(HallError) -> SigningKey {
        for _ in 0..<8 {
            if let key = signingKey(random(32)) { return key }
        }
        throw HallError.fault("no key of eight tries")
    }
}

/// A disk as halls need one: a few small files that appear whole or not at all, and stores.
public protocol HallDisk: Sendable {
    /// Whether there is a file at a path.
    func holds(_ path: String) -> Bool

    /// Makes a folder, and its parents, for its owner alone.
    func makeFolder(_ path: String) throws(HallError)

    /// The bytes of a small file; nil if it is not there or cannot be read.
    func read(_ path: String) -> [UInt8]?

    /// Writes a file durably, for its owner alone; it appears whole or not at all. Throws if it is there already,
    /// unless it is to be replaced.
    func write(_ bytes: [UInt8], to path: String, replace: Bool) throws(HallError)

    /// Opens the store at a path, or makes it. What durability needs stands in the configuration, whatever the disk.
    func openStore(_ path: String, _ configuration: Configuration) throws -> any DatabaseWriter

    /// Bytes of a file; nil if it is not there.
    func size(of path: String) -> Int64?

    /// Free bytes where a path lies; nil if that cannot be asked.
    func freeBytes(at path: String) -> Int64?
}
