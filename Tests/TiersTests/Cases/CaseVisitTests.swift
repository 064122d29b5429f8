import TestSupport
import Testing

@testable import Tiers

/// 跑动次数: how often an applicant comes for a case.
@Suite struct CaseVisitTests {
    /// What was done on which day, and the visits that come of it, each as `day hall actions`.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let filed: DeliveryWay
        let acts: [(day: String, hall: String, command: CaseCommand)]
        let visits: [String]
    }

    private static let wanting = CaseCommand.requestCorrection(items: [CorrectionItem(name: "申请表", why: "缺页")])
    private static func handsIn(_ way: DeliveryWay) -> CaseCommand {
        .supplement(materials: [MaterialRef(paper: "申请表")], way: way)
    }
    private static func handsOut(_ way: DeliveryWay) -> CaseCommand {
        .deliver(way: way, toPerson: nil, tracking: way == .courier ? "EMS 1" : nil)
    }
    private static let done: [(day: String, hall: String, command: CaseCommand)] = [
        ("2026-03-03", "county", .accept), ("2026-03-03", "county", .review(opinion: "同意")),
        ("2026-03-04", "county", .grant(opinion: nil)), ("2026-03-04", "county", .conclude(results: [])),
    ]
    private static let told = CaseCommand.tell(what: .decision, how: .counter, person: nil)

    static let rows = [
        Row(
            testDescription: "filed at home, fetched at the counter: one trip only", filed: .online,
            acts: done + [("2026-03-05", "county", handsOut(.counter))], visits: ["2026-03-05 county deliver"]),
        Row(
            testDescription: "filed at home, sent by post: none", filed: .online,
            acts: done + [("2026-03-05", "county", handsOut(.courier))], visits: []),
        Row(
            testDescription: "filed and fetched at the counter", filed: .counter,
            acts: done + [("2026-03-05", "county", handsOut(.counter))],
            visits: ["2026-03-02 county open", "2026-03-05 county deliver"]),
        Row(
            testDescription: "what was missing brought on the same day", filed: .counter,
            acts: [("2026-03-02", "county", wanting), ("2026-03-02", "county", handsIn(.counter))],
            visits: ["2026-03-02 county open supplement"]),
        Row(
            testDescription: "what was missing brought on another day", filed: .counter,
            acts: [("2026-03-02", "county", wanting), ("2026-03-03", "county", handsIn(.counter))],
            visits: ["2026-03-02 county open", "2026-03-03 county supplement"]),
        Row(
            testDescription: "what was missing sent by post", filed: .counter,
            acts: [("2026-03-02", "county", wanting), ("2026-03-03", "county", handsIn(.courier))],
            visits: ["2026-03-02 county open"]),
        Row(
            testDescription: "told in person", filed: .online,
            acts: done + [("2026-03-05", "county", told), ("2026-03-06", "county", handsOut(.courier))],
            visits: ["2026-03-05 county tell"]),
        Row(
            testDescription: "fetched in another hall on the day of the filing's", filed: .counter,
            acts: done.map { ("2026-03-02", $0.hall, $0.command) } + [
                ("2026-03-02", "county", .sendResult(to: CaseWorld.id("city"))),
                ("2026-03-02", "city", handsOut(.counter)),
            ], visits: ["2026-03-02 county open", "2026-03-02 city deliver"]),
    ]

    @Test(
        "Whoever comes to a hall on a day comes once; post, line and telephone bring nobody", .carries(138, 265),
        arguments: rows)
    func visits(row: Row) throws {
        var world = CaseWorld()
        var opening = CaseOpening(
            matter: CaseWorld.matter(.promise, decidedBy: .county, steps: ["window", "head"]),
            applicant: CaseWorld.applicant,
            materials: CaseWorld.complete)
        opening.way = row.filed
        try world.run(.open(opening), at: "county")
        for act in row.acts {
            world.now = max(world.now, CaseWorld.morning(act.day))
            try world.run(act.command, at: act.hall)
        }
        let found = world.record.detail?.visits.map { visit in
            ([visit.day.text, CaseWorld.name(visit.hall)] + visit.actions.map(\.rawValue)).joined(separator: " ")
        }
        #expect(found == row.visits && world.state?.irregularCount == 0)
    }
}
