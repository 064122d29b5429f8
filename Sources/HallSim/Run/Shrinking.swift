/// Makes a failing run short: fewer halls, then fewer faults and less work, as long as the same does not hold.
struct Shrinking {
    /// The smallest failing run so far.
    private(set) var best: Simulation
    /// Runs that may still be played.
    private var runsLeft: Int
    /// What does not hold, in the words that are the same in every network.
    private let kinds: Set<String>

    /// Shrinks a failing run in at most so many runs. The same run gives the same short one.
    ///
    /// - Parameter violations: what does not hold in it: a run in which something else fails is another story.
    static func shrink(_ failing: Simulation, violations: [String], runs: Int) -> Simulation {
        var shrinking = Shrinking(best: failing, runsLeft: runs, violations)
        shrinking.takeHalls()
        shrinking.take(\.faults.events)
        shrinking.take(\.workload.events)
        shrinking.take(\.faults.events)
        return shrinking.best
    }

    private init(best: Simulation, runsLeft: Int, _ violations: [String]) {
        self.best = best
        self.runsLeft = runsLeft
        kinds = Set(violations.map(Shrinking.kind))
    }

    /// The beginning of what a violation says, without halls, numbers and cases.
    static func kind(_ violation: String) -> String {
        violation.split(separator: " ").filter { !$0.contains(where: \.isNumber) }.prefix(4).joined(separator: " ")
    }

    private mutating func fails(_ candidate: Simulation) -> Bool {
        guard runsLeft > 0 else { return false }
        runsLeft -= 1
        guard let outcome = try? candidate.run(),
            outcome.violations.contains(where: { kinds.contains(Shrinking.kind($0)) })
        else { return false }
        best = candidate
        return true
    }

    private mutating func takeHalls() {
        for halls in [5, 7, 10, 15] where halls < best.options.halls {
            var options = best.options
            options.halls = halls
            if fails(Simulation(seed: best.seed, options)) { return }
        }
    }

    /// Takes events out, half of them at first, then smaller parts.
    private mutating func take<Event>(_ events: WritableKeyPath<Simulation, [Event]>) {
        var part = max(1, best[keyPath: events].count / 2)
        while !best[keyPath: events].isEmpty, runsLeft > 0 {
            var start = 0
            while start < best[keyPath: events].count {
                var candidate = best
                let end = min(start + part, candidate[keyPath: events].count)
                candidate[keyPath: events].removeSubrange(start..<end)
                if !fails(candidate) { start = end }
            }
            if part == 1 { return }
            part = max(1, part / 2)
        }
    }
}
