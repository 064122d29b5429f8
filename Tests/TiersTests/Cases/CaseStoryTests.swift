import TestSupport
import Testing

@testable import Tiers

/// Whole lives of cases, as halls would tell them.
@Suite struct CaseStoryTests {
    @Test("A promise case at the county, from opening to delivery", .carries(258)) func promiseCaseAtTheCounty() throws
    {
        var world = try CaseWorld.opened(
            at: "county", CaseWorld.matter(.promise, decidedBy: .county, steps: ["window", "section", "head"]))
        try world.play(["county accept", "county review", "county review", "county grant"])
        #expect(world.stage == .granted)
        try world.run(.conclude(results: [MaterialRef(paper: "资格证")]), at: "county")
        #expect(world.state?.holder == CaseWorld.id("county"))
        try world.run(.deliver(way: .counter, toPerson: "王某", tracking: nil), at: "county")
        #expect(world.stage == .delivered)
        #expect(world.record.detail?.results.map(\.name) == ["资格证"])
        #expect(world.record.detail?.deliveredTo == "王某")
        #expect(
            world.record.detail?.history.map(\.stage) == [
                .received, .accepted, .inReview, .inReview, .granted, .concluded, .delivered,
            ])
        #expect(world.factsOnly == world.state)
    }

    @Test("From the village to a bureau of the city and back", .carries(241)) func villageToTheBureau() throws {
        var world = try CaseWorld.opened(at: "village", CaseWorld.matter(decidedBy: .city, department: "dkj"))
        #expect(world.state?.decidingHall == CaseWorld.id("bureau"))
        try world.play(["village accept"])
        let up = try world.run(.forward(to: nil), at: "village")
        #expect(up.nextWriter == CaseWorld.id("township") && up.joins == [CaseWorld.id("township")])
        #expect(world.state?.arrived == false)
        try world.play(["township receive"])
        #expect(world.state?.arrived == true)
        try world.play(["township forward", "county receive", "county forward", "city receive"])
        #expect(world.state?.holder == CaseWorld.id("city"))
        let across = try world.run(.forward(to: nil), at: "city")
        #expect(across.nextWriter == CaseWorld.id("bureau"), "the hall hands the case to its own bureau")
        try world.play(["bureau receive", "bureau review", "bureau review", "bureau grant"])
        let down = try world.run(.conclude(results: []), at: "bureau")
        #expect(down.nextWriter == CaseWorld.id("village") && down.joins.isEmpty)
        #expect(world.state?.arrived == false, "what came down has arrived with the origin's next commit")
        try world.play(["village deliver"])
        #expect(world.state?.arrived == true)
        #expect(
            world.state?.heldBy.map(CaseWorld.name) == ["village", "township", "county", "city", "bureau"])
        #expect(world.state?.irregular.isEmpty == true)
        #expect(world.factsOnly == world.state)
    }

    @Test("From a department's node the case goes to its hall's superior") func fromADepartment() throws {
        var world = try CaseWorld.opened(at: "bureau", CaseWorld.matter(decidedBy: .province))
        try world.play(["bureau accept"])
        #expect(try world.run(.forward(to: nil), at: "bureau").nextWriter == CaseWorld.id("province"))
    }

    @Test("Returned for correction: the clock stops, the origin supplements, the chain above begins anew")
    func returnedForCorrection() throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county))
        try world.play(["township accept", "township forward", "county receive", "county review", "county return"])
        #expect(world.state?.facts.stoppedSince == nil)
        try world.play(["township request-correction 申请表"])
        #expect(world.state?.facts.stoppedSince == CivilDate("2026-03-02"))
        #expect(world.stage == .returned)
        world.now = CaseWorld.morning("2026-03-05")
        let page = MaterialRef(file: "申请表", fileName: "a.pdf", bytes: 7, sha256: "00", blob: "b")
        try world.run(.supplement(materials: [page, page]), at: "township")
        #expect(world.stage == .returned)
        #expect(world.state?.facts.stops.map(\.through.text) == ["2026-03-05"])
        #expect(
            world.record.detail?.materials.map(\.name) == ["名称核准通知书", "申请表", "申请表"],
            "what is handed in anew takes the place of the old")
        try world.play(["township forward", "county receive"])
        #expect(world.state?.facts.steps.passed == 0)
        try world.play(["county review", "county review", "county return", "township request-correction"])
        #expect(world.stage == .returned, "each return has a correction of its own")
        #expect(world.factsOnly == world.state)
    }

    @Test("A supplement while the pen is in between counts once it is cited") func supplementThroughTheInbox() throws {
        var world = try CaseWorld.opened(at: "village", CaseWorld.matter(decidedBy: .county))
        try world.play(["village accept", "village forward", "township receive", "township forward"])
        try world.play(["county receive", "county return"])
        let given = try world.run(.supplement(materials: [MaterialRef(paper: "照片")]), at: "village")
        #expect(given.stream == .originInbox && given.nextWriter == nil)
        #expect(world.stage == .returned && world.inbox.count == 1)
        #expect(world.record.detail?.materials.map(\.name).contains("照片") == false)
        try world.play(["township forward"])
        #expect(world.inbox.isEmpty)
        #expect(world.record.detail?.materials.map(\.name).contains("照片") == true)
    }

    @Test("Withdrawn without the pen: asked by the origin, done by the holder") func withdrawnWithoutThePen() throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county))
        try world.play(["township accept", "township forward"])
        let asked = try world.run(.withdraw(reason: "重复申请", duplicateOf: "360732-260301-ABCDEFGH1"), at: "township")
        #expect(asked.stream == .originInbox)
        #expect(world.stage == .forwarded && world.inbox.count == 1)
        let refusal = #expect(throws: CaseRefusal.self) {
            try world.decide(.withdraw(reason: "再次", duplicateOf: nil), at: "township")
        }
        #expect(refusal?.code == .withdrawalAsked)
        try world.play(["county withdraw"])
        #expect(world.stage == .withdrawn && world.inbox.isEmpty)
        #expect(world.state?.facts.reasonCode == "duplicate")
        #expect(world.record.detail?.duplicateOf == "360732-260301-ABCDEFGH1")
        #expect(world.factsOnly == world.state)
    }

    @Test("A decision signed before the withdrawal was known stands") func decisionBeforeWithdrawal() throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county))
        try world.play(["township accept", "township forward", "county receive", "county review", "county review"])
        try world.play(["township withdraw", "county grant"])
        #expect(world.stage == .granted && world.inbox.count == 1)
        #expect(!world.allowed(at: "county").contains(.withdraw))
        try world.play(["county conclude"])
        #expect(world.inbox.isEmpty && world.stage == .concluded, "cited as too late")
    }

    @Test("Correction before acceptance is one notice with all that is missing", .carries(95)) func oneNotice() throws {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(decidedBy: .county), materials: [])
        let accept = #expect(throws: CaseRefusal.self) { try world.decide(.accept, at: "county") }
        #expect(accept?.code == .materialsMissing)
        #expect(accept?.faults.map(\.field) == ["申请表", "名称核准通知书"])
        let one = [CorrectionItem(name: "申请表", why: "未提交")]
        let partial = #expect(throws: CaseRefusal.self) {
            try world.decide(.requestCorrection(items: one), at: "county")
        }
        #expect(partial?.faults.map(\.field) == ["名称核准通知书"])
        try world.play(["county request-correction 申请表 名称核准通知书 授权书"])
        try world.play(["county supplement 申请表 名称核准通知书 授权书", "county accept"])
        #expect(world.stage == .accepted)
    }

    @Test("What was asked for may come one by one, and a paper found in the bag needs no notice") func oneByOne() throws
    {
        var world = try CaseWorld.opened(
            at: "county", CaseWorld.matter(.promise, decidedBy: .county), materials: [])
        try world.play(["county request-correction 申请表 名称核准通知书", "county supplement 申请表"])
        #expect(world.stage == .received && world.record.detail?.missing == ["名称核准通知书"])
        try world.play(["county supplement 名称核准通知书", "county accept"])
        #expect(world.stage == .accepted && world.state?.irregularCount == 0 && world.factsOnly == world.state)
        var bag = try CaseWorld.opened(
            at: "county", CaseWorld.matter(.promise, decidedBy: .county), materials: [MaterialRef(paper: "申请表")])
        try bag.play(["county supplement 名称核准通知书", "county accept"])
        #expect(bag.stage == .accepted && bag.state?.facts.correctionBeforeAcceptance == false)
    }

    @Test("Return goes to who forwarded the case, or to one that held it before") func returnTargets() throws {
        var world = try CaseWorld.opened(at: "village", CaseWorld.matter(decidedBy: .city))
        try world.play(["village accept", "village forward", "township receive", "township forward county"])
        try world.play(["county receive", "county forward", "city receive"])
        let direct = try world.decide(.giveBack(reason: "材料不清", to: CaseWorld.id("village")), at: "city")
        #expect(direct.nextWriter == CaseWorld.id("village"))
        #expect(throws: CaseRefusal.self) {
            try world.decide(.giveBack(reason: "材料不清", to: CaseWorld.id("neighbour")), at: "city")
        }
        try world.play(["city return"])
        #expect(world.state?.holder == CaseWorld.id("county"))
        #expect(world.state?.facts.forwardedBy == CaseWorld.id("township"))
        try world.play(["county return"])
        #expect(world.state?.holder == CaseWorld.id("township"))
        try world.play(["township return"])
        #expect(world.state?.holder == CaseWorld.id("village"))
        #expect(world.factsOnly == world.state)
    }

    @Test("A superior that takes the pen over goes on in the place of the hall that fell silent") func takeover() throws
    {
        var world = try CaseWorld.opened(at: "village", CaseWorld.matter(decidedBy: .county))
        try world.play(["village accept", "village forward"])
        world.takeOver(by: "county")
        #expect(world.state?.holder == CaseWorld.id("county") && world.stage == .forwarded)
        #expect(world.state?.irregularCount == 0)
        #expect(world.state?.defaultReturnTarget == CaseWorld.id("village"))
        try world.play(["county receive", "county review", "county review", "county grant", "county conclude"])
        #expect(world.state?.holder == CaseWorld.id("village"))
        #expect(world.factsOnly == world.state)
    }

    @Test("A holder that took over makes the origin's supplement count") func supplementAfterTakeover() throws {
        var world = try CaseWorld.opened(at: "village", CaseWorld.matter(decidedBy: .county))
        try world.play(["village request-correction 照片"])
        world.takeOver(by: "township")
        #expect(!world.allowed(at: "township").contains(.supplement))
        try world.play(["village supplement 照片", "township supplement", "township accept"])
        #expect(world.stage == .accepted)
        #expect(world.state?.facts.acceptingHall == CaseWorld.id("township"))
        #expect(world.record.detail?.materials.last?.name == "照片")
    }
}
