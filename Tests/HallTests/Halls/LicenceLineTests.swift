import TestSupport
import Testing

extension HallsAtWork {
    /// 王某's licence while the line between county and city breaks off all the time, wherever a message is: what had
    /// arrived before the break is sent again, since nobody had said so.
    @Suite("Wang's licence over a line that breaks")
    struct LicenceLineTests {
        @Test("Every step once, in order, at both ends", .carries(221, 258), .timeLimit(.minutes(5)))
        func everyStepOnce() async throws {
            let folder = try TemporaryFolder()
            let province = try TestHall(id: "36", name: "江西省", in: folder.path)
            let port = try FreePort.take()
            let line = try FaultyLine(to: port, bytesPerSecond: 100_000, breaksEvery: 0.4)
            let city = try TestHall(id: "3607", name: "赣州市", in: folder.path, url: "https://127.0.0.1:\(line.port)")
            let county = try TestHall(id: "360732", name: "兴国县", in: folder.path)
            try await cleanedUp([province, city, county], folder) {
                defer { line.remove() }
                try await found(province)
                try await province.run("matter", "publish", "--sample")
                let file = try await invite(city, by: province, ["--code", city.id])
                try await city.run("join", "--invitation", "@\(file)", "--url", city.url)
                try await city.start(["--listen", "127.0.0.1:\(port)"])
                let invitation = try await invite(county, by: city, ["--code", county.id])
                try await until("the county has joined") {
                    let words = ["join", "--invitation", "@\(invitation)", "--url", county.url]
                    return try await county.result(words).status == 0 ? true : nil
                }
                try await county.start()
                try await until("the catalogue", seconds: 60) {
                    try await county.result(["matter", "show", Licence.matter]).status == 0 ? true : nil
                }
                let number = try await story(county, city, line, folder)
                let commits = try county.commits(of: number)
                #expect(commits.count == 10 && Set(commits).count == 10)
                #expect(try city.commits(of: number) == commits)
                for hall in [province, city, county] { #expect(try await hall.result(["verify"]).status == 0) }
            }
        }

        /// Ten steps: filed, accepted, reviewed and handed up; taken, reviewed three times, decided, concluded. The
        /// line breaks before each of the city's.
        private func story(
            _ county: TestHall, _ city: TestHall, _ line: FaultyLine, _ folder: TemporaryFolder
        ) async throws -> String {
            let number = try await Licence.open(at: county, applicant: try folder.applicant())
            try await county.step(number, "accept")
            try await county.step(number, "review", "--opinion", "同意上报")
            try await county.step(number, "forward")
            try await city.wait(number, "forwarded", seconds: 60)
            let reviews = ["收件", "符合条件", "同意"].map { ["review", "--opinion", $0] }
            for words in [["receive"]] + reviews + [["decide", "--grant"], ["conclude"]] {
                let drops = line.drops
                try await until("the line breaks") { line.drops > drops ? true : nil }
                try await city.run(["case", "do", number] + words)
            }
            try await county.wait(number, "concluded", seconds: 60)
            return number
        }
    }
}
