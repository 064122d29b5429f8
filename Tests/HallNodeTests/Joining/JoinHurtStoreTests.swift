import GRDB
import HallNode
import Sync
import Testing
import Tiers

/// A hall joins again with a store of which a part is lost.
@Suite struct JoinHurtStoreTests {
    @Test("What a log holds of which the directory tells nothing makes room for the answer, and counts after it")
    func directoryLost() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
        try halls.sync()
        // A page with the root's entry is gone, and the directory was made anew without it.
        try halls.county.journal { db in
            try db.execute(
                sql: """
                    DELETE FROM commits WHERE sid = (SELECT sid FROM streams WHERE name = 'hall/36');
                    DELETE FROM lane_rows; UPDATE lanes SET head = 0, digest = zeroblob(32);
                    DELETE FROM directory; DELETE FROM directory_keys; DELETE FROM directory_above;
                    UPDATE streams SET head = 0, head_id = NULL, pen = NULL;
                    """)
        }
        let faults = try PracticeHalls.rows(StoreVerification.store(halls.county.bare).value["faults"])
        #expect(faults.contains { $0["where"] == .text("the directory") })
        let county = try halls.joinAgain(withStoreOf: halls.county, under: halls.city)
        for _ in 0..<4 {
            try? halls.sync(county, halls.city)
            try? halls.sync(halls.township, county)
        }
        #expect(try county.read { try SetBack.find($0) } == nil)
        let matter = try #require(StreamName("matter/36/JX-001"))
        #expect(try county.read { try CommitLog.stream(matter, $0) }.count == 1)
        let left = try StoreVerification.store(county.bare)
        #expect(left.isRight, "\(left.value)")
    }

    @Test("While a server runs on the folder nobody joins, and the invitation stays good")
    func serverRuns() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        let order = Enrolment.Order(
            code: try #require(DivisionCode("360733")), name: "会昌县", validMilliseconds: Enrolment.defaultValidity)
        let joining = halls.joining(try Enrolment(halls.city).invite(order))
        try joining.folder.make()
        let lock = try ServeLock.take(joining.folder)
        let refusal = #expect(throws: HallError.self) { try joining.request(url: nil) }
        #expect(refusal?.code == .serverRuns)
        lock.release()
        let hall = try joining.finish(try Enrolment(halls.city).admit(try joining.request(url: nil)))
        #expect(hall.id.rawValue == "360733")
    }
}
