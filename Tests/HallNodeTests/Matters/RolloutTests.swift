import Foundation
import GRDB
import HallNode
import Sync
import Testing
import Tiers

/// `hall rollout`: only a hall's own signed status counts.
struct RolloutTests {
    private let halls: PracticeHalls
    private let noon = PracticeHalls.noon

    init() throws {
        halls = try PracticeHalls()
        _ = try PublishMatters(halls.province).run([catalogue()], now: noon)
    }

    private func rollout() throws -> JSONValue { try Rollout(halls.province, "JX-001").value() }

    /// What a child's worker tells and its superior takes, with the link left out.
    private func tell(_ node: String, applied upTo: UInt64?) throws {
        let child = try #require(NodeID(node))
        let record = StatusRecord(
            node: child, at: noon.milliseconds, version: "0", incarnation: 1, address: nil,
            applied: try applied(upTo), unsent: 0, oldestUnsent: nil, clockOffset: nil,
            diskFreeBytes: nil, quarantine: 0, lastBackup: nil)
        try halls.province.journal { db in
            try halls.province.engine.record(record, key: halls.city.identity.key, now: noon.milliseconds, db)
        }
    }

    /// How far the province's commits are in effect, as it stands in a status record.
    private func applied(_ upTo: UInt64?) throws -> [StatusRecord.Applied] {
        guard let upTo else { return [] }
        let json = #"[{"key":"\#(halls.province.engine.root.hex)","upTo":\#(upTo)}]"#
        return try JSONDecoder().decode([StatusRecord.Applied].self, from: Data(json.utf8))
    }

    @Test("A hall that has said nothing is pending, the publisher itself has it")
    func silent() throws {
        let value = try rollout()
        #expect(value["halls"] == .int(2) && value["reached"] == .int(1) && value["version"] == .int(1))
        let pending = PracticeHalls.rows(value["pending"])
        #expect(pending.map { PracticeHalls.text($0["hall"]) } == ["3607"])
        #expect(pending.map { PracticeHalls.text($0["reason"]) } == ["offline"])
        #expect(
            PracticeHalls.names(try #require(pending.first)) == [
                "hall", "name", "since", "lastContact", "reason", "contact",
            ])
    }

    @Test("An invited hall that has not joined is pending as never joined")
    func invited() throws {
        _ = try Enrolment(halls.province).invite(
            .init(code: try #require(DivisionCode("3601")), name: "南昌市", validMilliseconds: 86_400_000))
        let pending = PracticeHalls.rows(try rollout()["pending"])
        #expect(pending.map { PracticeHalls.text($0["reason"]) } == ["never-joined", "offline"])
        #expect(try rollout()["halls"] == .int(3))
    }

    @Test("A status counts from the version's own key sequence on", arguments: [(2, false), (3, true), (9, true)])
    func applied(upTo: UInt64, isReached: Bool) throws {
        // The province has written its own entry (1) and the city's (2) before the matter (3).
        try tell("3607", applied: upTo)
        #expect(try rollout()["reached"] == .int(isReached ? 2 : 1))
    }

    @Test("A hall that was heard lately and has not got it is behind")
    func behind() throws {
        try tell("3607", applied: nil)
        let now = SystemClock.now.milliseconds
        try halls.province.journal { db in
            try Contacts.heard(halls.city.engine.node, at: now, db)
        }
        let pending = PracticeHalls.rows(try rollout()["pending"])
        #expect(pending.map { PracticeHalls.text($0["reason"]) } == ["behind"])
    }

    @Test("Groups count the halls of each city")
    func groups() throws {
        let groups = PracticeHalls.rows(try Rollout(halls.province, "JX-001").value(by: .city)["groups"])
        #expect(groups.map { PracticeHalls.text($0["hall"]) } == ["3607"])
        #expect(groups.first?["halls"] == .int(1) && groups.first?["reached"] == .int(0))
    }
}
