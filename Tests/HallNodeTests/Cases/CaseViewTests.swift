import HallNode
import TestSupport
import Testing
import Tiers

/// What `hall case show` tells of a case beyond its state.
@Suite struct CaseViewTests {
    private let halls: PracticeHalls

    init() throws {
        halls = try PracticeHalls()
        _ = try PublishMatters(halls.city).run([catalogue(extra: "visits: 2")], now: PracticeHalls.noon)
    }

    private func open() throws -> String {
        let applicant = Applicant(kind: .citizen, name: "王某", idNumber: "340101190001010017", phone: "13800000000")
        let answer = try CaseWindow(halls.city).open(.init(matter: "JX-001", applicant: applicant), .init())
        return try #require(PracticeHalls.text(answer["number"]))
    }

    @Test("A correction of typing is shown with what stood there, and the visits beside what is promised")
    func amendedAndVisited() throws {
        let number = try open()
        _ = try CaseWindow(halls.city).perform(
            number, { _ in .amend(fields: [.init(field: "phone", value: "13900000000")], reason: nil) }, .init())
        let shown = try CaseView(halls.city).show(number)
        let history = PracticeHalls.rows(shown["history"])
        #expect(history.first?["amended"] == .null)
        let changed = PracticeHalls.rows(history.last?["amended"])
        #expect(changed.count == 1)
        #expect(changed.first?["field"] == .text("phone"))
        #expect(changed.first?["old"] == .text("13800000000") && changed.first?["new"] == .text("13900000000"))
        #expect(shown["visits"]?["promised"] == .int(2) && shown["visits"]?["count"] == .int(1))
        let day = PracticeHalls.rows(shown["visits"]?["days"]).first
        #expect(day?["hall"] == .text("3607") && day?["actions"] == .list([.text("open")]))
        #expect(shown["duplicateOf"] == .null)
    }

    @Test("A second filing that was withdrawn says which one stays")
    func duplicate() throws {
        let (first, second) = (try open(), try open())
        _ = try CaseWindow(halls.city).perform(
            second, { _ in .withdraw(reason: "重复申请", duplicateOf: first) }, .init())
        #expect(try CaseView(halls.city).show(second)["duplicateOf"] == .text(first))
    }
}
