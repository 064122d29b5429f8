/// How often each thing happened: a run in which a kind of fault or recovery never did has shown nothing about it.
public struct Reached: Sendable {
    /// Kinds of faults and recoveries, by the words of the answer.
    public enum Kind: String, CaseIterable, Sendable {
        /// The power failed while nothing was written.
        case crashBefore = "crashesBefore"
        /// The power failed in a write.
        case crashInside = "crashesInside"
        /// The power failed between a durable write and its acknowledgement.
        case crashAfter = "crashesAfter"
        /// Lines cut.
        case cut = "cuts"
        /// Lines made slow.
        case delay = "delays"
        /// Requests that arrived once more, later than others.
        case duplicate = "duplicates"
        /// Requests that arrived after later ones.
        case overtaken
        /// Requests, answers and long responses of which the line found a byte wrong.
        case corrupted
        /// Requests, answers and long responses that ended in the middle.
        case truncated
        /// Disks that became full.
        case fullDisk = "fullDisks"
        /// Commands that a full disk refused.
        case diskRefusal = "diskRefusals"
        /// Clocks set wrong.
        case clockJump = "clockJumps"
        /// Clocks that began to gain or lose.
        case clockDrift = "clockDrifts"
        /// Disks set back to an earlier state.
        case setBack = "setBacks"
        /// Stores that were found to be older copies and got a new key by themselves.
        case rewind = "rewindsNoticed"
        /// Second machines on a copied disk.
        case clone = "clones"
        /// Halls that came with an ended key.
        case fenced
        /// Disks destroyed.
        case wipe = "wipes"
        /// Halls that joined once more, with their store or without one.
        case rejoined
        /// Keys renewed by a person.
        case newKey = "keysRenewed"
        /// Keys ended by a person.
        case endedKey = "keysEnded"
        /// Halls that ran an older release for a while.
        case oldRelease = "oldReleases"
        /// Lanes of two neighbours that were begun anew, both sides compared.
        case reconcile = "reconciles"
        /// Commits admitted that lay beyond the end of their key.
        case admitted
        /// Halls further up that were asked for the way.
        case askedAbove
        /// Commits and batches that a hall in wrong hands made.
        case forgery = "forgeries"
        /// Second contents under one sequence of a stream.
        case equivocation = "equivocations"
        /// Streams taken over by a hall above their holder.
        case takeover = "takeovers"
        /// Forks ended by a takeover.
        case forkSettled = "forksSettled"
        /// Commits that a takeover made void, in all stores.
        case void
        /// Commits that a hall refused.
        case refusal = "refusals"
        /// Connections made.
        case linked = "links"
        /// Cases opened.
        case opened = "casesOpened"
        /// Steps done by clerks.
        case step = "steps"
        /// Commands repeated after a failure of the power.
        case repeated = "commandsRepeated"
        /// Cases given back.
        case returned = "returns"
        /// Cases decided.
        case decided = "decisions"
        /// Opinions against what is asked.
        case objection = "objections"
        /// Materials handed in as files.
        case material = "materials"
        /// Versions of matters published.
        case published = "publications"
    }

    private var counts: [Kind: Int] = [:]
    /// Events of the queue.
    public internal(set) var events = 0

    /// How often.
    public subscript(_ kind: Kind) -> Int { counts[kind] ?? 0 }

    mutating func count(_ kind: Kind, _ times: Int = 1) { counts[kind, default: 0] += times }

    /// None yet.
    public init() {}

    /// With those of another run.
    public func adding(_ other: Reached) -> Reached {
        var sum = self
        for kind in Kind.allCases { sum.count(kind, other[kind]) }
        sum.events += other.events
        return sum
    }

    /// Those that never happened.
    public var missing: [Kind] { Kind.allCases.filter { self[$0] == 0 } }
}
