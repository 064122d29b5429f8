import Foundation
import TestSupport

/// Clerks at eight halls who file and handle cases until the time is over, while a seeded hand kills servers and cuts
/// lines. A hall can be closed for a while: its clerks then wait, as they do when the engineer is at the PC.
actor SoakRun {
    let network: LineNetwork
    private let random: Mutexed
    private let end: UInt64
    private(set) var stories: [CasePlan.Story] = []
    private(set) var counts: [String: Int] = [:]
    private var supply: [CasePlan.Story]
    private var taken: Set<Int> = []
    private var closed: Set<String> = []
    private var busy: Set<String> = []
    private var eventsEnded: UInt64?
    private var applicant = ""
    private var scan = ""

    /// Cases in work at one time.
    private static let inWork = 16
    /// How long one step may take, with all that is done to it.
    private static let stepSeconds = 300.0
    /// How long the last cases may take once the time is over and everything is up.
    private static let restSeconds = 300.0

    init(network: LineNetwork, seed: UInt64, seconds: Double) throws {
        self.network = network
        random = Mutexed(SeededRandom(seed: seed))
        end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1_000_000_000)
        supply = CasePlan.twenty(from: "360732100200").stories + CasePlan.twenty(from: "360732101200").stories
        applicant = try network.folder.write("applicant.json", Array(Applicants.citizen.utf8))
        scan = try network.folder.write("scan.pdf", KillRun.scanBytes)
    }

    nonisolated func below(_ bound: Int) -> Int { random.below(bound) }

    private func endEvents() { eventsEnded = DispatchTime.now().uptimeNanoseconds }

    private var isOver: Bool { DispatchTime.now().uptimeNanoseconds >= end }

    /// Counts what an event did.
    func note(_ what: String) { count(what) }

    private func count(_ what: String) { counts[what, default: 0] += 1 }

    /// Returns when the time is over and every case that was begun was handed over.
    ///
    /// - Parameter events: what else is to happen, beside clerks, kills and cuts.
    func play(_ events: @escaping @Sendable (SoakRun) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hall in network.halls { group.addTask { try await self.work(at: hall) } }
            group.addTask { try await self.disturb() }
            group.addTask {
                try await events(self)
                await self.endEvents()
            }
            for try await _ in group {}
        }
    }

    // MARK: - Clerks

    private func work(at hall: TestHall) async throws {
        while true {
            try Task.checkCancellation()
            if closed.contains(hall.id) {
                try await Task.sleep(nanoseconds: 200_000_000)
                continue
            }
            refill()
            if isOver, stories.allSatisfy({ $0.next == nil }) { return }
            if isTooLate { throw await unfinished() }
            let due = try await due(at: hall)
            for place in due where !closed.contains(hall.id) && taken.insert(place).inserted {
                busy.insert(hall.id)
                defer { busy.remove(hall.id) }
                try await doStep(place, at: hall)
                taken.remove(place)
            }
            if due.isEmpty { try await Task.sleep(nanoseconds: 300_000_000) }
        }
    }

    /// Time enough after the end of all disturbances, and of all events.
    private var isTooLate: Bool {
        let rest = UInt64(SoakRun.restSeconds * 1_000_000_000)
        return eventsEnded.map { DispatchTime.now().uptimeNanoseconds >= max($0, end) + rest } ?? false
    }

    /// The cases that did not come to their end, each with the step that it waits for and what the hall of that step
    /// knows of it.
    private func unfinished() async -> TestFailure {
        var lines: [String] = []
        for (place, story) in stories.enumerated() {
            guard let next = story.next else { continue }
            let number = story.number ?? "not opened"
            var known = "looked after"
            if !closed.contains(next.hall), let number = story.number {
                let shown = try? await network[next.hall].result(["case", "show", number])
                known =
                    shown.map { "stage \($0.json["stage"].text ?? "?"), holder \($0.json["holder"].text ?? "?")" }
                    ?? "?"
            }
            let work = taken.contains(place) ? "in work" : "waits"
            lines.append("\(number) \(work) for \(next.hall) \(next.words.joined(separator: " ")): \(known)")
        }
        return TestFailure("\(lines.count) cases did not come to their end:\n" + lines.joined(separator: "\n"))
    }

    private func refill() {
        while !isOver, stories.count(where: { $0.next != nil }) < SoakRun.inWork {
            stories.append(supply[below(supply.count)])
        }
    }

    private func due(at hall: TestHall) async throws -> [Int] {
        let mine = stories.indices.filter { stories[$0].next?.hall == hall.id && !taken.contains($0) }
        let opening = mine.filter { stories[$0].done == 0 }
        guard mine.count > opening.count else { return opening }
        let listed = try await hall.result(["case", "list", "--holder", hall.id])
        guard listed.status == 0 else { return opening }
        let numbers = Set(listed.json.elements.compactMap { $0["number"].text })
        return mine.filter { stories[$0].done == 0 || numbers.contains(stories[$0].number ?? "") }
    }

    /// Does a step until it is done: the disk may be full, the store being looked after, the command killed.
    private func doStep(_ place: Int, at hall: TestHall) async throws {
        guard let words = stories[place].command(place: place, applicant: applicant, scan: scan) else { return }
        let limit = DispatchTime.now().uptimeNanoseconds + UInt64(SoakRun.stepSeconds * 1_000_000_000)
        while true {
            let delay = below(6) == 0 ? below(150) : nil
            let result = try await hall.result(words, killAfter: delay)
            if result.status == 0 {
                stories[place].number = stories[place].number ?? result.json["number"].text
                stories[place].done += 1
                count("steps")
                return
            }
            count(
                result.status == 137 ? "commands killed" : "refused \(JSON(result.errors)["error"]["code"].text ?? "?")"
            )
            guard DispatchTime.now().uptimeNanoseconds < limit else {
                throw TestFailure("\(hall.name): hall \(words.joined(separator: " ")): \(result.errors)")
            }
            try await Task.sleep(nanoseconds: 500_000_000)
        }
    }

    // MARK: - Disturbances

    /// Kills and cuts until the time is over; then all is up and joined.
    private func disturb() async throws {
        while !isOver {
            try await Task.sleep(nanoseconds: UInt64(500 + below(3_000)) * 1_000_000)
            let hall = network.halls[below(network.halls.count)]
            guard !closed.contains(hall.id), busy.count < network.halls.count else { continue }
            if below(3) > 0 {
                closed.insert(hall.id)
                await hall.kill()
                count("servers killed")
                try await Task.sleep(nanoseconds: UInt64(below(3_000)) * 1_000_000)
                try await hall.start()
                closed.remove(hall.id)
            } else if let line = network.lines[hall.id] {
                line.cut()
                count("lines cut")
                try await Task.sleep(nanoseconds: UInt64(500 + below(12_000)) * 1_000_000)
                line.join()
            }
        }
    }

    /// Runs something at a hall while its clerks wait and nobody kills its server.
    func closing(_ hall: TestHall, _ body: @Sendable () async throws -> Void) async throws {
        try await wait("\(hall.name): its server is up again") { closed.insert(hall.id).inserted }
        try await wait("\(hall.name): its clerk's last step") { !busy.contains(hall.id) }
        try await body()
        closed.remove(hall.id)
    }

    /// Waits as long as a step may take, and some time more.
    private func wait(_ what: String, _ isSo: () -> Bool) async throws {
        let limit = DispatchTime.now().uptimeNanoseconds + UInt64((SoakRun.stepSeconds + 60) * 1_000_000_000)
        while !isSo() {
            guard DispatchTime.now().uptimeNanoseconds < limit else { throw TestFailure("waited in vain: \(what)") }
            try await Task.sleep(nanoseconds: 50_000_000)
        }
    }
}

/// A source of randomness that several tasks share.
final class Mutexed: @unchecked Sendable {
    private let lock = NSLock()
    private var random: SeededRandom

    init(_ random: SeededRandom) { self.random = random }

    func below(_ bound: Int) -> Int { lock.withLock { random.below(bound) } }
}
