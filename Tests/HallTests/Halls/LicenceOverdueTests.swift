import TestSupport
import Testing

extension HallsAtWork {
    /// 王某's licence lies at the county, which does not hand it up: the city, which is above, sees that and charges it.
    @Suite("Wang's licence past its limits")
    struct LicenceOverdueTests {
        /// A morning, and the card that it brings; nil: none.
        private static let mornings: [(day: String, card: String?)] = [
            // Accepted on Monday 2 March: three working days to hand it up, ten for the whole.
            ("2026-03-03", nil), ("2026-03-04", "2.forward-time.reminder"), ("2026-03-05", nil),
            ("2026-03-06", "2.forward-time.yellow"), ("2026-03-09", "2.forward-time.red"),
            ("2026-03-12", "2.case-time.reminder"), ("2026-03-17", "2.case-time.yellow"),
            ("2026-03-18", "2.case-time.red"),
        ]

        @Test(
            "Reminder, yellow, red, and points for the hall that holds it; the same at the county and at the city",
            .carries(267, 268), .enabled(if: FakeTime.library != nil, "libfaketime is not installed"),
            .timeLimit(.minutes(4)))
        func overdue() async throws {
            let folder = try TemporaryFolder()
            let environment = FakeTime.following(folder.path + "/time")
            let province = try TestHall(id: "36", name: "江西省", in: folder.path, environment: environment)
            let city = try TestHall(id: "3607", name: "赣州市", in: folder.path, environment: environment)
            let county = try TestHall(id: "360732", name: "兴国县", in: folder.path, environment: environment)
            let set = { (time: String) in _ = try folder.write("time", FakeTime.offset(to: time)) }
            try await cleanedUp([province, city, county], folder) {
                try set("2026-03-02T08:00:00+08:00")
                try await found(province)
                try await province.run("matter", "publish", "--sample")
                try await join(city, to: province, ["--code", city.id])
                try await join(county, to: city, ["--code", county.id])
                try await province.run("rollout", Licence.matter, "--wait", "30s")
                let number = try await Licence.open(at: county, applicant: try folder.applicant())
                try await county.step(number, "accept")
                try await city.wait(number, "accepted")
                var cards: [String] = []
                for (day, card) in LicenceOverdueTests.mornings {
                    try set("\(day)T09:00:00+08:00")
                    let new = [card].compactMap { $0 }
                    try await until("\(card ?? "no card") on \(day)") {
                        let report = try await city.run("supervise", "--dry-run")
                        let due = report["due"].elements.compactMap { $0["card"].text }.filter { !cards.contains($0) }
                        return report["unknown"].elements.isEmpty && due == new ? true : nil
                    }
                    let count = JSON.int(new.count)
                    #expect(try await city.run("supervise")["newCards"] == count, "\(day)")
                    #expect(try await province.run("supervise")["newCards"] == .int(0), "the city is the lowest above")
                    cards += new
                }
                try await charged(county, and: city, number, cards)
                for hall in [province, city, county] { #expect(try await hall.result(["verify"]).status == 0) }
            }
        }

        private func charged(
            _ county: TestHall, and city: TestHall, _ number: String, _ cards: [String]
        ) async throws {
            try await until("the cards are at the county") {
                try await county.run("cards").elements.count == cards.count ? true : nil
            }
            for hall in [county, city] {
                let red = try await hall.run("card", "show", number, "2.case-time.red")
                #expect(red["hall"].text == county.id && red["points"].text == "1.5", "\(hall.name): \(red)")
                let rows = try await hall.run("score", "--month", "2026-03")["rows"].elements
                let charged = rows.first { $0["kind"].text == "hall" && $0["unit"].text == county.id }
                #expect(charged?["score"].text == "97", "\(hall.name): \(rows)")
            }
        }
    }
}
