import Foundation
import TestSupport
import Testing

extension HallsAtWork {
    @Suite("The province's calendar")
    struct CalendarTests {
        @Test(
            "What the province publishes moves the deadline of a case at the village, and of the copy with facts only",
            .carries(55), .timeLimit(.minutes(2)))
        func village() async throws {
            try await TestNetwork.run { network in
                let number = try await accepted(network)
                let before = try await network.village.run("case", "show", number)
                let builtIn = try await network.village.run("calendar", "show")
                #expect(before["calendar"] == builtIn["version"] && builtIn["edition"] == .null)
                let question = ["deadline", "--from", today(adding: 0), "--days", "5"]
                let answer = try await network.village.run(question)

                let file = try await table(network)
                let dry = try await network.province.run("calendar", "publish", file, "--dry-run")
                #expect(dry["off"].elements.count == 5 && dry["deadlinesMoved"] == .int(1))
                let published = try await network.province.run("calendar", "publish", file)
                let again = try await network.province.run("calendar", "publish", file)
                #expect(again["unchanged"] == .bool(true) && again["version"] == published["version"])
                let below = try await network.city.result(["calendar", "publish", file])
                #expect(below.status == 3 && JSON(below.errors)["error"]["code"].text == "wrong-hall")

                for hall in network.halls {
                    try await until("\(hall.name): the calendar") {
                        try await hall.run("calendar", "show")["version"] == published["version"] ? true : nil
                    }
                }
                let after = try await network.village.run("case", "show", number)
                #expect(after["calendar"] == published["version"])
                let (old, new) = (try #require(before["deadline"].text), try #require(after["deadline"].text))
                #expect(old < new)
                let moved = try await network.village.run(question)
                #expect(try #require(answer["date"].text) < (try #require(moved["date"].text)))
                // Without a hall it is still the built-in one that answers.
                #expect(try await HallBinary.run(question + ["--json"]).json["date"] == answer["date"])

                let province = try await network.province.run("case", "show", number)
                #expect(province["copy"].text == "facts" && province["deadline"] == after["deadline"])
                #expect(province["workingDaysLeft"] == after["workingDaysLeft"])
                let listed = try await network.village.run("case", "list", "--due-before", new)
                #expect(listed.elements.isEmpty, "the list goes by the new deadline too")
                #expect(try await network.faults() == [])
            }
        }

        /// A case that the village accepted, known at the province by its facts.
        private func accepted(_ network: TestNetwork) async throws -> String {
            let opened = try await network.village.run(
                "case", "open", "--matter", "JX-LY-002", "--applicant", try network.applicant("张三"), "--paper",
                "使用林地申请表", "--paper", "建设项目有关批准文件", "--paper", "建设项目使用林地可行性报告", "--paper", "林地补偿协议")
            let number = try #require(opened["number"].text)
            try await network.village.step(number, "accept")
            try await network.province.wait(number, "accepted")
            return number
        }

        /// The built-in table with the five days off that come after today and are worked by it.
        private func table(_ network: TestNetwork) async throws -> String {
            let shown = try await HallBinary.run(["calendar", "show", "--csv", "--data", network.province.folder])
            var text = shown.text
            let named = Set(text.split(separator: "\r\n").map { String($0.prefix(10)) })
            let days = (1...60).map { today(adding: $0) }.filter { !named.contains($0) && isWeekday($0) }
            for day in days.prefix(5) { text += "\(day),holiday,放假\r\n" }
            return try network.folder.write("days.csv", Array(text.utf8))
        }

        private static let china: Calendar = {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3_600) ?? .gmt
            return calendar
        }()

        private func today(adding days: Int) -> String {
            let style = Date.ISO8601FormatStyle(timeZone: Self.china.timeZone).year().month().day()
            return Date(timeIntervalSinceNow: Double(days) * 86_400).formatted(style)
        }

        private func isWeekday(_ day: String) -> Bool {
            let style = Date.ISO8601FormatStyle(timeZone: Self.china.timeZone).year().month().day()
            return (try? style.parse(day)).map { !Self.china.isDateInWeekend($0) } ?? false
        }
    }
}
