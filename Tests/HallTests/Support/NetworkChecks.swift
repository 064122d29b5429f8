import Foundation
import GRDB
import Sync
import Testing

/// What must hold of halls as processes once their stories are played, whatever was done to them meanwhile.
struct NetworkChecks: Sendable {
    let halls: [TestHall]
    let links: [(child: TestHall, parent: TestHall)]
    /// How long one thing is waited for.
    var seconds = 20.0

    /// Every hall knows exactly the cases that it should, each once, each delivered, each with one opening.
    func cases(_ stories: [CasePlan.Story]) async throws {
        for hall in halls {
            let expected = stories.filter { CasePlan.halls(knowing: $0).contains(hall.id) }
                .compactMap(\.number).sorted()
            try await until("\(hall.name): \(expected.count) cases delivered", seconds: seconds) {
                let cases = try await hall.run("case", "list", "--stage", "delivered").elements
                return cases.count >= expected.count ? true : nil
            }
            let all = try await hall.run("case", "list").elements
            #expect(all.compactMap { $0["number"].text }.sorted() == expected, "\(hall.name)")
            #expect(all.allSatisfy { $0["stage"] == .text("delivered") }, "\(hall.name)")
            for number in expected {
                let story = try #require(stories.first { $0.number == number })
                // One commit for each step of the plan: none lost, none twice.
                #expect(try hall.commits(of: number).count == story.steps.count, "\(hall.name) \(number)")
                let history = try await hall.run("case", "show", number)["history"].elements
                #expect(history.filter { $0["action"] == .text("open") }.count == 1)
            }
        }
    }

    /// The deciding hall has every scan as it was handed in.
    func scans(_ stories: [CasePlan.Story], bytes scanBytes: [UInt8]) async throws {
        for story in stories {
            guard let scan = story.scan, let number = story.number, let last = story.steps.dropLast().last,
                let hall = halls.first(where: { $0.id == last.hall })
            else { continue }
            let bytes = try await until("\(scan) of \(number)", seconds: seconds) {
                try? await hall.material(number, scan)
            }
            #expect(bytes == scanBytes, "\(hall.name) \(number)")
        }
    }

    /// What one side has sent is what the other has taken, to the last digest.
    func lanes() async throws {
        for (child, parent) in links {
            try await until("\(child.name) and \(parent.name) agree", seconds: seconds) { () -> Bool? in
                let up = try LaneEnds.sent(by: child, to: parent.id)
                let down = try LaneEnds.sent(by: parent, to: child.id)
                let agrees =
                    try up == LaneEnds.taken(by: parent, from: child.id, lanes: up.map(\.lane))
                    && down == LaneEnds.taken(by: child, from: parent.id, lanes: down.map(\.lane))
                return agrees ? true : nil
            }
        }
    }

    /// Every hall checks its whole store; gives the faults.
    func faults() async throws -> [String] {
        var faults: [String] = []
        for hall in halls {
            let result = try await hall.result(["verify"], timeout: 10 * seconds)
            let found = result.json["faults"].elements.map { "\(hall.name): \($0)" }
            faults += result.status == 0 || !found.isEmpty ? found : ["\(hall.name): \(result.status) \(result.errors)"]
        }
        return faults
    }
}

/// The ends of lanes, for comparing the two sides of a link.
struct LaneEnds: Equatable {
    var lane: Int
    var generation: Int
    var position: Int
    var digest: Hash256

    static func sent(by hall: TestHall, to peer: String) throws -> [LaneEnds] {
        try hall.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT class + CASE peer WHEN '*' THEN 2 ELSE 0 END AS lane, generation, head, digest FROM lanes
                    WHERE peer = ?1
                      OR (peer = '*' AND EXISTS (SELECT 1 FROM directory WHERE node = ?1 AND superior = ?2))
                    ORDER BY lane
                    """, arguments: [peer, hall.id]
            ).map { LaneEnds(lane: $0[0], generation: $0[1], position: $0[2], digest: $0[3]) }
        }
    }

    static func taken(by hall: TestHall, from peer: String, lanes: [Int]) throws -> [LaneEnds] {
        try hall.read { db in
            try Row.fetchAll(
                db, sql: "SELECT lane, generation, position, digest FROM cursors WHERE peer = ? ORDER BY lane",
                arguments: [peer]
            ).map { LaneEnds(lane: $0[0], generation: $0[1], position: $0[2], digest: $0[3]) }
                .filter { lanes.contains($0.lane) }
        }
    }
}
