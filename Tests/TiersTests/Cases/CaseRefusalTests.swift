import TestSupport
import Testing

@testable import Tiers

/// Options at fault: the word, and everything that is at fault.
@Suite struct CaseRefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        var story: [String] = []
        let hall: String
        let command: CaseCommand
        let code: String
        var testDescription: String { title }
    }

    static let long = String(repeating: "很", count: 4_001)
    static let many = (0..<101).map { _ in MaterialRef(paper: "照片") }

    static let rows: [Row] = [
        Row(
            title: "a reason is empty", hall: "township", command: .decline(reason: " \n"), code: "option-invalid"),
        Row(
            title: "an opinion is too long", story: ["township accept", "township forward", "county receive"],
            hall: "county", command: .review(opinion: long), code: "option-invalid"),
        Row(
            title: "a correction without items", hall: "township", command: .requestCorrection(items: []),
            code: "option-invalid"),
        Row(
            title: "a supplement without materials", story: ["township request-correction 照片"], hall: "township",
            command: .supplement(materials: []), code: "option-invalid"),
        Row(
            title: "a supplement of 101 materials", story: ["township request-correction 照片"], hall: "township",
            command: .supplement(materials: many), code: "option-invalid"),
        Row(
            title: "a material that the matter does not have", story: ["township request-correction 照片"],
            hall: "township", command: .supplement(materials: [MaterialRef(paper: "户口簿")]),
            code: "material-unknown"),
        Row(
            title: "no copies", story: ["township request-correction 照片"], hall: "township",
            command: .supplement(materials: [MaterialRef(paper: "照片", copies: 0)]), code: "option-invalid"),
        Row(
            title: "forward to itself", story: ["township accept"], hall: "township",
            command: .forward(to: CaseWorld.id("township")), code: "wrong-target"),
        Row(
            title: "forward to a hall that nobody knows", story: ["township accept"], hall: "township",
            command: .forward(to: CaseWorld.id("3401")), code: "hall-unknown"),
        Row(
            title: "a step out of order", hall: "township", command: .grant(opinion: nil), code: "not-deciding-hall"),
        Row(title: "somebody else's case", hall: "county", command: .accept, code: "not-holder"),
        Row(
            title: "opened twice", hall: "township",
            command: .open(CaseOpening(matter: CaseWorld.matter(decidedBy: .city), applicant: CaseWorld.applicant)),
            code: "case-exists"),
    ]

    @Test("Refused with a stable word", arguments: rows) func refused(row: Row) throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county))
        try world.play(row.story)
        let refusal = #expect(throws: CaseRefusal.self) { try world.decide(row.command, at: row.hall) }
        #expect(refusal?.code.rawValue == row.code)
        #expect(CaseRefusal.Code.all.map(\.rawValue).contains(row.code))
    }

    @Test("A material that the matter does not have is refused with the names that it has") func namesTheNames() throws
    {
        let opening = CaseOpening(
            matter: CaseWorld.matter(decidedBy: .county), applicant: CaseWorld.applicant,
            materials: [MaterialRef(paper: "户口簿"), MaterialRef(paper: "照片"), MaterialRef(paper: "结婚证")])
        let refusal = #expect(throws: CaseRefusal.self) { try CaseWorld().decide(.open(opening), at: "county") }
        #expect(refusal?.code == .materialUnknown)
        #expect(refusal?.faults.map(\.value) == ["户口簿", "结婚证"])
        #expect(refusal?.hint.zh.contains("名称核准通知书") == true)
    }

    @Test("A hall of another tier does not take the matter in", .carries(143)) func wrongTier() throws {
        let opening = CaseOpening(matter: CaseWorld.matter(decidedBy: .province), applicant: CaseWorld.applicant)
        let refusal = #expect(throws: CaseRefusal.self) { try CaseWorld().decide(.open(opening), at: "province") }
        #expect(refusal?.code == .notAcceptedHere)
    }

    @Test("A hall with the facts only may do nothing") func factsOnly() throws {
        let world = try CaseWorld.opened(at: "county", CaseWorld.matter(decidedBy: .county))
        let context = CaseWorld.context("county")
        #expect(CaseRules.allowed(state: world.state, detail: nil, at: context).isEmpty)
        let refusal = #expect(throws: CaseRefusal.self) {
            try CaseRules.decide(.accept, state: world.state, detail: nil, at: context, now: world.now)
        }
        #expect(refusal?.code == .factsOnly)
        let unknown = #expect(throws: CaseRefusal.self) {
            try CaseRules.decide(.accept, state: nil, detail: nil, at: context, now: world.now)
        }
        #expect(unknown?.code == .noCase)
    }

    @Test("Receiving twice can answer as the first time") func receivedTwice() throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county))
        try world.play(["township accept", "township forward"])
        #expect(world.state?.isReceived(by: CaseWorld.id("county")) == false)
        try world.play(["county receive"])
        #expect(world.state?.isReceived(by: CaseWorld.id("county")) == true)
        try world.play(["county review"])
        #expect(world.state?.isReceived(by: CaseWorld.id("county")) == false)
    }
}
