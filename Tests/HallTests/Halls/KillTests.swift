import Foundation
import GRDB
import Sync
import TestSupport
import Testing

extension HallsAtWork {
    @Suite("Killed at any moment")
    struct KillTests {
        @Test(
            "Twenty cases end as planned at every hall while servers and clerks' commands are killed", .carries(67),
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
                let checks = NetworkChecks(halls: network.halls, links: network.links)
                try await checks.cases(plan.stories)
                try await checks.scans(plan.stories, bytes: KillRun.scanBytes)
                #expect(try await network.faults() == [])
                try await checks.lanes()
            }
        }

        @Test(
            "A publication that is killed twelve times is published once, wholly or not at all", .carries(91),
            .timeLimit(.minutes(1))
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
    }
}
