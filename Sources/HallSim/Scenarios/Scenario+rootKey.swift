import HallNode
import Sync
import Tiers

extension Scenario {
    /// The province changes its root key twice while the line of a county is down, and cases go up all the time.
    func rootKeyRotation(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let before = try stage.open(at: stage.village)
        try stage.wait(60)
        stage.cut(stage.county)
        let unsent = try stage.open(at: stage.village)
        for _ in 0..<2 { try stage.renewRootKey() }
        // Signed by the newest key, which nobody below the county has heard of.
        let source = SimCatalogue.source(promisedDays: 7, of: 3, from: SimTime.beginning.chinaDate)
        let published = try stage.act(at: stage.province) { try PublishMatters($0).run([source]) }.published
        stage.expect(published.count == 1, "the province does not publish with its new key")
        try stage.wait(120)
        stage.expect(try stage.rootKeys(at: stage.city) == 3, "the city does not know the province's third key")
        stage.expect(try stage.rootKeys(at: stage.county) == 1, "a key came over a cut line")
        stage.cut(stage.county, false)
        try stage.rest()
        let after = try stage.open(at: stage.village)
        try stage.rest()
        for place in stage.world.machines.indices {
            let known = try stage.rootKeys(at: place)
            stage.expect(known == 3, "\(stage.id(place)) knows \(known) of the province's 3 keys")
        }
        let versions = try stage.hall(stage.village).read { db in
            try StreamName("matter/\(stage.id(stage.province))/JX-SIM-004").map { try CommitLog.stream($0, db).count }
        }
        stage.expect(versions == 2, "the village has \(versions ?? 0) of 2 versions of the matter")
        for number in [before, unsent, after] { try stage.expectKnown(number, at: [stage.county, stage.province]) }
        return stage
    }
}
