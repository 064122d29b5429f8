import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// What an honest hall wrote after its stolen key was ended counts once a person at its superior says so.
@Suite struct KeyAdmissionTests {
    private let halls: LinkedHalls

    init() throws {
        halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
    }

    /// The township's key is called stolen, and the township, which does not know it yet, takes a case in.
    private func openedBeyondTheEnd() throws -> (number: String, id: String) {
        try end()
        let number = try open()
        let id = try newest(number, halls.township)
        return (number, id)
    }

    private func end() throws {
        _ = try KeyOffice.end(halls.county, of: "360732100", reason: "电脑被盗", stolen: true, dryRun: false)
    }

    private func open() throws -> String {
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let filing = CaseWindow.Filing(matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        return try #require(PracticeHalls.text(try CaseWindow(halls.township).open(filing, .init())["number"]))
    }

    private func newest(_ number: String, _ hall: Hall) throws -> String {
        let stream = try #require(StreamName("case/\(number)"))
        return try #require(try hall.read { try CommitLog.newest(stream, $0) }).commit.id.hex
    }

    private func admit(_ ids: String..., of: String? = nil, dryRun: Bool = false) throws -> [JSONValue] {
        let order = KeyAdmission.Order(ids: ids, of: of, isRehearsal: dryRun)
        return PracticeHalls.rows(try KeyAdmission(halls.county).run(order)["admitted"])
    }

    private func joinAgain() throws -> Hall {
        let township = try halls.joinAgain(withStoreOf: halls.township, under: halls.county)
        try sync(township)
        return township
    }

    private func sync(_ township: Hall) throws {
        for _ in 0..<4 {
            try halls.sync(township, halls.county)
            try halls.sync(halls.county, halls.city)
        }
    }

    private func expectCounts(_ number: String, at township: Hall) throws {
        let stream = try #require(StreamName("case/\(number)"))
        for hall in [township, halls.county, halls.city] {
            #expect(try hall.read { try CommitLog.stream(stream, $0) }.isEmpty == false, "\(hall.id)")
            #expect(try StoreVerification.store(hall.bare).isRight, "\(hall.id)")
            #expect(PracticeHalls.rows(try QuarantineView.of(hall, language: "en")).isEmpty, "\(hall.id)")
            #expect(try ForksView.of(hall, language: "en") == .list([]), "\(hall.id)")
        }
        #expect(try CaseView(township).show(number)["stage"] == .text("received"))
        _ = try CaseWindow(township).perform(number, { _ in .accept }, .init())
    }

    @Test("Until it is admitted the hall says what became of it, counts it, and names who can admit it")
    func shown() throws {
        let (number, id) = try openedBeyondTheEnd()
        let township = try joinAgain()
        let asked: [() throws -> Void] = [
            { _ = try CaseView(township).show(number) },
            { _ = try CasePrinting.html(.acceptance, of: number, at: township, clerk: nil) },
            { _ = try SupervisionDesk(township).urgings(number) },
            { _ = try CaseWindow(township).give(number, .dispatch, to: "02", .init()) },
        ]
        for ask in asked {
            let error = #expect(throws: HallError.self) { try ask() }
            #expect(error?.word == "case-unknown" && error?.hint.en.contains("hall forks") == true)
            #expect(error?.hint.en.contains("hall key admit") == true, "\(error?.hint.en ?? "")")
        }
        let forks = PracticeHalls.rows(try ForksView.of(township, language: "en"))
        #expect(PracticeHalls.rows(forks.first?["commits"]).map { $0["commit"] } == [.text(id)])
        #expect(PracticeHalls.text(forks.first?["next"])?.contains("hall key admit") == true)
        #expect(try StatusView.of(township)["onlyHere"] == .int(1))
        for hall in [township, halls.county] {
            let refused = PracticeHalls.rows(try QuarantineView.of(hall, language: "en"))
            #expect(refused.map { $0["id"] } == [.text(id)], "\(hall.id)")
            #expect(PracticeHalls.text(refused.first?["next"])?.contains("hall key admit") == true, "\(hall.id)")
        }
    }

    @Test("What lies in the superior's quarantine counts everywhere once it is admitted")
    func fromQuarantine() throws {
        let (number, id) = try openedBeyondTheEnd()
        let township = try joinAgain()
        let rehearsed = try admit(id, dryRun: true)
        #expect(rehearsed.map { $0["becomes"] } == [.text("counts")])
        let main = JSONValue.text("case/\(number)")
        #expect(rehearsed.first?["hall"] == .text("360732100") && rehearsed.first?["stream"] == main)
        #expect(try PracticeHalls.rows(QuarantineView.of(halls.county, language: "en")).count == 1)
        #expect(try admit(id).map { $0["becomes"] } == [.text("counts")])
        try sync(township)
        try expectCounts(number, at: township)
    }

    @Test("What only the hall itself holds is admitted by its id, and counts when it comes")
    func fromTheHallItself() throws {
        let (number, id) = try openedBeyondTheEnd()
        let unknown = #expect(throws: HallError.self) { try admit(id) }
        #expect(unknown?.word == "stream-unknown" && unknown?.hint.en.contains("--of") == true)
        #expect(try admit(id, of: "360732100").map { $0["becomes"] } == [.text("elsewhere")])
        let township = try joinAgain()
        try expectCounts(number, at: township)
    }

    @Test("So does what was admitted after the hall had joined again, while its line was down")
    func admittedMeanwhile() throws {
        let (number, id) = try openedBeyondTheEnd()
        let township = try halls.joinAgain(withStoreOf: halls.township, under: halls.county)
        #expect(try admit(id, of: "360732100").map { $0["becomes"] } == [.text("elsewhere")])
        try sync(township)
        try expectCounts(number, at: township)
    }

    @Test("What continues another commit beyond the end counts only once that one is admitted")
    func chain() throws {
        let (number, first) = try openedBeyondTheEnd()
        _ = try CaseWindow(halls.township).perform(number, { _ in .accept }, .init())
        let second = try newest(number, halls.township)
        let township = try joinAgain()
        #expect(try admit(second).map { $0["becomes"] } == [.text("waits")])
        #expect(try admit(first).map { $0["becomes"] } == [.text("counts")])
        try sync(township)
        #expect(try CaseView(township).show(number)["stage"] == .text("accepted"))
        #expect(try newest(number, halls.city) == second)
    }

    @Test("What cannot be admitted is refused with its reason")
    func refused() throws {
        let before = try newest(try open(), halls.township)
        try halls.sync()
        let (_, id) = try openedBeyondTheEnd()
        func refusal(_ id: String, of: String? = nil) -> String? {
            #expect(throws: HallError.self) { try admit(id, of: of) }?.word
        }
        #expect(refusal("xyz") == "usage")
        #expect(refusal(id, of: "36") == "outside-part")
        #expect(refusal(before) == "action-not-allowed")
        _ = try admit(id, of: "360732100")
        #expect(refusal(id) == "action-not-allowed")
        let many = (0..<256).map { CommitID.of([UInt8($0)]).hex }
        let error = #expect(throws: HallError.self) {
            try KeyAdmission(halls.county).run(.init(ids: many, of: "360732100"))
        }
        #expect(error?.word == "action-not-allowed" && error?.message.en.contains("256") == true)
    }

    @Test("A hall none of whose keys was ended has nothing to be admitted")
    func nothingEnded() throws {
        let error = #expect(throws: HallError.self) { try admit(CommitID.of([1]).hex, of: "360732100") }
        #expect(error?.word == "action-not-allowed")
    }
}
