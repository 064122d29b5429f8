import GRDB
import HallNode
import Sync
import Testing

@Suite("A superior's clock may say anything")
struct HostileClockTests {
    @Test("A clock at the end of all numbers is shown, and `status` goes on", arguments: [Int64.min, .max, -1, 0])
    func offset(_ offset: Int64) throws {
        let halls = try PracticeHalls()
        try halls.city.journal { db in
            try Contacts.heard(halls.province.engine.node, at: 5, offset: offset, db)
        }
        _ = try StatusView.of(halls.city)
        let problems = try ProblemList.of(halls.city, now: PracticeHalls.noon)
        #expect(problems.contains { $0.code == "clock" } == (offset.magnitude > 1_000_000))
    }
}
