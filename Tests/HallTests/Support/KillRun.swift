import Foundation
import TestSupport

/// Plays a plan with one clerk a hall, while a seeded hand kills servers and the clerks' own commands.
actor KillRun {
    private let network: TestNetwork
    private(set) var plan: CasePlan
    private(set) var kills = (servers: 0, commands: 0)
    private var random: SeededRandom
    private var stepsDone = 0
    private var taken: Set<Int> = []
    private var hands: [Task<Void, any Error>] = []
    private var applicant = ""
    private var scan = ""
    /// What every scan holds.
    static let scanBytes = SeededRandom.bytes(200_000, seed: 5)

    /// After so many steps another server is killed.
    private static let stepsPerServerKill = 7
    /// One command in so many is killed.
    private static let commandsPerKill = 3
    /// A command takes about this long, in milliseconds.
    private static let commandLength = 80

    init(network: TestNetwork, plan: CasePlan, seed: UInt64) {
        self.network = network
        self.plan = plan
        random = SeededRandom(seed: seed)
    }

    /// Returns when every case was handed over and every killed server is back.
    func play() async throws {
        applicant = try network.applicant("李四")
        scan = try network.folder.write("scan.pdf", KillRun.scanBytes)
        let outcome: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for hall in network.halls { group.addTask { try await self.work(at: hall) } }
                for try await _ in group {}
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        // Whatever came of it: no server comes up after the end.
        for hand in hands { try await hand.value }
        try outcome.get()
    }

    private var isDone: Bool { plan.stories.allSatisfy { $0.next == nil } }

    /// A clerk: looks what this hall has to do next, and does it, again if the command was killed.
    private func work(at hall: TestHall) async throws {
        let limit = DispatchTime.now().uptimeNanoseconds + 150_000_000_000
        while !isDone {
            guard DispatchTime.now().uptimeNanoseconds < limit else { throw stuck(at: hall) }
            try Task.checkCancellation()
            let due = try await due(at: hall)
            for place in due where taken.insert(place).inserted {
                try await doStep(place, at: hall)
                taken.remove(place)
            }
            if due.isEmpty { try await Task.sleep(nanoseconds: 80_000_000) }
        }
    }

    private func stuck(at hall: TestHall) -> TestFailure {
        let rest = plan.stories.filter { $0.next?.hall == hall.id }
            .map { "\($0.number ?? "?") \($0.next?.words.joined(separator: " ") ?? "")" }
        return TestFailure("\(hall.name) did not get to: \(rest.joined(separator: "; "))")
    }

    /// The cases whose next step is this hall's: those to be opened, and those that have come.
    private func due(at hall: TestHall) async throws -> [Int] {
        let mine = plan.stories.indices.filter { plan.stories[$0].next?.hall == hall.id && !taken.contains($0) }
        guard mine.contains(where: { plan.stories[$0].done > 0 }) else { return mine }
        let held = try await hall.run("case", "list", "--holder", hall.id).elements
        let numbers = Set(held.compactMap { $0["number"].text })
        return mine.filter { plan.stories[$0].done == 0 || numbers.contains(plan.stories[$0].number ?? "") }
    }

    private func doStep(_ place: Int, at hall: TestHall) async throws {
        guard let words = plan.stories[place].command(place: place, applicant: applicant, scan: scan) else { return }
        if random.below(KillRun.commandsPerKill) == 0 {
            let delay = random.below(KillRun.commandLength)
            let killed = try await hall.result(words, killAfter: delay)
            if killed.status == 137 { kills.commands += 1 }
        }
        let answer = try await hall.run(words)
        if let number = plan.stories[place].number {
            guard answer["number"].text == number else { throw TestFailure("\(number) became \(answer)") }
        } else {
            plan.stories[place].number = answer["number"].text
        }
        plan.stories[place].done += 1
        stepsDone += 1
        if stepsDone.isMultiple(of: KillRun.stepsPerServerKill) { killServer() }
    }

    /// Kills the next server and brings it back after a while.
    private func killServer() {
        let halls = network.halls.filter { $0.id != network.sibling.id }
        let hall = halls[(kills.servers * 5 + random.below(2)) % halls.count]
        let pause = UInt64(random.below(600))
        let before = hands.last
        kills.servers += 1
        hands.append(
            Task {
                try await before?.value
                await hall.kill()
                try await Task.sleep(nanoseconds: pause * 1_000_000)
                try await hall.start()
            })
    }
}
