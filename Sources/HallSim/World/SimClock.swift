import Sync
import Tiers

/// The time of a world: milliseconds since it began. Nobody in it can see it but by a clock.
final class SimTime: @unchecked Sendable {  // a world runs on one thread
    /// Milliseconds since the world began.
    var now: Int64 = 0
    /// When the world begins.
    let beginning: Instant

    /// When it begins where nothing else is said: a Monday morning, 2026-03-02 09:00 in China.
    static let beginning = Instant(milliseconds: 1_772_413_200_000)

    init(beginning: Instant = SimTime.beginning) { self.beginning = beginning }
}

/// The clock of one machine: right, until a fault sets it or lets it drift.
final class SimClock: @unchecked Sendable {  // a world runs on one thread
    private let time: SimTime
    /// How far it is ahead, ms.
    private var ahead: Int64 = 0
    /// How much it gains a million, since when.
    private var gain: (perMillion: Int64, since: Int64) = (0, 0)

    init(_ time: SimTime) { self.time = time }

    /// What it shows.
    var now: Instant {
        Instant(milliseconds: time.beginning.milliseconds &+ time.now &+ ahead &+ gained)
    }

    private var gained: Int64 { (time.now - gain.since) * gain.perMillion / 1_000_000 }

    /// Sets it so far ahead of the right time.
    func set(ahead: Int64) {
        self.ahead = ahead
        gain.since = time.now
    }

    /// Lets it gain so much a million from now on.
    func drift(perMillion: Int64) {
        ahead &+= gained
        gain = (perMillion, time.now)
    }
}

/// The release that runs on a machine, as far as its neighbours can tell.
final class SimRelease: @unchecked Sendable {  // a world runs on one thread
    /// The newest protocol that it speaks.
    var newestProtocol = LinkProtocol.newest
}

/// A machine's random source.
final class SimChance: @unchecked Sendable {  // a world runs on one thread
    private var random: SimRandom

    init(_ random: SimRandom) { self.random = random }

    func bytes(_ count: Int) -> [UInt8] { random.bytes(count) }
}
