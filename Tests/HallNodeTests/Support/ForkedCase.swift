import HallNode
import Sync
import Testing
import Tiers

/// A case of the township that a copy of its disk accepted as well: the county knows both contents.
struct ForkedCase {
    let halls: LinkedHalls
    let number: String
    /// Ids of the two contents that compete, the one that the county saw first in front.
    let contents: [String]

    init() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let filing = CaseWindow.Filing(matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        let opened = try CaseWindow(halls.township).open(filing, .init())
        let number = try #require(PracticeHalls.text(opened["number"]))
        try halls.sync()
        let copy = try Hall(try halls.snapshot(of: halls.township))
        let stream = try #require(StreamName("case/\(number)"))
        contents = try [halls.township, copy].map { hall in
            halls.clock.tick()
            _ = try CaseWindow(hall).perform(number, { _ in .accept }, .init())
            return try #require(try hall.read { try CommitLog.newest(stream, $0) }).commit.id.hex
        }
        try halls.sync(halls.township, halls.county)
        // The copy is found to be one, and its line begins anew with a new key.
        #expect(throws: (any Error).self) { for _ in 0..<4 { try halls.sync(copy, halls.county) } }
        for _ in 0..<4 { try halls.sync(copy, halls.county) }
        self.halls = halls
        self.number = number
    }
}
