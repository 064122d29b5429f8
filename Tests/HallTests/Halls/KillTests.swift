import Foundation
import GRDB
import Sync
import TestSupport
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
                try await checkScans(network, plan)
                #expect(try await network.faults() == [])
                try await checkLanes(network)
            }
        }

        @Test(
            "A publication that is killed twelve times is published once, wholly or not at all", .timeLimit(.minutes(1))
        )
        func publication() async throws {
            try await Pair.run { pair in
                var counts: Set<Int> = []
                for turn in 0..<12 {
                    // Later and later, so that every part of its work is hit before it is done.
                    _ = try await pair.province.result(["matter", "publish", "--sample"], killAfter: 5 + turn * 9)
                    #expect(try await pair.province.result(["verify"]).status == 0)
                    counts.insert(try await pair.province.run("matter", "list").elements.count)
                }
                #expect(counts.contains(0), "the first ones were cut off")
                let last = try await pair.province.run("matter", "publish", "--sample")
                let all = last["published"].elements.count + last["unchanged"].elements.count
                #expect(counts.isSubset(of: [0, all]))
                #expect(last["published"].elements.isEmpty || last["unchanged"].elements.isEmpty)
                let matters = try await until("all at the city") { () -> [JSON]? in
                    let list = try await pair.city.run("matter", "list").elements
                    return list.count == all ? list : nil
                }
                #expect(matters.allSatisfy { $0["version"] == .int(1) })
                let commits = try pair.city.read { db in
                    try Int.fetchOne(
                        db, sql: "SELECT count(*) FROM commits JOIN streams USING(sid) WHERE name LIKE 'matter/%'")
                }
                #expect(commits == all)
            }
        }

        @Test(
            "A large scan arrives whole although both ends are killed while it travels, and is not signed for before",
            .timeLimit(.minutes(2)))
        func largeScan() async throws {
            try await TestNetwork.run { network in
                let (village, township) = (network.village, network.township)
                await township.kill()
                let scan = SeededRandom.bytes(24_000_000, seed: 9)
                let form = try network.folder.write("scan.pdf", scan)
                let opened = try await village.run(
                    "case", "open", "--matter", "JX-MZ-003", "--applicant", try network.applicant("王某"),
                    "--material", "临时救助申请书=\(form)", "--paper", "居民身份证")
                let number = try #require(opened["number"].text)
                try await village.step(number, "accept")
                try await village.step(number, "forward")
                var random = SeededRandom(seed: SeededRandom.chosen)
                var partly = 0
                for turn in 0..<12 {
                    let hall = turn.isMultiple(of: 2) ? township : village
                    if turn > 0 { await hall.kill() }
                    try await hall.start()
                    try await Task.sleep(nanoseconds: UInt64(100 + random.below(250)) * 1_000_000)
                    let state = try await village.run("case", "show", number)["whereabouts"]["state"]
                    let isThere = try township.holdsBlobs(of: number, count: 1)
                    if !isThere { partly += 1 }
                    #expect(state != .text("signed-for") || isThere, "turn \(turn)")
                }
                print("KillTests: \(partly) of 12 times it was still on its way")
                #expect(partly > 0)
                let shown = try await village.wait(number, whereabouts: "signed-for", seconds: 40)
                #expect(shown["materialsThere"] == .int(1))
                #expect(try await township.material(number, "临时救助申请书") == scan)
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

        /// The deciding hall has every scan as it was handed in.
        private func checkScans(_ network: TestNetwork, _ plan: CasePlan) async throws {
            for story in plan.stories {
                guard let scan = story.scan, let number = story.number, let last = story.steps.dropLast().last,
                    let hall = network.halls.first(where: { $0.id == last.hall })
                else { continue }
                let bytes = try await until("\(scan) of \(number)") { try? await hall.material(number, scan) }
                #expect(bytes == KillRun.scanBytes, "\(hall.name) \(number)")
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
