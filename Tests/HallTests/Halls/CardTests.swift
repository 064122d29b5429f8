import Foundation
import TestSupport
import Testing

extension HallsAtWork {
    /// Supervision over processes whose clocks a file moves on.
    @Suite("Cards")
    struct CardTests {
        private static let matter = """
            - code: JX-001
              name: 临时救助
              type: "05"
              caseType: promise
              decidedBy: {tier: city}
              acceptedAt: [city]
              statutoryDays: 20
              promisedDays: 5
              basis: 《社会救助暂行办法》
              effectiveFrom: 2026-01-01
              steps: [window, head]
              materials:
                - {name: 申请表, required: true}
            """

        /// Two halls and the file that says by how many seconds their clocks differ from the machine's.
        private struct Network {
            let folder: TemporaryFolder
            let province: TestHall
            let city: TestHall

            init() throws {
                folder = try TemporaryFolder()
                let environment = FakeTime.following(folder.path + "/time")
                province = try TestHall(id: "36", name: "江西省", in: folder.path, environment: environment)
                city = try TestHall(id: "3607", name: "赣州市", in: folder.path, environment: environment)
            }

            /// `2026-03-02T09:00:00+08:00`
            func set(_ time: String) throws {
                _ = try folder.write("time", FakeTime.offset(to: time))
            }

            func found() async throws {
                try set("2026-03-02T08:00:00+08:00")
                try await HallTests.found(province)
                let file = try folder.write("a.yaml", Array(CardTests.matter.utf8))
                try await province.run("matter", "publish", file)
                try await join(city, to: province, ["--code", "3607"])
                try await province.run("rollout", "JX-001", "--wait", "30s")
            }

            func accepted() async throws -> String {
                let person = try folder.applicant()
                let opened = try await city.run(
                    "case", "open", "--matter", "JX-001", "--applicant", person, "--paper", "申请表")
                let number = try #require(opened["number"].text)
                try await city.step(number, "accept")
                try await province.wait(number, "accepted")
                return number
            }

            /// The names of cards that are due at the province, once it has heard the city so far.
            func due(_ count: Int) async throws -> [String] {
                try await until("\(count) cards are due") {
                    let report = try await province.run("supervise", "--dry-run")
                    let names = report["due"].elements.compactMap { $0["card"].text }
                    return names.count == count && report["unknown"].elements.isEmpty ? names : nil
                }
            }
        }

        @Test(
            "In time and synchronised eleven days late: no card; advanced past the limit: cards that reach the city",
            .carries(112, 267, 268), .enabled(if: FakeTime.library != nil, "libfaketime is not installed"),
            .timeLimit(.minutes(3)))
        func cards() async throws {
            let network = try Network()
            try await cleanedUp([network.province, network.city], network.folder) {
                try await network.found()
                try await CardTests.late(network)
                try await CardTests.overdue(network)
            }
        }

        private static func late(_ network: Network) async throws {
            let number = try await network.accepted()
            await network.city.stop()
            try network.set("2026-03-05T09:00:00+08:00")
            try await network.city.step(number, "review", "--opinion", "同意")
            try await network.city.step(number, "decide", "--grant")
            try await network.city.step(number, "conclude")
            try await network.city.step(number, "deliver")
            try network.set("2026-03-16T09:00:00+08:00")
            let silent = try await network.province.run("supervise")
            #expect(silent["due"].elements.isEmpty && silent["newCards"] == .int(0))
            #expect(silent["unknown"].elements.map { $0["hall"].text } == ["3607"])
            try await network.city.start()
            try await network.province.wait(number, "delivered")
            let heard = try await network.province.run("supervise")
            #expect(heard["due"].elements.isEmpty)
            let delay = try #require(heard["linkDelay"].elements.first?["maxMs"].int)
            #expect(delay > 10 * 86_400_000)
            #expect(try await network.province.run("cards").elements.isEmpty)
        }

        private static func overdue(_ network: Network) async throws {
            let number = try await network.accepted()
            for (time, names) in [
                ("2026-03-20T09:00:00+08:00", ["2.case-time.reminder"]),
                ("2026-03-24T09:00:00+08:00", ["2.case-time.yellow"]),
                ("2026-03-25T09:00:00+08:00", ["2.case-time.yellow", "2.case-time.red"]),
            ] {
                try network.set(time)
                #expect(try await network.due(names.count) == names)
                #expect(try await network.province.run("supervise")["newCards"] == .int(1))
                #expect(try await network.province.run("supervise")["newCards"] == .int(0))
            }
            try await until("the cards are at the city") {
                try await network.city.run("cards").elements.count == 3 ? true : nil
            }
            let red = try await network.city.run("card", "show", number, "2.case-time.red")
            #expect(red["hall"].text == "3607" && red["points"].text == "1.5" && red["deadline"].text == "2026-03-23")
            let score = try await network.city.run("score", "--month", "2026-03")
            #expect(score["rows"].elements.first?["score"].text == "98.5")
            for hall in [network.city, network.province] { #expect(try await hall.result(["verify"]).status == 0) }
        }
    }
}
