import GRDB
import HallNode
import Sync
import Tiers

extension Scenario {
    func takeoverOfOffLineWork(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let number = try stage.open(at: stage.village, matter: "JX-SIM-001")
        try stage.wait(60)
        stage.cut(stage.village)
        try stage.step(number, .accept, at: stage.village)
        try stage.takeOver(number, at: stage.township)
        stage.cut(stage.village, false)
        try stage.rest()
        try stage.expectHolder(stage.township, of: number, at: [stage.province, stage.township, stage.village])
        // The village's acceptance is void, is kept, and everybody inside the case sees it.
        for place in [stage.township, stage.village] {
            stage.expect(
                try stage.void(number, at: place) == 1, "\(stage.id(place)) does not keep what was taken over")
        }
        try stage.step(number, .accept, at: stage.township)
        try stage.rest()
        return stage
    }

    /// A township lets the village see one continuation of its case, and the county another one.
    func forkShownToTwo(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let number = try stage.handUp(at: stage.village, matter: "JX-SIM-002")
        try stage.wait(60)
        stage.cut(stage.township)
        try stage.step(number, .receive, at: stage.township)
        try stage.act(at: stage.township) { hall in try Forgery(hall, seed: seed).showAnotherAbove("case/\(number)") }
        stage.world.machines[stage.township].isHostile = true
        try stage.wait(60)
        stage.cut(stage.township, false)
        try stage.world.comeToRest()
        let found = try Checkers.check(stage.world, try NetworkImage(stage.world), verifying: 0)
        stage.expect(
            found.contains { $0.contains("case/\(number) at 4 differs") }, "nobody sees that the stream is forked")
        // The county ends it: it takes over after the last commit before the two.
        try stage.act(at: stage.county) { hall in
            try World.takeOver("case/\(number)", at: hall, reason: "两份内容互相矛盾", before: 4)
        }
        stage.world.reached.count(.takeover)
        try stage.rest()
        try stage.expectHolder(
            stage.county, of: number, at: [stage.province, stage.county, stage.township, stage.village])
        return stage
    }

    /// A department's node is closed while a township that cannot know it forwards a case to it.
    func forwardToRetired(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed, halls: 8)
        let department = 5
        let number = try stage.open(at: stage.township, matter: "JX-SIM-002")
        try stage.step(number, .accept, at: stage.township)
        try stage.wait(60)
        stage.cut(stage.township)
        let target = try stage.hall(department).id
        try stage.step(number, .forward(to: target), at: stage.township)
        try stage.act(at: stage.county) { hall in try Scenario.retire(target.rawValue, at: hall) }
        stage.world.retire(stage.world.machines[department])
        stage.cut(stage.township, false)
        try stage.wait(60)
        // The case has reached the county, and no hall will ever take it up: the county does.
        try stage.expectHolder(department, of: number, at: [stage.county, stage.township])
        try stage.takeOver(number, at: stage.county)
        try stage.rest()
        try stage.expectHolder(stage.county, of: number, at: [stage.province, stage.county, stage.township])
        return stage
    }

    /// Enters a day from which a hall is no more.
    private static func retire(_ id: String, at hall: Hall) throws {
        guard let node = NodeID(id) else { throw SimError("\(id) is no hall") }
        try hall.command { batch, db in
            guard var entry = try Directory.entry(node, db) else { throw SimError("\(id) is not known") }
            entry.retiredFrom = hall.now.chinaDate.text
            try batch.append(Draft(stream: .directory(node), facts: [], content: try entry.content()))
        }
    }

    /// A village of a later release writes a case's step in a form that its township does not know.
    func laterVersionPassesBy(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let number = try stage.open(at: stage.village, matter: "JX-SIM-002")
        try stage.wait(60)
        // Facts and a body that only the later release reads; header, pen and chain are as ever.
        let next = NodeID(stage.id(stage.township))
        try stage.act(at: stage.village) { hall in
            guard let stream = StreamName("case/\(number)") else { throw SimError("\(number) is no number") }
            var draft = Draft(stream: stream, facts: [0xFF, 1, 2, 3], content: Array(#"{"later":true}"#.utf8))
            draft.nextWriter = next
            let written = draft
            try hall.command { batch, _ in _ = try batch.append(written) }
        }
        try stage.rest()
        // Nobody understands the step, everybody holds it, and the pen has moved: the township goes on.
        for place in stage.world.machines.indices {
            let length = try stage.hall(place).read { db in
                try Int.fetchOne(db, sql: "SELECT head FROM streams WHERE name = ?", arguments: ["case/\(number)"])
            }
            stage.expect(length == 2, "\(stage.id(place)) holds \(length ?? 0) commits of \(number)")
        }
        try stage.step(number, .accept, at: stage.township)
        try stage.rest()
        return stage
    }
}
