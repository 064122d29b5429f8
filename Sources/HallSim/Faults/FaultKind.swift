/// What can happen to a simulated network, by the words of `--faults`.
public enum FaultKind: String, CaseIterable, Sendable {
    /// The power fails at a moment when nothing is being written.
    case crashBefore = "crash-before"
    /// The power fails at some call inside a transaction.
    case crashInside = "crash-inside"
    /// The power fails when a transaction is durable and nobody was told.
    case crashAfter = "crash-after"
    /// The line to the superior is cut for a while.
    case cut
    /// The line becomes slow for a while.
    case delay
    /// A request arrives once more, later.
    case duplicate
    /// A request is so slow that the child gives up on it, says others, and it arrives after them.
    case reorder
    /// What is on its way ends in the middle, and so does the line.
    case truncate
    /// A byte is another one on its way: the line's own check finds it, what came before arrives, and the line ends.
    case corrupt
    /// The disk is full for a while.
    case fullDisk = "full-disk"
    /// A clock is set wrong, by seconds or by decades.
    case clockJump = "clock-jump"
    /// A clock gains or loses.
    case clockDrift = "clock-drift"
    /// A hall takes over a case of one below, which goes on working on it.
    case takeover
    /// The disk is set back to what it was some minutes ago; the hall itself may not know.
    case setBack = "set-back"
    /// A copy of the disk runs in a second machine beside the first, until a person sees it.
    case clone
    /// The disk is destroyed, and the hall joins again with an empty one.
    case wipe
    /// A person renews a hall's key.
    case newKey = "new-key"
    /// A superior ends the key of a hall, which joins again with its store.
    case endKey = "end-key"
    /// A hall runs an older release for a while.
    case oldProtocol = "old-protocol"
    /// A hall's key is in wrong hands: forged, replayed, contradicting, penless, oversized commits, or such of no known
    /// format.
    case hostile
}

/// One thing that happens: when, what, to whom.
struct FaultEvent: Sendable, Hashable {
    /// Milliseconds since the faults began.
    var at: Int64
    var kind: FaultKind
    /// Place of the hall.
    var hall: Int
    /// What else is to be drawn for it.
    var seed: UInt64
}

/// All that happens to a network, in order.
struct FaultPlan: Sendable {
    var events: [FaultEvent]

    /// Events of some kinds, spread over a time.
    init(_ kinds: [FaultKind], halls: Int, count: Int, over milliseconds: Int64, seed: UInt64) {
        var random = SimRandom(seed: seed, .faults)
        var events: [FaultEvent] = []
        for place in 0..<(kinds.isEmpty ? 0 : count) {
            // Each kind at least once where there is room, then as it comes.
            let kind = place < kinds.count ? kinds[place] : kinds[random.below(kinds.count)]
            events.append(
                FaultEvent(
                    at: random.within(0...milliseconds), kind: kind, hall: random.below(halls), seed: random.next()))
        }
        self.events = events.sorted { ($0.at, $0.seed) < ($1.at, $1.seed) }
    }
}
