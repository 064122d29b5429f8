import HallNode
import TestSupport
import Testing
import Tiers

/// `hall matter list`, `show` and `localise`.
struct MatterViewsTests {
    private let halls: PracticeHalls
    private let noon = PracticeHalls.noon

    init() throws { halls = try PracticeHalls() }

    @Test(
        "A matter is in force from 00:00 China time of its first day to the end of its last",
        arguments: [
            ("2025-12-31", "future"), ("2026-01-01", "in-force"), ("2026-01-31", "in-force"),
            ("2026-02-01", "cancelled"),
        ])
    func states(day: String, state: String) throws {
        _ = try PublishMatters(halls.city).run([catalogue(extra: "effectiveTo: 2026-01-31")], now: noon)
        let shown = try MatterViews.show(halls.city, "JX-001", at: CivilDate(day))
        #expect(shown["state"] == .text(state))
        #expect(shown["acceptedHere"] == .bool(state == "in-force"))
    }

    @Test("A later version counts from its own day on, the one before until then", .carries(35, 149, 150))
    func versions() throws {
        _ = try PublishMatters(halls.city).run([catalogue()], now: noon)
        _ = try PublishMatters(halls.city).run([catalogue(promisedDays: 5, from: "2026-02-01")], now: noon)
        let before = try MatterViews.show(halls.city, "JX-001", at: CivilDate("2026-01-31"))
        let after = try MatterViews.show(halls.city, "JX-001", at: CivilDate("2026-02-01"))
        #expect(before["promisedDays"] == .int(10) && before["version"] == .int(1))
        #expect(after["promisedDays"] == .int(5) && after["version"] == .int(2))
        #expect(PracticeHalls.rows(try MatterViews.list(halls.city, now: noon)).first?["version"] == .int(1))
    }

    @Test("A list and a show have the promised fields, in their order")
    func fields() throws {
        _ = try PublishMatters(halls.province).run([catalogue()], now: noon)
        let names = [
            "code", "name", "version", "type", "caseType", "owner", "effectiveFrom", "effectiveTo", "state",
            "statutoryDays", "promisedDays", "acceptedHere",
        ]
        let listed = try #require(PracticeHalls.rows(try MatterViews.list(halls.province, now: noon)).first)
        #expect(PracticeHalls.names(listed) == names)
        let shown = PracticeHalls.names(try MatterViews.show(halls.province, "JX-001", now: noon))
        #expect(Array(shown.prefix(17)) == names + ["materials", "steps", "fees", "basis", "local"])
        // The matter is accepted at cities and counties, and this is the province.
        #expect(listed["acceptedHere"] == .bool(false))
    }

    @Test("A matter that nobody published is not known: 4")
    func unknown() throws {
        let error = try #require(throws: HallError.self) { try MatterViews.show(halls.city, "JX-404") }
        #expect(error.exit == .unknown && error.code == .matterUnknown)
    }

    @Test(
        "A local promise may be as long as the owner's, not longer: 3", .carries(183),
        arguments: [("10", true), ("11", false)])
    func promise(days: String, isTaken: Bool) throws {
        _ = try PublishMatters(halls.city).run([catalogue()], now: noon)
        var order = LocaliseMatter.Order()
        order.promisedDays = days
        order.window = "3号窗口"
        if isTaken {
            _ = try LocaliseMatter(halls.city).run("JX-001", order, now: noon)
            let local = try MatterViews.show(halls.city, "3607/JX-001", now: noon)["local"]
            #expect(local?["promisedDays"] == .int(10) && local?["window"] == .text("3号窗口"))
            #expect(local?["phone"] == .null)
        } else {
            let error = try #require(throws: HallError.self) {
                try LocaliseMatter(halls.city).run("JX-001", order, now: noon)
            }
            #expect(error.exit == .refused && error.code == .limitTooLong)
        }
    }

    @Test("Saying the same of a matter again writes nothing")
    func localiseTwice() throws {
        _ = try PublishMatters(halls.city).run([catalogue()], now: noon)
        var order = LocaliseMatter.Order()
        order.phone = "0797-1234567"
        let first = try LocaliseMatter(halls.city).run("JX-001", order, now: noon)
        let commits = PracticeHalls.int(try StatusView.of(halls.city)["commits"])
        #expect(try LocaliseMatter(halls.city).run("JX-001", order, now: noon) == first)
        #expect(PracticeHalls.int(try StatusView.of(halls.city)["commits"]) == commits)
    }
}
