import Foundation
import TestSupport
import Testing

extension HallsAtWork {
    @Suite("One case, seen from five halls")
    struct MomentsTests {
        /// A step of the story: who does what.
        struct Moment: Sendable, CustomStringConvertible {
            let hall: String
            let words: [String]
            /// The stage and the holder after it.
            let stage: String
            let holder: String

            var description: String { words.joined(separator: " ") }

            init(_ hall: String, _ words: String, _ stage: String, _ holder: String) {
                self.hall = hall
                self.words = words.split(separator: " ").map(String.init)
                self.stage = stage
                self.holder = holder
            }
        }

        private static let village = "360732100200"
        private static let township = "360732100"

        /// From the village's desk to the province and back, with two corrections and a return.
        static let moments: [Moment] = [
            Moment(village, "request-correction --item 林地补偿协议=缺签名", "correcting", village),
            Moment(village, "supplement --paper 林地补偿协议", "received", village),
            Moment(village, "accept", "accepted", village),
            Moment(village, "forward", "forwarded", township),
            Moment(township, "receive", "in-review", township),
            Moment(township, "return --reason 界址不清", "returned", village),
            Moment(village, "request-correction --item 使用林地申请表=界址不清", "returned", village),
            Moment(village, "supplement --paper 使用林地申请表", "returned", village),
            Moment(village, "forward", "forwarded", township),
            Moment(township, "receive", "in-review", township),
            Moment(township, "forward", "forwarded", "360732"),
            Moment("360732", "receive", "in-review", "360732"),
            Moment("360732", "forward", "forwarded", "3607"),
            Moment("3607", "receive", "in-review", "3607"),
            Moment("3607", "forward", "forwarded", "36"),
            Moment("36", "receive", "in-review", "36"),
            Moment("36", "review --opinion 窗口初审通过", "in-review", "36"),
            Moment("36", "review --opinion 处室审核通过", "in-review", "36"),
            Moment("36", "review --opinion 同意", "in-review", "36"),
            Moment("36", "decide --grant", "granted", "36"),
            Moment("36", "conclude", "concluded", village),
            Moment(village, "deliver", "delivered", village),
        ]

        /// What must be equal wherever the case is known.
        private static let fields = [
            "stage", "holder", "receivedAt", "acceptedAt", "deadline", "statutoryDeadline", "deadlineProvisional",
            "calendar", "workingDaysLeft",
        ]

        @Test(
            "Stage, holder, deadline and days left are equal at village, township, county, city and province, step by step",
            .carries(78, 121, 266), .timeLimit(.minutes(4)))
        func equalEverywhere() async throws {
            try await TestNetwork.run { network in
                let halls = [network.village, network.township, network.county, network.city, network.province]
                let opened = try await network.village.run(
                    "case", "open", "--matter", "JX-LY-002", "--applicant", try network.applicant("张三"), "--paper",
                    "使用林地申请表", "--paper", "建设项目有关批准文件", "--paper", "建设项目使用林地可行性报告", "--paper", "林地补偿协议")
                let number = try #require(opened["number"].text)
                var copies = try await seen(number, at: halls, after: network.village, "open")
                #expect(copies == ["whole", "facts", "facts", "facts", "facts"])
                for moment in Self.moments {
                    let actor = try #require(halls.first { $0.id == moment.hall })
                    let answer = try await actor.run(["case", "do", number] + moment.words)
                    #expect(answer["stage"].text == moment.stage && answer["holder"].text == moment.holder, "\(moment)")
                    copies = try await seen(number, at: halls, after: actor, "\(moment)")
                }
                #expect(copies == Array(repeating: "whole", count: 5), "each took part in the end")
                #expect(try await network.faults() == [])
            }
        }

        /// Waits until the step has reached every hall, compares what each says, and gives how much each holds.
        private func seen(
            _ number: String, at halls: [TestHall], after actor: TestHall, _ moment: String
        ) async throws -> [String] {
            let commits = try actor.commits(of: number)
            var answers: [JSON] = []
            for hall in halls {
                try await until("\(hall.name) after \(moment)") { try hall.commits(of: number) == commits ? true : nil }
                answers.append(try await hall.run("case", "show", number))
            }
            for field in Self.fields {
                let values = answers.map { $0[field] }
                #expect(Set(values.map { "\($0)" }).count == 1, "\(field) after \(moment): \(values)")
            }
            return answers.compactMap { $0["copy"].text }
        }
    }
}
