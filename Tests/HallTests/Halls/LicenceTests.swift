import Foundation
import TestSupport
import Testing

extension HallsAtWork {
    /// 王某's licence for processing minerals: filed at the county, decided by the city, as the county hall tells it.
    @Suite("Wang's licence")
    struct LicenceTests {
        @Test(
            "Accepted at the county, decided by the city, fetched where he likes; with the line down, refused, returned",
            .carries(138, 196, 221, 241, 258, 265), .timeLimit(.minutes(4)))
        func licence() async throws {
            try await TestNetwork.run { network in
                try await straightOn(network)
                try await lineDown(network)
                try await refused(network)
                try await returned(network)
                try await onPaper(network)
                #expect(try await network.faults() == [])
            }
        }

        // MARK: - Steps 4 to 9, 12 and 13

        private func straightOn(_ network: TestNetwork) async throws {
            let county = network.county
            let city = network.city
            // Filled in at home.
            let number = try await accepted(network, "王一", ["--by", "online"])
            let accepted = try await county.run("case", "show", number)
            #expect(accepted["toTell"].elements.map { $0["what"].text } == ["acceptance"])
            try await county.run(
                "case", "tell", number, "--what", "acceptance", "--how", "message", "--as", "李娜")
            try await county.step(number, "review", "--opinion", "同意上报", "--as", "赵局长")
            let toItself = try await county.result(
                ["case", "do", number, "send-papers", "--item", Licence.form, "--to", "360732"])
            #expect(toItself.status == 3)
            try await county.step(number, "forward")
            let arrived = try await city.wait(number, "forwarded")
            #expect(arrived["materials"].elements.count == 2)
            try await asked(network, number)
            try await granted(network, number)
            // One window is asked at the county and one at the city: both know the same.
            let there = try await city.run("case", "show", number)
            let here = try await county.wait(number, "concluded")
            for field in ["stage", "holder", "deadline", "statutoryDeadline", "workingDaysLeft", "acceptedAt"] {
                #expect(here[field] == there[field], "\(field)")
            }
            #expect(here["clocks"] == there["clocks"])
            let header = try await network.province.wait(number, "concluded")
            #expect(header["copy"] == .text("facts") && header["applicant"] == .null)
            #expect(header["deadline"] == here["deadline"] && header["clocks"] == here["clocks"])
            // Wang fetches it in the city: the pen and the paper go there.
            try await county.step(number, "send-result", "--to", "3607")
            try await city.wait(number, "concluded")
            try await until("the city may deliver") {
                try await city.run("case", "do", number)["allowed"].elements.contains { $0["action"].text == "deliver" }
                    ? true : nil
            }
            try await city.step(number, "deliver", "--to-person", "王一", "--as", "陈静")
            try await city.step(number, "archive", "--class", "矿产", "--years", "30")
            let archived = try await county.wait(number, "archived")
            #expect(archived["allowed"] == .list([]))
            // Only one trip, as the matter promises: to fetch it. And all in time: no card, whoever looks.
            for hall in [county, city] {
                let visits = try await hall.run("case", "show", number)["visits"]
                #expect(visits["promised"] == .int(1) && visits["count"] == .int(1), "\(hall.name): \(visits)")
                #expect(visits["days"].elements.map { $0["hall"].text } == ["3607"])
                #expect(try await hall.run("supervise")["newCards"] == .int(0))
            }
        }

        /// The city asks the county's bureau, which answers into an inbox of its own.
        private func asked(_ network: TestNetwork, _ number: String) async throws {
            let city = network.city
            try await city.step(number, "receive")
            try await city.step(
                number, "request-opinion", "--to", network.bureau.id, "--question", "是否位于禁采区", "--days", "5")
            try await until("the bureau is asked") {
                let allowed = try? await network.bureau.run("case", "do", number)["allowed"].elements
                return allowed?.contains { $0["action"].text == "give-opinion" } == true ? true : nil
            }
            try await network.bureau.step(number, "give-opinion", "--value", "consent", "--opinion", "不在禁采区")
            try await until("the answer at the city") {
                let opinions = try await city.run("case", "show", number)["opinions"].elements
                return opinions.first?["value"].text == "consent" ? true : nil
            }
        }

        private func granted(_ network: TestNetwork, _ number: String) async throws {
            let city = network.city
            for opinion in ["收件", "符合条件", "同意"] {
                try await city.step(number, "review", "--opinion", opinion)
            }
            try await city.step(number, "decide", "--grant", "--opinion", "准予许可")
            try await city.step(number, "conclude", "--paper", "矿产品加工资格证")
            for form in ["decision", "approval", "opinion"] {
                let page = try await HallBinary.run(["case", "print", number, "--form", form, "--data", city.folder])
                #expect(page.status == 0 && page.text.contains("class=\"qr\""), "\(form)")
            }
        }

        // MARK: - (a), (b), (d): the line is down on the way up and on the way down; halls are killed meanwhile

        private func lineDown(_ network: TestNetwork) async throws {
            let number = try await accepted(network, "王二")
            try await network.county.step(number, "review", "--opinion", "同意上报")
            await network.city.kill()
            try await network.county.step(number, "forward")
            let waiting = try await network.county.run("case", "show", number)
            #expect(waiting["whereabouts"]["state"] == .text("saved") && waiting["arrived"] == .bool(false))
            // What was handed over in time is in time, however long the line takes.
            let forwarding = waiting["clocks"].elements.first { $0["rule"].text == "forwarding" }
            #expect(forwarding?["status"] == .text("met"))
            for _ in 0..<3 {
                await network.county.kill()
                try await network.county.start()
            }
            try await network.city.start()
            try await network.city.wait(number, "forwarded")
            try await network.city.step(number, "receive")
            for opinion in ["收件", "符合条件", "同意"] {
                try await network.city.step(number, "review", "--opinion", opinion)
            }
            await network.county.kill()
            try await network.city.step(number, "decide", "--grant")
            try await network.city.step(number, "conclude")
            for _ in 0..<2 {
                await network.city.kill()
                try await network.city.start()
            }
            try await network.county.start()
            try await network.county.wait(number, "concluded")
            #expect(try network.county.commits(of: number) == network.city.commits(of: number))
            try await network.county.step(number, "deliver", "--by", "courier", "--tracking", "EMS 1")
        }

        // MARK: - (f) refused: reasons and remedies are told

        private func refused(_ network: TestNetwork) async throws {
            let number = try await accepted(network, "王三")
            try await network.county.step(number, "review", "--opinion", "同意上报")
            try await network.county.step(number, "forward")
            try await network.city.wait(number, "forwarded")
            try await network.city.step(number, "receive")
            for opinion in ["收件", "不符合安全距离", "同意"] {
                try await network.city.step(number, "review", "--opinion", opinion)
            }
            try await network.city.step(number, "decide", "--refuse", "--reason", "不符合安全距离要求")
            try await network.city.step(number, "conclude")
            try await network.county.wait(number, "concluded")
            let listed = try await network.county.run("case", "list", "--to-tell").elements
            let item = listed.first { $0["number"].text == number }
            #expect(item?["toTell"].elements.contains { $0["what"].text == "decision" } == true)
            let page = try await HallBinary.run(
                ["case", "print", number, "--form", "decision", "--data", network.county.folder])
            for text in ["不予行政许可决定书", "不符合安全距离要求", "行政复议", "行政诉讼"] {
                #expect(page.text.contains(text), "\(text)")
            }
        }

        // MARK: - (g) the city returns the case; the county has it corrected, and the clock stands still meanwhile

        private func returned(_ network: TestNetwork) async throws {
            let number = try await accepted(network, "王四")
            try await network.county.step(number, "review", "--opinion", "同意上报")
            try await network.county.step(number, "forward")
            try await network.city.wait(number, "forwarded")
            try await network.city.step(number, "return", "--reason", "登记表缺页")
            try await network.county.wait(number, "returned")
            try await network.county.step(number, "request-correction", "--item", "\(Licence.form)=缺第二页")
            try await network.county.step(number, "supplement", "--paper", Licence.form)
            try await network.county.step(number, "forward")
            try await network.city.wait(number, "forwarded")
            try await network.city.step(number, "receive")
            try await network.city.step(number, "suspend", "--procedure", "expert-review", "--days", "15")
            let stopped = try await network.county.wait(number, "suspended")
            #expect(stopped["procedure"]["kind"] == .text("expert-review"))
            try await network.city.step(number, "resume")
            try await network.city.step(
                number, "extend", "--days", "10", "--approved-by", "市局局长", "--reason", "案情复杂")
            let longer = try await until("the extension at the county") { () -> JSON? in
                let shown = try await network.county.run("case", "show", number)
                return shown["extensionDays"] == .int(10) ? shown : nil
            }
            let there = try await network.city.run("case", "show", number)
            #expect(longer["deadline"] == there["deadline"])
        }

        // MARK: - A day without power

        private func onPaper(_ network: TestNetwork) async throws {
            let county = network.county
            let sheet = network.folder.path + "/sheet.html"
            let numbers = try await county.run("case", "reserve", "--count", "3", "-o", sheet).elements
            let number = try #require(numbers.first?.text)
            #expect(try String(contentsOfFile: sheet, encoding: .utf8).contains(number))
            let opened = try await county.run(
                "case", "open", "--matter", Licence.matter, "--applicant", try network.applicant("王五"), "--paper",
                Licence.form, "--paper", Licence.notice, "--number", number, "--happened-at",
                "2026-03-02T09:00:00+08:00")
            #expect(opened["number"].text == number)
            let shown = try await county.run("case", "show", number)
            #expect(shown["registeredLate"] == .bool(true) && shown["deemed"] == .bool(true))
            try await county.step(number, "accept", "--happened-at", "2026-03-03T10:00:00+08:00")
            let accepted = try await network.city.wait(number, "accepted")
            #expect(accepted["deemed"] == .bool(false), "it was accepted in time, and entered late")
            #expect(accepted["acceptedAt"].text?.hasPrefix("2026-03-03") == true)
            let again = try await county.result([
                "case", "open", "--matter", Licence.matter, "--applicant", try network.applicant("王六"),
                "--number", number, "--happened-at", "2026-03-02",
            ])
            #expect(again.status == 3, "a number serves one case")
        }

        /// Filed at the county's window with everything on paper, and accepted.
        private func accepted(
            _ network: TestNetwork, _ name: String, _ more: [String] = []
        ) async throws -> String {
            let number = try await Licence.open(at: network.county, applicant: try network.applicant(name), more)
            try await network.county.step(number, "accept", "--as", "李娜")
            return number
        }
    }
}
