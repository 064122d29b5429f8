import TestSupport
import Testing

@testable import Tiers

/// What a case can meet beside its straight way: deemed acceptance, gaps, commitments, procedures, extensions, typing
/// mistakes, opinions, papers, the archive.
@Suite struct CaseLifeTests {
    static let pieces = [MaterialRef(paper: "申请表")]

    /// A matter whose second material may come later.
    static func lenient(_ type: CaseType = .promise, decidedBy tier: Tier = .county) -> CaseMatter {
        var matter = CaseWorld.matter(type, decidedBy: tier, steps: ["window", "head"])
        matter.materials[1].deferrable = true
        return matter
    }

    @Test("Nobody told anything for five working days: accepted from the receipt, recorded by the next commit")
    func deemedAcceptance() throws {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(.promise, decidedBy: .county))
        // Received on Monday, 2 March 2026; the fifth working day after it is Monday, 9 March.
        world.now = CaseWorld.morning("2026-03-09")
        #expect(world.state?.asOf(world.now, calendar: .builtIn).stage == .received)
        world.now = CaseWorld.morning("2026-03-10")
        let deemed = try #require(world.state?.asOf(world.now, calendar: .builtIn))
        #expect(deemed.stage == .accepted && deemed.deemedUnrecorded)
        #expect(deemed.acceptedAt == deemed.receivedAt && deemed.facts.acceptingHall == CaseWorld.id("county"))
        #expect(world.factsOnly?.asOf(world.now, calendar: .builtIn) == deemed, "facts alone tell the same")
        #expect(world.stage == .received, "nothing is recorded yet")
        for command in ["request-correction", "decline"] {
            let refusal = #expect(throws: CaseRefusal.self) { try world.play(["county \(command)"]) }
            #expect(refusal?.code == .init(.wrongStage), "\(command) comes too late")
        }
        try world.play(["county review", "county review", "county grant"])
        #expect(world.state?.facts.deemedAccepted == true && world.state?.irregularCount == 0)
        #expect(world.state?.acceptedAt?.chinaDate.text == "2026-03-02")
        #expect(world.factsOnly == world.state)
    }

    @Test("Deemed acceptance can be recorded as such, and waits for holidays that are not published")
    func deemedRecorded()
        throws
    {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(.promise, decidedBy: .county))
        world.now = CaseWorld.morning("2026-03-12")
        try world.play(["county accept"])
        #expect(world.state?.acceptedAt?.chinaDate.text == "2026-03-02" && world.state?.facts.deemedAccepted == true)
        #expect(world.state?.facts.steps.passed == 1, "the window has looked now")
        var late = CaseWorld()
        late.now = CaseWorld.morning("2026-12-29")
        try late.run(
            .open(CaseOpening(matter: CaseWorld.matter(decidedBy: .city), applicant: CaseWorld.applicant)),
            at: "county")
        late.now = CaseWorld.morning("2027-02-01")
        #expect(late.state?.asOf(late.now, calendar: .builtIn).stage == .received)
    }

    @Test("A deemed acceptance that nobody could have had is irregular") func deemedTooEarly() throws {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(.promise, decidedBy: .county))
        var facts = try #require(world.state).deemedAccepted().facts
        facts.action = .review
        facts.stage = .inReview
        facts.steps.pass()
        world.now = CaseWorld.morning("2026-03-07")
        world.see(
            CaseHeader(author: CaseWorld.id("county"), sequence: world.sequence, at: world.now, facts: facts))
        #expect(world.state?.irregular.map(\.why) == [.deemedAccepted])
        #expect(world.stage == .received)
    }

    @Test("Accepted with a gap: handed in later, only then granted", .carries(158)) func gapClosed() throws {
        var world = try CaseWorld.opened(at: "county", CaseLifeTests.lenient(), materials: CaseLifeTests.pieces)
        try world.play(["county accept-with-gaps 名称核准通知书"])
        #expect(world.stage == .accepted && world.state?.facts.gap == Limit(days: 10))
        #expect(world.state?.gapDeadline(calendar: .builtIn)?.date.text == "2026-03-16")
        try world.play(["county review"])
        let refusal = #expect(throws: CaseRefusal.self) { try world.play(["county grant"]) }
        #expect(refusal?.code == .init(.gapOpen))
        #expect(!world.allowed(at: "county").contains(.terminate), "the time has not run out")
        try world.play(["county supplement 名称核准通知书"])
        #expect(world.state?.facts.gap == nil && world.record.detail?.openGaps.isEmpty == true)
        try world.play(["county grant"])
        #expect(world.factsOnly == world.state && world.state?.irregularCount == 0)
    }

    @Test("A gap that is closed through the inbox counts with the holder's next commit") func gapClosedFromBelow()
        throws
    {
        var world = try CaseWorld.opened(
            at: "township", CaseLifeTests.lenient(.reportUp), materials: CaseLifeTests.pieces)
        try world.play(["township accept-with-gaps 名称核准通知书", "township forward"])
        try world.play(["township supplement 名称核准通知书", "county receive"])
        #expect(world.state?.facts.gap == nil && world.factsOnly == world.state)
    }

    @Test("A gap that nobody fills ends the case") func gapUnfilled() throws {
        var world = try CaseWorld.opened(at: "county", CaseLifeTests.lenient(), materials: CaseLifeTests.pieces)
        try world.play(["county accept-with-gaps 名称核准通知书"])
        world.now = CaseWorld.morning("2026-03-17")
        #expect(world.allowed(at: "county").contains(.terminate))
        try world.play(["county terminate"])
        #expect(world.stage == .terminated && world.state?.facts.reasonCode == "gap-unfilled")
        #expect(world.factsOnly == world.state)
    }

    struct GapRow: Sendable, CustomTestStringConvertible {
        let title: String
        let names: [String]
        let days: Int?
        let code: String
        var isLenient = true
        var testDescription: String { title }
    }

    @Test(
        "Gaps that the list does not allow",
        arguments: [
            GapRow(
                title: "a main material", names: ["名称核准通知书"], days: nil, code: "materials-missing", isLenient: false),
            GapRow(title: "longer than the promised limit", names: ["名称核准通知书"], days: 11, code: "option-invalid"),
            GapRow(title: "not named", names: ["照片"], days: 5, code: "materials-missing"),
            GapRow(title: "no item at all", names: [], days: 5, code: "option-invalid"),
        ]) func gapsRefused(row: GapRow) throws
    {
        let matter = row.isLenient ? CaseLifeTests.lenient() : CaseWorld.matter(.promise, decidedBy: .county)
        let world = try CaseWorld.opened(at: "county", matter, materials: CaseLifeTests.pieces)
        let items = row.names.map { CorrectionItem(name: $0, why: "后补") }
        let refusal = #expect(throws: CaseRefusal.self) {
            try world.decide(.acceptWithGaps(items: items, days: row.days), at: "county")
        }
        #expect(refusal?.code.rawValue == row.code)
    }

    @Test("A commitment stands for the proof, and the case is due the same day", .carries(160)) func commitment() throws
    {
        var world = try CaseWorld.opened(
            at: "county", CaseWorld.matter(.promise, decidedBy: .county), materials: CaseLifeTests.pieces)
        try world.play(["county notify-and-commit 名称核准通知书"])
        #expect(world.state?.facts.committed == true && world.record.detail?.missing == [])
        let today = world.now.chinaDate
        #expect(world.factsOnly?.deadlines(calendar: .builtIn, today: today).deadline == today)
        try world.play(["county review", "county grant"])
        #expect(world.stage == .granted)
    }

    @Test("A hearing stops the clock; the days are given back") func hearing() throws {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(.promise, decidedBy: .county))
        try world.play(["county accept", "county suspend 20"])
        #expect(world.stage == .suspended && world.state?.facts.procedure?.kind == .hearing)
        #expect(world.factsOnly?.workingDaysLeft(calendar: .builtIn, today: world.now.chinaDate.adding(days: 7)) == 10)
        #expect(world.allowed(at: "county").contains(.resume) && !world.allowed(at: "county").contains(.review))
        world.now = CaseWorld.morning("2026-03-12")
        try world.play(["county resume"])
        #expect(world.stage == .inReview && world.state?.facts.procedure == nil)
        #expect(world.state?.facts.stops.map(\.through.text) == ["2026-03-12"])
        #expect(
            world.factsOnly?.deadlines(calendar: .builtIn, today: world.now.chinaDate).deadline?.text == "2026-03-26")
        #expect(world.factsOnly == world.state)
    }

    struct ExtensionRow: Sendable, CustomTestStringConvertible {
        let title: String
        let type: CaseType
        let days: Int
        let on: String
        let deadline: String?
        var law: String?
        let code: String?
        var testDescription: String { title }
    }

    @Test(
        "An extension: once, in time, by at most ten days, for a joint case fifteen",
        arguments: [
            ExtensionRow(
                title: "ten", type: .promise, days: 10, on: "2026-03-10", deadline: "2026-03-30", code: nil),
            ExtensionRow(
                title: "eleven", type: .promise, days: 11, on: "2026-03-10", deadline: nil, code: "option-invalid"),
            ExtensionRow(
                title: "fifteen, joint", type: .joint, days: 15, on: "2026-03-10", deadline: "2026-04-07", code: nil),
            ExtensionRow(
                title: "sixteen, joint", type: .joint, days: 16, on: "2026-03-10", deadline: nil,
                code: "option-invalid"),
            // Ten working days were promised, until 16 March: that promise is broken and stays so.
            ExtensionRow(
                title: "after the promised limit", type: .promise, days: 10, on: "2026-03-17", deadline: "2026-03-16",
                law: "2026-04-14", code: nil),
            ExtensionRow(
                title: "after the legal limit", type: .promise, days: 1, on: "2026-04-01", deadline: nil,
                code: "extension-used"),
        ]) func extended(row: ExtensionRow) throws
    {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(row.type, decidedBy: .county))
        try world.play(["county accept"])
        world.now = CaseWorld.morning(row.on)
        guard let code = row.code else {
            try world.play(["county extend \(row.days)"])
            let today = world.now.chinaDate
            let deadlines = try #require(world.factsOnly?.deadlines(calendar: .builtIn, today: today))
            #expect(deadlines.deadline?.text == row.deadline && world.state?.irregularCount == 0)
            if let law = row.law { #expect(deadlines.statutory?.text == law) }
            let again = #expect(throws: CaseRefusal.self) { try world.play(["county extend 1"]) }
            return #expect(again?.code == .init(.extensionUsed))
        }
        let refusal = #expect(throws: CaseRefusal.self) { try world.play(["county extend \(row.days)"]) }
        #expect(refusal?.code.rawValue == code)
    }

    @Test("A question is answered, not decided", .carries(201)) func reply() throws {
        var world = try CaseWorld.opened(
            at: "county", CaseWorld.matter(.reply, decidedBy: .county, steps: ["window"], promised: nil))
        try world.play(["county accept"])
        let refusal = #expect(throws: CaseRefusal.self) { try world.play(["county grant"]) }
        #expect(refusal?.code == .init(.answerOnly))
        try world.play(["county answer", "county deliver"])
        #expect(world.stage == .delivered && world.state?.facts.decidedAt != nil)
        #expect(world.factsOnly == world.state)
    }

    @Test("Work done on paper is entered afterwards with its true times") func registeredLate() throws {
        var world = CaseWorld()
        let opening = CaseOpening(
            matter: CaseWorld.matter(.promise, decidedBy: .county), applicant: CaseWorld.applicant,
            materials: CaseWorld.complete)
        world.now = CaseWorld.morning("2026-03-20")
        try world.run(.open(opening), at: "county", happenedAt: CaseWorld.morning("2026-03-02"))
        #expect(world.state?.facts.registeredLate == true && world.state?.receivedAt.chinaDate.text == "2026-03-02")
        #expect(
            world.state?.asOf(world.now, calendar: .builtIn).stage == .accepted, "nobody says yet that it was accepted")
        try world.run(.accept, at: "county", happenedAt: CaseWorld.morning("2026-03-03"))
        #expect(world.state?.facts.deemedAccepted == false && world.state?.acceptedAt?.chinaDate.text == "2026-03-03")
        let entry = try #require(world.record.detail?.history.last)
        #expect(entry.at.chinaDate.text == "2026-03-03" && entry.enteredAt?.chinaDate.text == "2026-03-20")
        let early = #expect(throws: CaseRefusal.self) {
            try world.decide(.review(opinion: "同意"), at: "county", happenedAt: CaseWorld.morning("2026-03-02"))
        }
        #expect(early?.code == .init(.wrongTime))
        try world.run(.review(opinion: "同意"), at: "county", happenedAt: CaseWorld.morning("2026-03-04"))
        try world.run(.grant(opinion: nil), at: "county", happenedAt: CaseWorld.morning("2026-03-05"))
        #expect(world.state?.facts.decidedAt?.chinaDate.text == "2026-03-05" && world.factsOnly == world.state)
        #expect(world.state?.irregularCount == 0)
    }

    @Test("A typing mistake: free before acceptance, reasoned after it, the number only before a decision")
    func amended()
        throws
    {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(.promise, decidedBy: .county))
        try world.run(.amend(fields: [.init(field: "name", value: "王謀")], reason: nil), at: "county")
        try world.play(["county accept"])
        let noReason = #expect(throws: CaseRefusal.self) {
            try world.decide(.amend(fields: [.init(field: "name", value: "王某")], reason: nil), at: "county")
        }
        #expect(noReason?.code == .optionInvalid)
        let number = AmendedField(field: "certificate.number", value: "E11111111")
        try world.run(.amend(fields: [.init(field: "name", value: "王某"), number], reason: "笔误"), at: "county")
        let body = try #require(world.bodies.last?.amendments)
        #expect(body.map(\.old) == ["王謀", "E00000000"] && body.map(\.new) == ["王某", "E11111111"])
        #expect(world.record.detail?.applicant.name == "王某")
        try world.play(["county review", "county grant"])
        let late = #expect(throws: CaseRefusal.self) {
            try world.decide(.amend(fields: [number], reason: "笔误"), at: "county")
        }
        #expect(late?.code == .optionInvalid)
        try world.play(["county amend 13800000000"])
        #expect(world.factsOnly == world.state)
    }

    @Test("Another hall is asked, answers into its inbox, and is cited") func opinion() throws {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(.promise, decidedBy: .county))
        try world.play(["county accept"])
        let asked = try world.run(
            .requestOpinion(from: CaseWorld.id("neighbour"), question: "是否同意", days: 5), at: "county")
        #expect(asked.pens.map(\.stream) == ["opinion/360733/hall"] && asked.joins == [CaseWorld.id("neighbour")])
        #expect(world.allowed(at: "neighbour") == [.giveOpinion])
        let groundless = #expect(throws: CaseRefusal.self) {
            try world.decide(.giveOpinion(value: .object, opinion: nil), at: "neighbour")
        }
        #expect(groundless?.code == .optionInvalid, "an objection needs reasons")
        let given = try world.run(.giveOpinion(value: .object, opinion: "重复设点"), at: "neighbour")
        #expect(given.stream == .opinion("opinion/360733/hall"))
        #expect(world.allowed(at: "neighbour") == [])
        try world.play(["county review"])
        #expect(world.inbox.isEmpty && world.record.detail?.opinions().first?.answer?.body.value == .object)
        let second = try world.run(
            .requestOpinion(from: CaseWorld.id("neighbour"), question: "再次征求", days: nil), at: "county")
        #expect(second.pens.isEmpty && second.joins.isEmpty, "its inbox is there already")
        #expect(world.factsOnly == world.state)
    }

    @Test("Paper originals are handed over and signed for", .carries(264, 281)) func papers() throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county))
        try world.play(["township accept", "township forward", "township send-papers county 申请表"])
        let sent = try #require(world.record.detail?.custody.first { $0.name == "申请表" })
        #expect(sent.hall == CaseWorld.id("township") && sent.toHall == CaseWorld.id("county"))
        try world.play(["county receive", "county take-papers"])
        let there = try #require(world.record.detail?.custody.first { $0.name == "申请表" })
        #expect(there.hall == CaseWorld.id("county") && there.toHall == nil)
        #expect(!world.allowed(at: "county").contains(.takePapers), "nothing else is on its way")
        let absent = #expect(throws: CaseRefusal.self) { try world.play(["township send-papers county 申请表"]) }
        #expect(absent?.code == .paperElsewhere)
    }

    @Test("Originals travel with the case, tier by tier, and none is stranded at a hall between", .carries(264, 281))
    func papersBetween() throws {
        var world = try CaseWorld.opened(at: "village", CaseWorld.matter(decidedBy: .county, preReview: ["window"]))
        func keeper(_ name: String) throws -> String {
            let paper = try #require(world.record.detail?.custody.first { $0.name == name })
            return CaseWorld.name(paper.hall) + (paper.toHall.map { " to " + CaseWorld.name($0) } ?? "")
        }
        try world.play(["village accept", "village send-papers township 申请表 名称核准通知书"])
        #expect(try keeper("申请表") == "village to township")
        try world.play(["village forward township", "township receive", "township take-papers"])
        try world.play(["township send-papers county 申请表", "township forward county", "county receive"])
        try world.play(["county take-papers"])
        #expect(try keeper("申请表") == "county" && keeper("名称核准通知书") == "township")
        let unnamed = #expect(throws: CaseRefusal.self) { try world.decide(.takePapers(names: []), at: "county") }
        #expect(unnamed?.code == .optionInvalid, "what was left behind is taken by name")
        try world.play(["county take-papers 名称核准通知书"])
        #expect(try keeper("名称核准通知书") == "county")
    }

    @Test("A paper that came by the inbox is in custody, and a result on paper until it is handed out", .carries(281))
    func custody() throws {
        var world = try CaseWorld.opened(
            at: "village", CaseLifeTests.lenient(.reportUp), materials: CaseLifeTests.pieces)
        try world.play(["village accept-with-gaps 名称核准通知书", "village forward county", "village supplement 名称核准通知书"])
        #expect(world.record.detail?.custody.map(\.name) == ["申请表"], "not cited yet")
        try world.play(["county receive", "county review", "county review"])
        #expect(world.record.detail?.custody.map(\.name) == ["名称核准通知书", "申请表"])
        try world.play(["county grant"])
        try world.run(.conclude(results: [MaterialRef(paper: "资格证")]), at: "county")
        #expect(world.record.detail?.custody.contains { $0.name == "资格证" } == true)
        try world.play(["village take-papers", "village deliver"])
        #expect(world.record.detail?.custody.map(\.name) == ["名称核准通知书", "申请表"])
    }

    @Test("A result is fetched at another hall", .carries(264, 283)) func fetchedElsewhere() throws {
        var world = try CaseWorld.opened(
            at: "county", CaseWorld.matter(.promise, decidedBy: .county, steps: ["window"]))
        try world.play(["county accept", "county grant", "county conclude", "county send-result neighbour"])
        #expect(world.stage == .concluded && world.state?.holder == CaseWorld.id("neighbour"))
        try world.play(["neighbour deliver", "neighbour archive"])
        #expect(world.stage == .archived && world.factsOnly == world.state)
        #expect(world.allowed(at: "neighbour") == [])
        #expect(world.record.detail?.kept?.years == 10, "how long it is kept is known to who keeps it")
    }

    @Test("What must be told is listed until it was told") func toTell() throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county))
        func open() -> [CaseNotice.What] {
            world.state.flatMap { world.record.detail?.toTell($0).map(\.what) } ?? []
        }
        #expect(open() == [])
        try world.play(["township accept"])
        #expect(open() == [.acceptance])
        try world.play(["township tell acceptance", "township forward", "county receive", "county suspend 5"])
        #expect(open() == [.procedure])
        try world.play(["township tell procedure"])
        #expect(open() == [], "told through the inbox, at once")
        #expect(world.record.detail?.told.map(\.how) == [.phone, .phone])
        try world.play(["county resume", "county review", "county review", "county grant", "county conclude"])
        #expect(open() == [.resumption, .decision, .result])
        let notice = world.state.flatMap { world.record.detail?.toTell($0).last }
        #expect(notice?.deadline(calendar: .builtIn)?.date.text == "2026-03-04", "two working days after the answer")
        try world.play(["township tell result", "township tell resumption", "township deliver"])
        #expect(open() == [])
    }
}
