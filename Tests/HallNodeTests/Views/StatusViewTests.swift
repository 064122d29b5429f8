import Foundation
import GRDB
import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// `hall status`: never 0 for what is not known.
struct StatusViewTests {
    private let halls: PracticeHalls

    init() throws { halls = try PracticeHalls() }

    @Test("All promised fields are there, in their order")
    func fields() throws {
        let names = PracticeHalls.names(try StatusView.of(halls.city)).filter { $0 != "divisionCode" }
        let promised = [
            "hall", "id", "name", "tier", "parent", "incarnation", "fingerprint", "version", "protocol", "serving",
            "clockOffsetMs", "links", "unsent", "oldestUnsent", "onlyHere", "quarantine", "commits", "storeBytes",
            "diskFreeBytes", "lastBackup",
        ]
        #expect(Array(names.prefix(promised.count)) == promised)
    }

    @Test("The fingerprint is the province's everywhere, and the province has no parent")
    func fingerprint() throws {
        let province = try StatusView.of(halls.province)
        let city = try StatusView.of(halls.city)
        #expect(province["fingerprint"] == city["fingerprint"])
        #expect(PracticeHalls.text(province["fingerprint"])?.utf8.count == 64)
        #expect(province["parent"] == .null && city["parent"] == .text("36"))
        #expect(city["divisionCode"] == .text("360700000000"))
    }

    @Test("Of a neighbour that was never heard, contact and lag are unknown, not 0")
    func never() throws {
        for hall in [halls.province, halls.city] {
            for link in PracticeHalls.rows(try StatusView.of(hall)["links"]) {
                #expect(link["state"] == .text("never"))
                #expect(link["lag"] == .null && link["acked"] == .null && link["lastContact"] == .null)
            }
        }
    }

    @Test(
        "A neighbour is on line for 60 seconds after it was heard",
        arguments: [(0, "online"), (60_000, "online"), (60_001, "offline")])
    func online(age: Int64, state: String) throws {
        let now = PracticeHalls.noon
        try halls.city.journal { db in
            try Contacts.heard(halls.province.engine.node, at: now.milliseconds - age, db)
        }
        let link = try #require(PracticeHalls.rows(try StatusView.of(halls.city, now: now)["links"]).first)
        #expect(link["state"] == .text(state))
    }

    @Test("What a city publishes is unsent and only here until its superior signs for it", .carries(176))
    func unsent() throws {
        _ = try PublishMatters(halls.city).run([catalogue()], now: PracticeHalls.noon)
        let before = try StatusView.of(halls.city)
        #expect(before["unsent"] == .int(1) && before["onlyHere"] == .int(1) && before["oldestUnsent"] != .null)
        try receipt(lane: .bulk, position: 1)
        let after = try StatusView.of(halls.city)
        #expect(after["unsent"] == .int(0) && after["onlyHere"] == .int(0) && after["oldestUnsent"] == .null)
    }

    @Test("A commit that was signed for as waiting is still unsent")
    func waiting() throws {
        _ = try PublishMatters(halls.city).run([catalogue()], now: PracticeHalls.noon)
        try receipt(lane: .bulk, position: 1)
        try halls.city.journal { db in
            try db.execute(sql: "INSERT INTO receipt_waiting(peer, lane, position) VALUES ('36', 1, 1)")
        }
        #expect(try StatusView.of(halls.city)["unsent"] == .int(1))
    }

    @Test("A receipt of an earlier generation of the lane says nothing about this one")
    func generation() throws {
        _ = try PublishMatters(halls.city).run([catalogue()], now: PracticeHalls.noon)
        try receipt(lane: .bulk, position: 1)
        try halls.city.journal { try $0.execute(sql: "UPDATE lanes SET generation = 2") }
        let status = try StatusView.of(halls.city)
        #expect(status["unsent"] == .int(1) && status["onlyHere"] == .int(1))
        let link = PracticeHalls.rows(status["links"]).first { $0["lane"] == .text("bulk") }
        #expect(link?["acked"] == .null && link?["lag"] == .null)
    }

    private func receipt(lane: LaneCode, position: Int64) throws {
        try halls.city.journal { db in
            try db.execute(
                sql: """
                    INSERT INTO receipts(peer, lane, generation, position, digest, blobs_to, at, received_at, bytes)
                    VALUES ('36', ?, 1, ?, ?, ?, 0, 0, ?)
                    """, arguments: [lane.rawValue, position, Hash256.zero, position, Hash256.zero])
        }
    }

    @Test("A server's lock shows as serving, refuses a second server, and ends with it")
    func serving() throws {
        #expect(try StatusView.of(halls.city)["serving"] == .bool(false))
        let lock = try ServeLock.take(halls.city.folder)
        #expect(try StatusView.of(halls.city)["serving"] == .bool(true))
        let error = #expect(throws: HallError.self) { try ServeLock.take(halls.city.folder) }
        #expect(error?.exit == .store && error?.code == .serverRuns)
        lock.release()
        #expect(try StatusView.of(halls.city)["serving"] == .bool(false))
    }

    @Test("A new pair of halls has nothing that needs a person")
    func healthy() throws {
        for hall in [halls.province, halls.city] {
            #expect(try ProblemList.of(hall, now: PracticeHalls.noon).isEmpty)
        }
    }

    @Test(
        "Keys and stores that others may read need a person", arguments: ["", "/keys", "/keys/signing", "/hall.sqlite"])
    func modes(path: String) throws {
        let place = halls.city.folder.path + path
        #expect(chmod(place, 0o750) == 0)
        let problems = try ProblemList.of(halls.city)
        #expect(problems.map(\.code) == ["open-to-others"] && problems.first?.message.en.hasSuffix(place) == true)
        #expect(chmod(place, 0o700) == 0)
        #expect(try ProblemList.of(halls.city).isEmpty)
    }

    @Test("A refused link, and work that no server sends on, need a person")
    func problems() throws {
        _ = try PublishMatters(halls.city).run([catalogue()], now: PracticeHalls.noon)
        try halls.city.journal { db in
            try Contacts.failed(
                halls.province.engine.node, at: 0, isRefused: true, error: "another network", db)
        }
        #expect(try ProblemList.of(halls.city).map(\.code) == ["link-refused", "not-serving"])
    }

    @Test("Why a link is refused is said in both languages, and the superior of an ended key how to go on")
    func refused() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        for (hall, peer) in [(halls.county, halls.township), (halls.township, halls.county)] {
            try hall.journal { db in
                try Contacts.failed(
                    peer.engine.node, at: 0, isRefused: true, reason: .keyEnded, error: "the key was ended", db)
            }
        }
        let above = try #require(try ProblemList.of(halls.county).first { $0.code == "link-refused" })
        #expect(above.hint.en.contains("hall enroll --code 360732100000 --name 潋江镇 --again"), "\(above.hint.en)")
        let below = try #require(try ProblemList.of(halls.township).first { $0.code == "link-refused" })
        #expect(below.hint.en.contains("invitation"))
        for problem in [above, below] {
            #expect(problem.message.en.hasSuffix("the key was ended"))
            #expect(problem.message.zh.contains("已终止") && !problem.message.zh.contains("ended"))
        }
    }
}
