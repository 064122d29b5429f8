public import HallNode
import Tiers

extension CountyYear.Outcome {
    /// Whether all held.
    public var isRight: Bool { violationCount == 0 }

    /// What `hall simulate --year` answers.
    public var value: JSONValue {
        .fields([
            "violationCount": .int(Int64(violationCount)), "violations": .list(violations.map { .text($0) }),
            "stories": .list(
                stories.sorted { $0.key < $1.key }.map { index, lines in
                    .fields(["case": .int(Int64(index)), "lines": .list(lines.map { .text($0) })])
                }), "acts": .int(Int64(acts)), "commits": .int(Int64(commits)), "diskBytes": .int(diskBytes),
            "stages": .object(
                CaseStage.allCases.map { .init(name: $0.rawValue, value: .int(Int64(stages[$0] ?? 0))) }),
            "cards": .object(
                CardColour.allCases.map { .init(name: $0.rawValue, value: .int(Int64(cards[$0] ?? 0))) }),
            "scoreRows": .int(Int64(scoreRows)),
            "reached": .object(
                Reached.Kind.allCases.map { .init(name: $0.rawValue, value: .int(Int64(reached[$0]))) }),
        ])
    }
}
