import HallNode
import TestSupport
import Testing
import Tiers

@Suite("The same text by --once is one case: whatever the clock says meanwhile")
struct OnceAnswersTests {
    private let halls: LinkedHalls

    init() throws {
        halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(
            """
            - {code: JX-001, name: 经营许可, type: "01", caseType: promise, decidedBy: {tier: county},
               acceptedAt: [township, county], statutoryDays: 20, promisedDays: 10, basis: 《条例》,
               effectiveFrom: 1970-01-01, steps: [window, head], materials: [{name: 申请表, required: true}]}
            """)
    }

    private func open(once text: String) throws -> String {
        let applicant = Applicant(kind: .citizen, name: "王某", idNumber: "340101190001010017")
        let filing = CaseWindow.Filing(matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        let answer = try CaseWindow(halls.county).open(filing, .init(once: text))
        return try #require(PracticeHalls.text(answer["number"]))
    }

    @Test(
        "A clock that jumps, and is set right again",
        arguments: ["2066-02-20 09", "2000-01-01 00", "2026-04-30 09"])
    func clockJumps(to time: String) throws {
        let first = try open(once: "ticket 1")
        for time in [time, "2026-03-02 10"] {
            try halls.clock.set(time)
            // Another command is the first of its day.
            _ = try open(once: "ticket of \(time)")
            #expect(try open(once: "ticket 1") == first)
        }
    }

    @Test(
        "A clock with which no case can be numbered is named, with what to do, and nothing is written",
        arguments: ["1970-01-01 08", "1999-12-31 23", "2100-01-01 00"])
    func unusable(time: String) throws {
        try halls.clock.set(time)
        let error = #expect(throws: HallError.self) { try open(once: "ticket 1") }
        #expect(error?.word == "clock-wrong" && error?.message.zh.contains(time.prefix(10)) == true)
        try halls.clock.set("2026-03-02 10")
        #expect(try open(once: "ticket 1").contains("-260302-"))
    }

    @Test("Who asks before a matter is in force is told for which day it was asked")
    func notYet() throws {
        try halls.clock.set("1969-12-31 08")
        let error = #expect(throws: HallError.self) { try open(once: "ticket 1") }
        #expect(error?.word == "matter-not-in-force" && error?.hint.en.contains("1969-12-31") == true)
    }

    @Test("Thirty days with commands later it is forgotten")
    func forgotten() throws {
        let first = try open(once: "ticket 1")
        for day in 1...30 {
            try halls.clock.set("2026-\(day < 29 ? "05" : "06")-\(day < 10 ? "0" : "")\(day) 09")
            _ = try open(once: "ticket of day \(day)")
            #expect(try open(once: "ticket 1") == first, "\(day)")
        }
        try halls.clock.set("2026-07-01 09")
        _ = try open(once: "ticket of day 31")
        #expect(try open(once: "ticket 1") != first)
    }
}
