import Foundation
import Sync
import Testing

extension HallsAtWork {
    @Suite("A large scan over a bad line")
    struct LargeScanTests {
        /// Size, rate and breaks. `HALL_LARGE_SCAN=1` takes the full ones: about five minutes.
        private struct Measure {
            var bytes: Int
            var bytesPerSecond: Double
            var breaksEvery: Double

            static var now: Measure {
                ProcessInfo.processInfo.environment["HALL_LARGE_SCAN"] == nil
                    ? Measure(bytes: 20_000_000, bytesPerSecond: 2_000_000, breaksEvery: 3)
                    : Measure(bytes: 200_000_000, bytesPerSecond: 1_000_000, breaksEvery: 30)
            }
        }

        @Test(
            "It arrives whole over a line that breaks again and again, while cases go past it",
            .timeLimit(.minutes(12)))
        func arrives() async throws {
            let measure = Measure.now
            let folder = try TemporaryFolder()
            let province = try TestHall(id: "36", name: "江西省", in: folder.path)
            let city = try TestHall(id: "3607", name: "赣州市", in: folder.path)
            let port = try FreePort.take()
            let line = try FaultyLine(
                to: port, bytesPerSecond: measure.bytesPerSecond, breaksEvery: measure.breaksEvery)
            let outcome: Result<Void, any Error>
            do {
                try await province.run(
                    "init", "--code", "36", "--name", province.name, "--url", "https://127.0.0.1:\(line.port)",
                    "--practice")
                try await province.start(["--listen", "127.0.0.1:\(port)"])
                try await province.run("matter", "publish", "--sample")
                try await join(city, to: province, ["--code", "3607"])
                _ = try await until("the catalogue", seconds: 30) {
                    let reached = try await province.run("rollout", "JX-GT-004")["reached"]
                    return reached == .int(2) ? true : nil
                }
                try await send(measure, from: city, to: province, folder, line)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await city.kill()
            await province.kill()
            line.remove()
            folder.remove()
            try outcome.get()
        }

        private func send(
            _ measure: Measure, from city: TestHall, to province: TestHall, _ folder: TemporaryFolder,
            _ line: FaultyLine
        ) async throws {
            let scan = folder.path + "/scan.pdf"
            let hash = try write(measure.bytes, to: scan)
            let start = ContinuousClock.now
            let large = try await forward(city, folder, ["--material", "项目建设依据=\(scan)"])
            var slowest = Duration.zero
            var passed = 0
            // As long as the scan is on its way, a case after the other goes past it.
            while try await !holds(province, large) {
                let began = ContinuousClock.now
                let small = try await forward(city, folder, ["--paper", "项目建设依据"])
                try await until("a small case beside the scan", seconds: measure.breaksEvery * 2 + 20) {
                    let shown = try await province.result(["case", "show", small])
                    return shown.status == 0 && shown.json["stage"] == .text("forwarded") ? true : nil
                }
                slowest = max(slowest, ContinuousClock.now - began)
                passed += 1
                let limit = Double(measure.bytes) / measure.bytesPerSecond * 4 + 60
                guard ContinuousClock.now - start < .seconds(limit) else { throw TestFailure("the scan never arrives") }
            }
            let took = ContinuousClock.now - start
            let drops = line.drops
            print("scan: \(measure.bytes) bytes, \(took), \(drops) breaks, \(passed) cases past it, slowest \(slowest)")
            #expect(drops >= 2, "the line did not break while the scan went over it")
            #expect(passed >= 3, "no case went past it")
            let copy = folder.path + "/copy"
            _ = try await province.run("case", "material", large, "项目建设依据", "-o", copy)
            #expect(Hash256.of(Array(try Data(contentsOf: URL(fileURLWithPath: copy)))) == hash)
            #expect(try await province.run("verify")["faults"] == .list([]))
        }

        private func holds(_ hall: TestHall, _ number: String) async throws -> Bool {
            let shown = try await hall.result(["case", "show", number])
            guard shown.status == 0 else { return false }
            let files = shown.json["materials"].elements.filter { $0["form"] == .text("file") }
            return !files.isEmpty && files.allSatisfy { $0["here"] == .bool(true) }
        }

        /// Opens a case in the city and sends it up.
        private func forward(_ city: TestHall, _ folder: TemporaryFolder, _ words: [String]) async throws -> String {
            let person = try folder.applicant()
            let opened = try await city.run(
                [
                    "case", "open", "--matter", "JX-GT-004", "--applicant", person, "--paper",
                    "建设项目用地预审与选址意见书申请表", "--paper", "选址论证报告",
                ] + words)
            let number = try #require(opened["number"].text)
            try await city.step(number, "accept")
            for _ in 0..<2 { try await city.step(number, "review", "--opinion", "同意") }
            try await city.step(number, "forward")
            return number
        }

        /// A file of random bytes, which no line can make smaller; gives its SHA-256.
        private func write(_ count: Int, to path: String) throws -> Hash256 {
            guard let source = FileHandle(forReadingAtPath: "/dev/urandom") else { throw TestFailure("no chance") }
            var bytes: [UInt8] = []
            while bytes.count < count {
                bytes += try source.read(upToCount: min(count - bytes.count, 1 << 20)) ?? Data()
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return .of(bytes)
        }
    }
}
