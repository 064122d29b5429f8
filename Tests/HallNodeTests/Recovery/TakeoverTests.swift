import GRDB
import Sync
import Testing
import Tiers

@testable import HallNode

/// A province takes over from its city, and both see what that means.
@Suite struct TakeoverTests {
    private let halls: PracticeHalls

    init() throws {
        halls = try PracticeHalls()
        _ = try PublishMatters(halls.city).run([catalogue()], now: PracticeHalls.noon)
    }

    /// Carries all that a hall holds of a stream, whole, to another.
    private func carry(_ stream: String, from hall: Hall, to other: Hall) throws {
        let name = try #require(StreamName(stream))
        let payload = try hall.read { hall.engine.bundle(try CommitLog.stream(name, $0)) }
        let checked = try CheckedBatch(
            payload: payload, key: { id in try? other.read { try Directory.key(id, $0)?.key } },
            parallel: { count, work in for place in 0..<count { work(place) } })
        _ = try other.journal { db in
            try other.engine.admit(introduction: checked, from: hall.engine.node, now: 1, db)
        }
    }

    private func open() throws -> String {
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let filing = CaseWindow.Filing(
            matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        return try #require(PracticeHalls.text(try CaseWindow(halls.city).open(filing, .init())["number"]))
    }

    private func newest(_ stream: String, _ hall: Hall) throws -> String {
        let name = try #require(StreamName(stream))
        return try #require(try hall.read { try CommitLog.newest(name, $0) }).commit.id.hex
    }

    @Test("A case of a silent hall goes on above it; what that hall did meanwhile is shown to it as taken over")
    func offline() throws {
        let number = try open()
        let main = "case/\(number)"
        try carry(main, from: halls.city, to: halls.province)
        let last = try newest(main, halls.province)
        _ = try CaseWindow(halls.city).perform(number, { _ in .accept }, .init())

        let order = Takeover.Order(stream: number, last: last, reason: "窗口失联", isRehearsal: true)
        let rehearsed = try Takeover(halls.province).run(order)
        #expect(
            rehearsed["from"] == .text("3607") && rehearsed["commit"] == .null && rehearsed["dryRun"] == .bool(true))
        #expect(try newest(main, halls.province) == last)

        var real = order
        real.isRehearsal = false
        let done = try Takeover(halls.province).run(real)
        #expect(PracticeHalls.text(done["commit"]) == (try newest(main, halls.province)))
        try carry(main, from: halls.city, to: halls.province)
        try carry(main, from: halls.province, to: halls.city)
        for hall in [halls.province, halls.city] {
            let shown = try CaseView(hall).show(number)
            #expect(shown["holder"] == .text("36") && shown["stage"] == .text("received"))
            #expect(PracticeHalls.rows(shown["history"]).last?["action"] == .text("take-over"))
            #expect(PracticeHalls.rows(shown["history"]).last?["note"] == .text("窗口失联"))
            let lost = PracticeHalls.rows(shown["takenOver"])
            #expect(lost.map { $0["action"] } == [.text("accept")])
            #expect(lost.first?["author"] == .text("3607") && lost.first?["state"] == .text("taken-over"))
            let forks = PracticeHalls.rows(try ForksView.of(hall, language: "en"))
            #expect(forks.map { $0["stream"] } == [.text(main)] && forks.first?["forked"] == .bool(false))
            #expect(try StoreVerification.store(hall.bare).isRight)
        }
        let dossier = try Dossier.export(number, of: halls.city, materials: false).bytes
        #expect(try Dossier.verify(dossier, root: halls.city.engine.root).faults.isEmpty)
        #expect(try CaseView(halls.city).show(number)["whereabouts"]?["state"] == .text("taken-over"))
        #expect(throws: HallError.self) { try CaseWindow(halls.city).perform(number, { _ in .accept }, .init()) }
        _ = try CaseWindow(halls.province).perform(number, { _ in .accept }, .init())
    }

    @Test("A matter of a dead hall keeps its value and gets the hall above as its writer")
    func matter() throws {
        let stream = "matter/3607/JX-001"
        try carry(stream, from: halls.city, to: halls.province)
        let before = try MatterViews.show(halls.province, "JX-001")
        let last = try newest(stream, halls.province)
        _ = try Takeover(halls.province).run(.init(stream: stream, last: last, reason: "机构撤销"))
        let after = try MatterViews.show(halls.province, "JX-001")
        #expect(after["name"] == before["name"] && after["version"] == .int(2))
        #expect(try StoreVerification.store(halls.province.bare).isRight)
    }

    @Test(
        "What may not be taken over is refused with its reason",
        arguments: [
            ("case/360700-1", String(repeating: "ab", count: 32), "stream-unknown"),
            ("matter/3607/JX-001", String(repeating: "ab", count: 32), "stream-unknown"),
            ("matter/3607/JX-001", "xyz", "usage"),
        ])
    func refused(stream: String, last: String, word: String) throws {
        let error = #expect(throws: HallError.self) {
            try Takeover(halls.city).run(.init(stream: stream, last: last, reason: "x"))
        }
        #expect(error?.word == word)
    }

    @Test("What competes is named as void, in the rehearsal too; asked a second time it answers as the first time")
    func fork() throws {
        let forked = try ForkedCase()
        let county = forked.halls.county
        #expect(PracticeHalls.rows(try ForksView.of(county, language: "en")).map { $0["forked"] } == [.bool(true)])
        var order = Takeover.Order(
            stream: forked.number, last: forked.contents[0], reason: "两份审查意见", isRehearsal: true)
        let rehearsed = try Takeover(county).run(order)
        #expect(PracticeHalls.rows(rehearsed["void"]).map { $0["commit"] } == [.text(forked.contents[1])])
        #expect(PracticeHalls.rows(rehearsed["void"]).map { $0["state"] } == [.text("taken-over")])
        order.isRehearsal = false
        let done = try Takeover(county).run(order)
        #expect(done["void"] == rehearsed["void"] && done["commit"] != .null)
        #expect(try Takeover(county).run(order) == done)
        order.reason = "其他原因"
        let again = #expect(throws: HallError.self) { try Takeover(county).run(order) }
        #expect(again?.word == "takeover-not-allowed" && again?.message.en.contains("already") == true)
        order.last = try #require(PracticeHalls.text(done["commit"]))
        let own = #expect(throws: HallError.self) { try Takeover(county).run(order) }
        #expect(own?.message.en.contains("nothing to take over") == true)
    }

    @Test("A hall takes nothing over from a hall that does not stand below it, itself included")
    func notAbove() throws {
        let stream = "matter/3607/JX-001"
        let last = try newest(stream, halls.city)
        let error = #expect(throws: HallError.self) {
            try Takeover(halls.city).run(.init(stream: stream, last: last, reason: "x"))
        }
        #expect(error?.word == "takeover-not-allowed")
        let empty = #expect(throws: HallError.self) {
            try Takeover(halls.province).run(.init(stream: stream, last: last, reason: "  "))
        }
        #expect(empty?.word == "usage")
    }

    @Test("A rebuild of one stream mends its read models and touches no others")
    func rebuildOne() throws {
        let numbers = [try open(), try open()]
        try halls.city.journal { try $0.execute(sql: "UPDATE cases SET stage = 'granted'") }
        _ = try StoreVerification.rebuild(halls.city.bare, stream: "case/\(numbers[0])")
        let stages = try halls.city.read { db in
            try numbers.map {
                try String.fetchOne(db, sql: "SELECT stage FROM cases WHERE number = ?", arguments: [$0])
            }
        }
        #expect(stages == ["received", "granted"])
        _ = try StoreVerification.rebuild(halls.city.bare)
        #expect(try StoreVerification.store(halls.city.bare).isRight)
        #expect(throws: HallError.self) { try StoreVerification.rebuild(halls.city.bare, stream: "case/none") }
    }
}
