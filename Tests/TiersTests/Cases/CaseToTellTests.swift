import Testing

@testable import Tiers

/// What is left to tell the applicant when a case has ended, and that nothing is archived before it was told.
@Suite struct CaseToTellTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        var type = CaseType.promise
        let materials: [MaterialRef]
        let lines: [String]
        /// What is to be told before the end.
        let before: [CaseNotice.What]
        /// How it ends.
        let end: String
        /// What is to be told then.
        let after: [CaseNotice.What]
        var testDescription: String { title }
    }

    static let rows = [
        Row(
            title: "decided on the spot and handed over: the result tells that it was accepted, too", type: .immediate,
            materials: CaseWorld.complete,
            lines: ["county accept", "county review", "county grant", "county conclude"],
            before: [.acceptance, .decision, .result], end: "county deliver", after: []),
        Row(
            title: "refused and handed over", materials: CaseWorld.complete,
            lines: ["county accept", "county review", "county refuse", "county conclude"],
            before: [.acceptance, .decision, .result], end: "county deliver", after: []),
        Row(
            title: "not accepted", materials: CaseWorld.complete, lines: [], before: [], end: "county decline",
            after: [.decline]),
        Row(
            title: "not accepted after a correction", materials: [], lines: ["county request-correction 申请表 名称核准通知书"],
            before: [.correction], end: "county decline", after: [.decline]),
        Row(
            title: "withdrawn", materials: CaseWorld.complete, lines: ["county accept"], before: [.acceptance],
            end: "county withdraw", after: [.withdrawal]),
    ]

    @Test(
        "An ended case has only its end to tell, and is archived when that was told", arguments: rows)
    func ended(row: Row) throws {
        let matter = CaseWorld.matter(row.type, decidedBy: .county, steps: ["window", "head"])
        var world = CaseWorld()
        try world.run(
            .open(CaseOpening(matter: matter, applicant: CaseWorld.applicant, materials: row.materials)), at: "county")
        func open() -> [CaseNotice.What] {
            world.state.flatMap { world.record.detail?.toTell($0).map(\.what) } ?? []
        }
        try world.play(row.lines)
        #expect(open() == row.before)
        try world.play([row.end])
        #expect(open() == row.after)
        for what in row.after {
            #expect(!world.allowed(at: "county").contains(.archive))
            let refusal = #expect(throws: CaseRefusal.self) { try world.play(["county archive"]) }
            #expect(refusal?.code == .notTold && refusal?.message.zh.contains(what.chinese) == true)
            try world.play(["county tell \(what.rawValue)"])
        }
        #expect(open() == [])
        try world.play(["county archive"])
        #expect(world.stage == .archived && open() == [])
    }
}
