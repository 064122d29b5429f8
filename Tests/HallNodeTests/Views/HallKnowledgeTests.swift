import Foundation
import GRDB
import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// Whether a hall two tiers down is on line: nobody asks it, its superior tells.
@Suite struct HallKnowledgeTests {
    private let halls: PracticeHalls
    private let minute: Int64 = 60_000

    init() throws { halls = try PracticeHalls() }

    /// A row of the table at the province; nil where it lists no county.
    private func row(at now: Int64) throws -> JSONValue? {
        try NetworkView.of(halls.province, now: Instant(milliseconds: now)).first { $0["hall"] == .text("360732") }
    }

    /// The county joins below the city, and its entry goes up as a link would carry it.
    private func joined() throws -> NodeID {
        let hall = try PracticeHalls.join(
            "360732", "兴国县", under: halls.city, folder: halls.folder("xg").path)
        let node = hall.engine.node
        let entry = try #require(try halls.city.read { try Directory.entry(node, $0) })
        try halls.province.journal { db in
            try db.execute(
                sql: "INSERT INTO directory(node, sequence, superior, tier, retired, entry) VALUES (?, 1, ?, ?, 0, ?)",
                arguments: [node.rawValue, "3607", entry.tier, Data(try entry.content())])
        }
        return node
    }

    /// A record comes to the province at a moment.
    private func tell(
        _ node: NodeID, at now: Int64, silent: [StatusRecord.Silent]?, offset: Int64? = 0
    ) throws {
        let record = StatusRecord(
            node: node, at: now, version: "0", incarnation: 1, address: nil, applied: [], unsent: 0,
            oldestUnsent: nil, clockOffset: offset, diskFreeBytes: nil, quarantine: 0, lastBackup: nil, silent: silent)
        try halls.province.journal { db in
            try halls.province.engine.record(record, key: halls.province.identity.key, now: now, db)
        }
    }

    private func hear(_ node: NodeID, at now: Int64) throws {
        try halls.province.journal { try Contacts.heard(node, at: now, $0) }
    }

    @Test("A hall with nothing new to say stays on line as long as its superior hears it", .carries(124))
    func quiet() throws {
        let county = try joined()
        let city = halls.city.engine.node
        let start = PracticeHalls.noon.milliseconds
        #expect(try row(at: start)?["state"] == .text("never"))
        try tell(county, at: start, silent: [])
        try tell(city, at: start, silent: [])
        let later = start + 600 * minute
        try hear(city, at: later)
        let quiet = try #require(try row(at: later))
        #expect(quiet["state"] == .text("online"))
        #expect(quiet["lastHeard"] == .text(Instant(milliseconds: later).text))

        // The city has heard nothing of the county for a while, and says since when.
        let since = later - 5 * minute
        try tell(city, at: later, silent: [.init(node: county, since: since + 1_000)], offset: 1_000)
        let silent = try #require(try row(at: later))
        #expect(silent["state"] == .text("offline"))
        #expect(silent["lastHeard"] == .text(Instant(milliseconds: since).text), "by the province's clock")
        try tell(city, at: later, silent: [])
        #expect(try row(at: later)?["state"] == .text("online"))
    }

    @Test("When the line to the superior breaks, nobody below it is on line, and was heard last when the superior was")
    func broken() throws {
        let county = try joined()
        let city = halls.city.engine.node
        let start = PracticeHalls.noon.milliseconds
        try tell(county, at: start, silent: [])
        try tell(city, at: start, silent: [])
        try hear(city, at: start + 10 * minute)
        let row = try #require(try row(at: start + 12 * minute))
        #expect(row["state"] == .text("offline"))
        #expect(row["lastHeard"] == .text(Instant(milliseconds: start + 10 * minute).text))
    }

    @Test("Where the superior's release does not tell, or its list is too short, only the hall's own record counts")
    func untold() throws {
        let county = try joined()
        let city = halls.city.engine.node
        let start = PracticeHalls.noon.milliseconds
        let many = (0..<StatusRecord.silentMax + 1).compactMap { NodeID("3607\(50 + $0)") }
            .map { StatusRecord.Silent(node: $0, since: start) }
        for silent in [nil, many] {
            try tell(county, at: start, silent: [])
            try tell(city, at: start, silent: silent)
            try hear(city, at: start + 10 * minute)
            #expect(try row(at: start + 10 * minute)?["state"] == .text("offline"))
        }
        #expect(try row(at: start + minute)?["state"] == .text("online"))
    }
}
