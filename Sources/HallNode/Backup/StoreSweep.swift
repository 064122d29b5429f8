import Foundation
import GRDB
public import Logging
import Sync
import Synchronization
import Tiers

/// Looks for damage while the hall works: a slice of the store at each start, the whole within a week, at a walking
/// pace. What it finds is set aside, and the neighbours are asked for it.
public final class StoreSweep: Sendable {
    private let hall: Hall
    private let logger: Logger
    private let stopped = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// How far the round has come.
    private static let placeSetting = "sweepPlace"
    /// When the round began, and when the last one ended, ms since 1970 UTC.
    private static let begunSetting = "sweepBegun"
    static let doneSetting = "sweepDone"

    /// A round begins a week after the one before, ms.
    private static let round: Int64 = 7 * 86_400_000
    /// Rows of the slice at the start.
    private static let firstSlice = 2_000
    /// Rows of each slice after it, one a second: three hundred million in a week.
    private static let slice = 500
    private static let stepsPerNote = 30

    /// A sweep of an open hall, not yet begun.
    public init(_ hall: Hall, logger: Logger) {
        self.hall = hall
        self.logger = logger
    }

    /// Begins.
    public func start() {
        Thread.detachNewThread { [self] in
            var walk: Walk?
            while !stopped.withLock({ $0 }) {
                // A full disk stops it like everything that writes; the place is where it was.
                do {
                    if walk == nil { walk = try resumed() }
                    if var going = walk {
                        try step(&going)
                        walk = going
                    }
                } catch {
                    logger.debug("sweep", metadata: ["error": "\(error)"])
                }
                for _ in 0..<10 where !stopped.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.1) }
            }
            ended.signal()
        }
    }

    /// Ends; the slice at hand is looked at again the next time.
    public func stop() {
        stopped.withLock { $0 = true }
        _ = ended.wait(timeout: .now() + 0.5)
    }

    /// Where a round stands.
    struct Walk {
        var place: SweepPlace
        /// When the round began, ms since 1970 UTC.
        var begun: Int64
        var rows = StoreSweep.firstSlice
        var steps = 0
    }

    /// Where the last run ended; the beginning, if that was the end of a round: each start looks at something.
    func resumed() throws -> Walk {
        let now = hall.now.milliseconds
        let kept = try hall.read { db in
            (
                place: try Settings.get(StoreSweep.placeSetting, db),
                begun: try Settings.get(StoreSweep.begunSetting, db)
            )
        }
        let place = kept.place.flatMap { try? JSONDecoder().decode(SweepPlace.self, from: Data($0.utf8)) }
        guard let place, place.part != .done, let begun = kept.begun.flatMap({ Int64($0) }) else {
            return Walk(place: SweepPlace(), begun: now)
        }
        return Walk(place: place, begun: begun)
    }

    /// One slice: looks without holding anybody up, and writes only what it found and how far it is.
    func step(_ walk: inout Walk) throws {
        let now = hall.now.milliseconds
        if try hall.read({ try Damage.open($0) }) > 0 {
            noteMended(now: now)
        }
        if walk.place.part == .done {
            let (age, overflow) = now.subtractingReportingOverflow(walk.begun)
            // A clock that was set back would put the next round off for ever.
            guard overflow || age >= StoreSweep.round || age < 0 else { return }
            walk = Walk(place: SweepPlace(), begun: now)
        }
        let place = walk.place
        let (next, found) = try hall.bare.readBroken { try hall.engine.sweep(from: place, rows: walk.rows, $0) }
        walk.steps += 1
        // Each note is a durable write: on the way one in half a minute will do.
        if next.part != place.part || !found.isEmpty || walk.steps.isMultiple(of: StoreSweep.stepsPerNote) {
            try note(found, from: place, to: next, begun: walk.begun, now: now)
        }
        walk.place = next
        walk.rows = StoreSweep.slice
        for damage in found {
            logger.error("damaged", metadata: ["place": "\(damage.place)", "what": "\(damage.what)"])
        }
    }

    /// A page that cannot be read may be in the way of looking; the round goes on.
    private func noteMended(now: Int64) {
        do {
            let mended = try hall.journal { try hall.engine.noteMended(now: now, $0) }
            if mended > 0 { logger.notice("mended", metadata: ["places": "\(mended)"]) }
        } catch {
            logger.debug("mending", metadata: ["error": "\(error)"])
        }
    }

    private func note(_ found: [Damage], from place: SweepPlace, to next: SweepPlace, begun: Int64, now: Int64) throws {
        let text = String(decoding: try JSONEncoder().encode(next), as: UTF8.self)
        try hall.journal { db in
            let new = try hall.engine.setAside(found, now: now, db)
            if new > 0 { try Damage.askNeighbours(db) }
            if place.part == .pages, found.isEmpty { try hall.engine.noteMended(pages: true, now: now, db) }
            try Settings.set(StoreSweep.placeSetting, text, db)
            try Settings.set(StoreSweep.begunSetting, String(begun), db)
            if next.part == .done { try Settings.set(StoreSweep.doneSetting, String(now), db) }
        }
    }
}
