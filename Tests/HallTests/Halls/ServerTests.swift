import Foundation
import Testing

extension HallsAtWork {
    @Suite("One server a hall")
    struct ServerTests {
        @Test("A second server on one store exits 5, and the first one goes on", .timeLimit(.minutes(1)))
        func secondServer() async throws {
            try await Pair.run { pair in
                let second = try await HallBinary.run(
                    [
                        "serve", "--data", pair.province.folder, "--web", "127.0.0.1:0", "--listen", "127.0.0.1:0",
                        "--json",
                    ],
                    timeout: 20)
                #expect(second.status == 5)
                #expect(JSON(second.errors)["error"]["message"].text?.isEmpty == false)
                #expect(pair.province.isServing)
                #expect(try await pair.province.run("status")["serving"] == .bool(true))
                // The lock is the kernel's: a killed server leaves none behind.
                await pair.province.kill()
                #expect(try await pair.province.run("status")["serving"] == .bool(false))
                try await pair.province.start()
                #expect(try await pair.province.run("status")["serving"] == .bool(true))
            }
        }

        @Test(
            "SIGTERM ends a server within five seconds while a neighbour holds its long response",
            .timeLimit(.minutes(1)))
        func terminated() async throws {
            try await Pair.run { pair in
                try await until("linked") {
                    let links = try await pair.city.run("status")["links"].elements
                    return links.contains { $0["state"] == .text("online") } ? true : nil
                }
                for hall in [pair.province, pair.city] {
                    let start = DispatchTime.now().uptimeNanoseconds
                    #expect(await hall.stop() == 0, "\(hall.name)")
                    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1_000_000_000
                    #expect(seconds < 5, "\(hall.name)")
                    #expect(try await hall.run("status")["serving"] == .bool(false))
                }
            }
        }

        @Test("What is done twice answers as the first time and changes nothing", .timeLimit(.minutes(2)))
        func twice() async throws {
            try await Pair.run { pair in
                let first = try await pair.city.run(
                    "join", "--invitation", "@\(pair.invitation)", "--url", pair.city.url)
                #expect(first["hall"] == .text("3607"))
                #expect(try await pair.city.run("status")["incarnation"] == .int(1))
                let elsewhere = try await HallBinary.run(
                    ["join", "--invitation", "@\(pair.invitation)", "--data", pair.folder.path + "/other", "--json"])
                #expect(elsewhere.status == 3, "an invitation serves one folder")
                let listed = try await pair.province.run("network").elements
                #expect(listed.filter { $0["hall"] == .text("3607") }.count == 1)

                let published = try await pair.province.run("matter", "publish", "--sample")
                #expect(published["published"].elements.isEmpty == false)
                let commits = try await pair.province.run("status")["commits"]
                let again = try await pair.province.run("matter", "publish", "--sample")
                #expect(again["published"] == .list([]))
                #expect(again["unchanged"].elements.count == published["published"].elements.count)
                #expect(try await pair.province.run("status")["commits"] == commits)
                try await cases(pair)
            }
        }

        /// `--once` for the filing and a step, `receive` by itself.
        private func cases(_ pair: Pair) async throws {
            _ = try await pair.province.run("rollout", "JX-GT-004", "--wait", "20s")
            let person = try pair.folder.applicant()
            let open = [
                "case", "open", "--matter", "JX-GT-004", "--applicant", person, "--paper", "建设项目用地预审与选址意见书申请表",
                "--paper", "项目建设依据", "--paper", "选址论证报告", "--once", "ticket 17",
            ]
            let opened = try await pair.city.run(open)
            #expect(try await pair.city.run(open) == opened)
            #expect(try await pair.city.run("case", "list").elements.count == 1)
            let number = try #require(opened["number"].text)
            let accepted = try await pair.city.run("case", "do", number, "accept", "--once", "ticket 18")
            #expect(try await pair.city.run("case", "do", number, "accept", "--once", "ticket 18") == accepted)
            let refused = try await pair.city.result(["case", "do", number, "accept"])
            #expect(refused.status == 3)
            for _ in 0..<2 { try await pair.city.step(number, "review", "--opinion", "同意") }
            try await pair.city.step(number, "forward")
            try await pair.province.wait(number, "forwarded")
            let received = try await pair.province.step(number, "receive")
            #expect(try await pair.province.step(number, "receive") == received)
            #expect(try pair.province.commits(of: number).count == 6)
        }
    }
}

/// A province and a city, linked.
struct Pair: Sendable {
    let folder: TemporaryFolder
    let province: TestHall
    let city: TestHall
    let invitation: String

    static func run(_ body: (Pair) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let province = try TestHall(id: "36", name: "江西省", in: folder.path)
        let city = try TestHall(id: "3607", name: "赣州市", in: folder.path)
        try await cleanedUp([province, city], folder) {
            try await found(province)
            let invitation = try await invite(city, by: province, ["--code", "3607"])
            try await city.run("join", "--invitation", "@\(invitation)", "--url", city.url)
            try await city.start()
            try await body(Pair(folder: folder, province: province, city: city, invitation: invitation))
        }
    }
}
