import GRDB
import Testing

@testable import Sync

@Suite("Elsewhere a silent child filled its parent's disk, or was dropped")
struct SilentChildTests {
    private static let (child, superior): (NodeID, NodeID) = ("340122", "3401")
    private static let days = 180

    /// Half a year of work on both sides of a line.
    private static func halfAYear(silent: Bool) throws -> TestNetwork {
        let network = TestNetwork()
        try network.found()
        try network.join(superior, under: "34", tier: "city")
        try network.join(child, under: superior, tier: "county")
        try network.settle()
        if silent {
            network.silent = [child]
            try network.link(child).cut()
        }
        for day in 0..<days {
            network.pass(86_400_000)
            try network[superior].write(
                Draft(StreamName(stringLiteral: "case/3401-\(day)"), "opened").with { $0.joins = [child] },
                Draft(StreamName(stringLiteral: "matter/3401/\(day % 20)"), "v\(day)"))
            try network[child].write(
                Draft(StreamName(stringLiteral: "case/340122-\(day)"), "opened").with { $0.joins = [superior] })
            try network.settle()
        }
        return network
    }

    @Test("A child silent for 180 days costs its superior no row more than one on line, and gets every item after it")
    func silent() throws {
        let network = try Self.halfAYear(silent: true)
        let linked = try Self.halfAYear(silent: false)
        let (there, here) = (linked[Self.superior], network[Self.superior])
        let tables = try here.db.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        }
        for table in tables { #expect(try here.count(table) <= there.count(table), "\(table)") }
        #expect(try Self.bytes(here) <= Self.bytes(there))
        network.silent = []
        try network.settle()
        for day in 0..<Self.days {
            for name in ["case/3401-\(day)", "case/340122-\(day)"] as [String] {
                let stream = StreamName(stringLiteral: name)
                #expect(try here.holds(stream) == "1w" && network[Self.child].holds(stream) == "1w", "\(name)")
            }
        }
        for number in 0..<20 {
            let stream = StreamName(stringLiteral: "matter/3401/\(number)")
            #expect(try network[Self.child].holds(stream) == here.holds(stream))
        }
        try network.expectDigestsAgree()
    }

    /// What a store takes, in pages that are in use.
    private static func bytes(_ node: TestNode) throws -> Int {
        try node.db.read { db in
            func number(_ word: String) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA \(word)") ?? 0 }
            return try (number("page_count") - number("freelist_count")) * number("page_size")
        }
    }
}
