import Foundation
import GRDB
import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// What is damaged for good is named as long as it is, and what is to be done.
@Suite struct DamageNamedTests {
    @Test("A body that only this hall held is named by verify after it was set aside, and no more once it is back")
    func bodyOnlyHere() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let filing = CaseWindow.Filing(matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        _ = try CaseWindow(halls.township).open(filing, .init())
        let (position, body) = try halls.township.read { db in
            let row = try #require(
                try Row.fetchOne(db, sql: "SELECT position, body FROM commits ORDER BY position DESC LIMIT 1"))
            return (row[0] as Int64, row[1] as Data)
        }
        try halls.township.journal { db in
            try db.execute(
                sql: "UPDATE commits SET body = zeroblob(length(body)) WHERE position = ?", arguments: [position])
        }
        #expect(try Self.faults(halls.township) == ["commit \(position)"])
        #expect(try StoreVerification.rebuild(halls.township.bare)["setAside"] == .int(1))
        #expect(try Self.faults(halls.township) == ["commit \(position)"])
        let problems = try ProblemList.of(halls.township)
        #expect(problems.contains { $0.code == "damaged" && $0.hint.en.contains("earlier backup") })
        try halls.township.journal { db in
            try db.execute(sql: "UPDATE commits SET body = ? WHERE position = ?", arguments: [body, position])
        }
        #expect(try Self.faults(halls.township) == [])
    }

    @Test("A hall that does not know its own entry is not told what a province is")
    func notTheProvince() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        for hall in [halls.province, halls.county] { try hall.journal { try SetBack.note(now: 1, $0) } }
        try halls.county.journal { try $0.execute(sql: "DELETE FROM directory WHERE node = '360732'") }
        func hint(_ hall: Hall) throws -> String? {
            try ProblemList.of(hall).first { $0.code == "set-back" }?.hint.en
        }
        #expect(try hint(halls.province)?.contains("root key") == true)
        #expect(try hint(halls.county)?.contains("root key") == false)
    }

    private static func faults(_ hall: Hall) throws -> [String] {
        try PracticeHalls.rows(StoreVerification.store(hall.bare).value["faults"]).compactMap {
            PracticeHalls.text($0["where"])
        }
    }
}
