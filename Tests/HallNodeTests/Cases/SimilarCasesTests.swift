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
}
