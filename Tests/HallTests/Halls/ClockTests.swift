import Foundation
import Testing

extension HallsAtWork {
    @Suite("Clocks that stand wrong")
    struct ClockTests {
        @Test(
            "A hall whose clock is decades off joins, links and files; both ends show by how much",
            .enabled(if: FakeTime.library != nil, "libfaketime is not installed"), .timeLimit(.minutes(2)),
            arguments: [(code: "3607", years: -56), (code: "3601", years: 40)])
        func offset(code: String, years: Int) async throws {
            let folder = try TemporaryFolder()
            let province = try TestHall(id: "36", name: "江西省", in: folder.path)
            let city = try TestHall(
                id: code, name: "某市", in: folder.path, environment: FakeTime.years(years))
            try await cleanedUp([province, city], folder) {
                try await found(province)
                try await province.run("matter", "publish", "--sample")
                try await join(city, to: province, ["--code", code])
                try await work(province, city, years: years)
            }
        }

        private func work(_ province: TestHall, _ city: TestHall, years: Int) async throws {
            let expected = Double(years) * FakeTime.yearLength
            let here = try await until("the offset at \(city.id)") {
                try await city.run("status")["clockOffsetMs"].int
            }
            #expect(abs(Double(here) - expected) < 5_000)
            let rollout = try await province.run("rollout", "JX-GT-004", "--wait", "20s")
            #expect(rollout["reached"] == .int(2))
            let there = try await until("the offset at the province") {
                try await province.run("network").elements.first { $0["hall"].text == city.id }?["clockOffsetMs"].int
            }
            #expect(abs(there - here) < 5_000)
            let person = URL(fileURLWithPath: city.folder + "-person.json")
            try Data(#"{"kind":"citizen","idNumber":"340101190001010017","name":"王某"}"#.utf8).write(to: person)
            let opened = try await city.run(
                "case", "open", "--matter", "JX-GT-004", "--applicant", person.path, "--paper",
                "建设项目用地预审与选址意见书申请表", "--paper", "项目建设依据", "--paper", "选址论证报告")
            let number = try #require(opened["number"].text)
            // The number bears the day of the superior's clock, not the one of a flat battery.
            let today = ClockTests.today()
            #expect(number.contains("-\(today)-"))
            try await city.step(number, "accept")
            try await province.wait(number, "accepted")
            #expect(try await city.result(["verify"]).status == 0)
        }

        /// Today in China, `yymmdd`.
        private static func today() -> String {
            let formatter = DateFormatter()
            formatter.timeZone = TimeZone(secondsFromGMT: 8 * 3_600)
            formatter.dateFormat = "yyMMdd"
            return formatter.string(from: Date())
        }
    }
}
