import TestSupport
import Testing

@testable import Tiers

/// How a matter serves: the kinds of cases, for which areas it is taken in, how long a procedure may take, and what
/// nobody may ask for.
@Suite struct CaseServiceTests {
    struct KindRow: Sendable, CustomTestStringConvertible {
        let type: CaseType
        var enquiry: Enquiry? = nil
        let promised: Int?
        let deadline: String
        let longest: Int
        var testDescription: String { enquiry?.rawValue ?? type.rawValue }
    }

    @Test(
        "The kind of a case says by when it is due, and how it ends", .carries(30, 106, 109, 240, 243, 313),
        arguments: [
            KindRow(type: .immediate, promised: 10, deadline: "2026-03-02", longest: 10),
            KindRow(type: .reply, promised: nil, deadline: "2026-03-09", longest: 10),
            KindRow(type: .reply, enquiry: .consultation, promised: nil, deadline: "2026-03-09", longest: 10),
            KindRow(type: .reply, enquiry: .complaint, promised: nil, deadline: "2026-03-16", longest: 10),
            KindRow(type: .reply, enquiry: .report, promised: nil, deadline: "2026-03-16", longest: 10),
            KindRow(type: .promise, promised: 10, deadline: "2026-03-16", longest: 10),
            KindRow(type: .reportUp, promised: 10, deadline: "2026-03-16", longest: 10),
            KindRow(type: .joint, promised: 10, deadline: "2026-03-16", longest: 15),
        ]) func fiveKinds(row: KindRow) throws
    {
        var matter = CaseWorld.matter(row.type, decidedBy: .county, steps: ["window"], promised: row.promised)
        if row.type == .reply { matter.statutory = nil }
        matter.enquiry = row.enquiry
        let origin = row.type == .reportUp ? "township" : "county"
        var world = try CaseWorld.opened(at: origin, matter)
        try world.play(["\(origin) accept"])
        let today = world.now.chinaDate
        #expect(world.factsOnly?.deadlines(calendar: .builtIn, today: today).deadline?.text == row.deadline)
        #expect(world.state?.facts.extensionLongest == row.longest)
        if row.type == .reportUp { try world.play(["township forward", "county receive", "county review"]) }
        try world.play(row.type == .reply ? ["county answer"] : ["county grant", "county conclude"])
        try world.play(["\(origin) deliver"])
        #expect(world.stage == .delivered && world.now.chinaDate == today && world.state?.irregularCount == 0)
    }

    @Test(
        "How far a matter is taken in for other areas", .carries(146, 308),
        arguments: [
            ("neighbour", "county", AcrossArea.none, false), ("neighbour", "county", .county, false),
            ("neighbour", "county", .city, true), ("neighbour", "county", .province, true),
            ("neighbour", "county", nil, true), ("village", "township", .county, true),
            ("county", "county", AcrossArea.none, true),
        ] as [(String, String, AcrossArea?, Bool)])
    func range(here: String, area: String, range: AcrossArea?, isTaken: Bool) throws {
        var matter = CaseWorld.matter(decidedBy: .county)
        matter.acrossArea = range
        var opening = CaseOpening(matter: matter, applicant: CaseWorld.applicant, materials: CaseWorld.complete)
        opening.area = CaseWorld.halls.first { $0.id == CaseWorld.id(area) }
        opening.areaAncestors = CaseWorld.context(area).ancestors
        let world = CaseWorld()
        guard !isTaken else {
            _ = try world.decide(.open(opening), at: here)
            return
        }
        let refusal = #expect(throws: CaseRefusal.self) { try world.decide(.open(opening), at: here) }
        #expect(refusal?.code == .notAcceptedHere)
    }

    @Test(
        "A procedure takes at most what the matter says beforehand", .carries(25, 208),
        arguments: [(SpecialProcedure.expertReview, 30, true), (.expertReview, 31, false), (.hearing, 31, true)])
    func procedureDays(kind: SpecialProcedure, days: Int, isAllowed: Bool) throws {
        var matter = CaseWorld.matter(.promise, decidedBy: .county)
        matter.procedures = [MatterProcedure(.expertReview, days: 30)]
        var world = try CaseWorld.opened(at: "county", matter)
        try world.play(["county accept"])
        let command = CaseCommand.suspend(procedure: kind, days: days, reason: nil)
        guard !isAllowed else {
            _ = try world.decide(command, at: "county")
            return
        }
        let refusal = #expect(throws: CaseRefusal.self) { try world.decide(command, at: "county") }
        #expect(refusal?.code == .optionInvalid && refusal?.message.en.contains("at most 30") == true)
    }

    @Test("What was abolished may not be asked for", .carries(156)) func notToAsk() throws {
        var matter = CaseWorld.matter(.promise, decidedBy: .county)
        matter.notToAsk = ["无违法犯罪记录证明"]
        let world = try CaseWorld.opened(at: "county", matter)
        let asked = [CorrectionItem(name: "照片", why: "不清楚"), CorrectionItem(name: "无违法犯罪记录证明", why: "需提供")]
        let refusal = #expect(throws: CaseRefusal.self) {
            try world.decide(.requestCorrection(items: asked), at: "county")
        }
        #expect(refusal?.code == .optionInvalid && refusal?.faults.map(\.value) == ["无违法犯罪记录证明"])
        _ = try world.decide(.requestCorrection(items: [asked[0]]), at: "county")
    }

    @Test("Taken in for another area: decided there, fetched at a third place", .carries(303)) func anotherArea() throws
    {
        var world = CaseWorld()
        var opening = CaseOpening(
            matter: CaseWorld.matter(decidedBy: .county), applicant: CaseWorld.applicant,
            materials: CaseWorld.complete)
        opening.area = CaseWorld.halls.first { $0.id == CaseWorld.id("county") }
        opening.areaAncestors = CaseWorld.context("county").ancestors
        try world.run(.open(opening), at: "neighbour")
        #expect(world.state?.decidingHall == CaseWorld.id("county"))
        try world.play(["neighbour accept"])
        #expect(try world.run(.forward(to: nil), at: "neighbour").nextWriter == CaseWorld.id("county"))
        try world.play(["county receive", "county review", "county review", "county grant", "county conclude"])
        try world.play(["neighbour send-result village", "village deliver"])
        #expect(world.stage == .delivered && world.state?.irregularCount == 0 && world.factsOnly == world.state)
    }
}
