import Foundation
import GRDB
import Sync
import Testing

extension HallsAtWork {
    @Suite("Killed at any moment")
    struct KillTests {
        @Test(
            "Twenty cases end as planned at every hall while servers and clerks' commands are killed",
            .timeLimit(.minutes(4)))
        func twentyCases() async throws {
            let seed = SeededRandom.chosen
            print("KillTests: SEED=\(seed)")
            try await TestNetwork.run { network in
                let run = KillRun(network: network, plan: .twenty, seed: seed)
                try await run.play()
                let plan = await run.plan
                let kills = await run.kills
                print("KillTests: \(kills.servers) servers and \(kills.commands) commands killed")
                #expect(kills.servers + kills.commands >= 50)
                try await checkCases(network, plan)
                #expect(try await network.faults() == [])
                try await checkLanes(network)
            }
        }

        /// Every hall knows exactly the cases that it should, each once, each delivered, each with one opening.
        private func checkCases(_ network: TestNetwork, _ plan: CasePlan) async throws {
            for hall in network.halls {
                let expected = plan.stories.filter { CasePlan.halls(knowing: $0).contains(hall.id) }
                    .compactMap(\.number).sorted()
                try await until("\(hall.name): \(expected.count) cases delivered", seconds: 20) {
                    let cases = try await hall.run("case", "list", "--stage", "delivered").elements
                    return cases.count >= expected.count ? true : nil
                }
                let all = try await hall.run("case", "list").elements
                #expect(all.compactMap { $0["number"].text }.sorted() == expected, "\(hall.name)")
                #expect(all.allSatisfy { $0["stage"] == .text("delivered") }, "\(hall.name)")
                for number in expected {
                    let story = try #require(plan.stories.first { $0.number == number })
                    // One commit for each step of the plan: none lost, none twice.
                    #expect(try hall.commits(of: number).count == story.steps.count, "\(hall.name) \(number)")
                    let history = try await hall.run("case", "show", number)["history"].elements
                    #expect(history.filter { $0["action"] == .text("open") }.count == 1)
                }
            }
        }

        /// What one side has sent is what the other has taken, to the last digest.
        private func checkLanes(_ network: TestNetwork) async throws {
            for (child, parent) in network.links {
                try await until("\(child.name) and \(parent.name) agree", seconds: 15) { () -> Bool? in
                    let up = try LaneEnds.sent(by: child, to: parent.id)
                    let down = try LaneEnds.sent(by: parent, to: child.id)
                    let agrees =
                        try up == LaneEnds.taken(by: parent, from: child.id, lanes: up.map(\.lane))
                        && down == LaneEnds.taken(by: child, from: parent.id, lanes: down.map(\.lane))
                    return agrees ? true : nil
                }
            }
        }
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
