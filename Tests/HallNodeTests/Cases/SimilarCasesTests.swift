import HallNode
import TestSupport
import Testing
import Tiers

/// Two filings of one applicant for one matter.
@Suite struct SimilarCasesTests {
    private let halls: PracticeHalls

    init() throws {
        halls = try PracticeHalls()
        let publish = PublishMatters(halls.city)
        for code in ["JX-001", "JX-002"] { _ = try publish.run([catalogue(code: code)], now: PracticeHalls.noon) }
    }

    private func open(_ code: String, _ number: String, name: String = "王某") throws -> JSONValue {
        let applicant = Applicant(kind: .citizen, name: name, idNumber: number)
        return try CaseWindow(halls.city).open(.init(matter: code, applicant: applicant), .init())
    }

    @Test(
        "The second filing is taken in and names the first; another matter's or another person's does not", .carries(16)
    )
    func similar() throws {
        let first = try open("JX-001", "340101190001010017")
        let number = try #require(PracticeHalls.text(first["number"]))
        #expect(first["similar"] == .list([]))
        #expect(try open("JX-001", "340101190001010017")["similar"] == .list([.text(number)]))
        #expect(try open("JX-002", "340101190001010017")["similar"] == .list([]))
        #expect(try open("JX-001", "340101190001010025")["similar"] == .list([]))
        // An abbreviated name is the same person: the number tells.
        #expect(PracticeHalls.rows(try open("JX-001", "340101190001010017", name: "王")["similar"]).count == 2)
    }

    @Test("What two desks took in off line shows at the hall that gets both, and one withdraws with the other's number")
    func offLine() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(
            """
            - {code: JX-001, name: 经营许可, type: "01", caseType: promise, decidedBy: {tier: county},
               acceptedAt: [township, county], statutoryDays: 20, promisedDays: 10, basis: 《条例》,
               effectiveFrom: 2026-01-01, steps: [window, head], materials: [{name: 申请表, required: true}]}
            """)
        func open(at hall: Hall) throws -> String {
            let applicant = Applicant(kind: .citizen, name: "王某", idNumber: "340101190001010017")
            let filing = CaseWindow.Filing(
                matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
            return try #require(PracticeHalls.text(try CaseWindow(hall).open(filing, .init())["number"]))
        }
        func step(_ number: String, _ command: CaseCommand, at hall: Hall) throws {
            halls.clock.tick()
            _ = try CaseWindow(hall).perform(number, { _ in command }, .init())
        }
        func shown(_ number: String, _ field: String, at hall: Hall) throws -> JSONValue? {
            try CaseView(hall).show(number)[field]
        }
        let (township, county) = (halls.township, halls.county)
        let (first, second) = (try open(at: township), try open(at: county))
        try step(first, .accept, at: township)
        try step(first, .forward(to: nil), at: township)
        #expect(try shown(first, "similar", at: township) == .list([]))
        try halls.sync()
        #expect(try shown(first, "similar", at: county) == .list([.text(second)]))
        #expect(try shown(second, "similar", at: county) == .list([.text(first)]))

        try step(first, .withdraw(reason: "重复申请", duplicateOf: second), at: township)
        try halls.sync()
        try step(first, .receive, at: county)
        try step(first, .withdraw(reason: "重复申请", duplicateOf: nil), at: county)
        try halls.sync()
        for hall in [township, county] {
            #expect(try shown(first, "stage", at: hall) == .text("withdrawn"))
            #expect(try shown(first, "duplicateOf", at: hall) == .text(second))
        }
        #expect(try shown(second, "stage", at: county) == .text("received"))
    }
}
