import HallNode
import Testing
import Tiers

@testable import HallSim

@Suite("Elsewhere a case that several tiers had handled was counted several times")
struct CountedOnceTests {
    @Test("A case handled at three tiers is one case at the province, in every list and count")
    func threeTiers() throws {
        let stage = try Stage(seed: 1)
        let number = try stage.open(at: stage.village, matter: "JX-SIM-002")
        try stage.step(number, .accept, at: stage.village)
        try stage.step(number, .forward(to: nil), at: stage.village)
        try stage.wait(120)
        for command in [CaseCommand.receive, .forward(to: nil)] { try stage.step(number, command, at: stage.township) }
        try stage.wait(120)
        try stage.step(number, .receive, at: stage.county)
        for _ in ["window", "head"] { try stage.step(number, .review(opinion: "同意"), at: stage.county) }
        try stage.step(number, .grant(opinion: nil), at: stage.county)
        try stage.rest()
        #expect(stage.violations == [])
        for place in [stage.province, 1, stage.county, stage.township, stage.village] {
            let hall = try stage.hall(place)
            let all = try CaseView(hall).list(.init())
            #expect(all.map { $0["number"] } == [.text(number)], "\(stage.id(place))")
            // Of all stages one has it, of all holders one.
            let stages = try CaseStage.allCases.filter { try !CaseView(hall).list(Self.selection(stage: $0)).isEmpty }
            let holders = try stage.world.plan.places.filter { other in
                try !CaseView(hall).list(Self.selection(holder: HallID(other.id))).isEmpty
            }
            #expect(stages == [.granted] && holders.map(\.id) == [stage.id(stage.county)], "\(stage.id(place))")
        }
    }

    private static func selection(stage: CaseStage? = nil, holder: HallID? = nil) -> CaseView.Selection {
        var selection = CaseView.Selection()
        (selection.stage, selection.holder) = (stage, holder)
        return selection
    }
}
