/// Bounds the wrong requests to join. Nobody guesses a secret of 32 random bytes; but each guess costs the hall a
/// signature check and its writer's turn, and many of them are to be seen.
///
/// Right ones do not count, so that a whole county may join in one hour from behind one address.
struct JoinGuard: Sendable {
    /// Wrong requests of one source in a minute, after which its further ones are not looked at.
    static let sourceMax = 10
    /// Wrong requests of all sources in a minute, after which nobody's are looked at.
    static let totalMax = 60
    /// How long a wrong request counts, ms.
    static let window: Int64 = 60_000
    /// Sources remembered; with the bound on the total there cannot be more that count.
    private var wrong: [(source: String, at: Int64)] = []

    /// Whether a request of this source is to be looked at.
    ///
    /// - Parameter now: ms of a clock that only grows.
    mutating func admits(_ source: String, now: Int64) -> Bool {
        wrong.removeAll { now - $0.at >= JoinGuard.window }
        guard wrong.count < JoinGuard.totalMax else { return false }
        let place = JoinGuard.network(of: source)
        return wrong.count { $0.source == place } < JoinGuard.sourceMax
    }

    /// Notes that a request was wrong.
    mutating func note(_ source: String, now: Int64) {
        guard wrong.count < JoinGuard.totalMax else { return }
        wrong.append((JoinGuard.network(of: source), now))
    }

    /// Who asks: the address, of IPv6 the first half, for a single PC has the other half to itself.
    private static func network(of source: String) -> String {
        guard source.contains(":") else { return String(source.prefix(64)) }
        // Written out by the kernel: a run of zeros is `::`, and then the first groups are all that stands before it.
        let groups = source.split(separator: ":", omittingEmptySubsequences: false).prefix(4)
        return groups.prefix { !$0.isEmpty }.joined(separator: ":")
    }
}
