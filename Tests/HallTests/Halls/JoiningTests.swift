import Foundation
import GRDB
import TestSupport
import Testing

extension HallsAtWork {
    @Suite("Many halls join")
    struct JoiningTests {
        @Test(
            "A hundred halls join a province, twenty of them killed meanwhile: each is there once, with one key",
            .carries(1, 226),
            .timeLimit(.minutes(3)))
        func hundred() async throws {
            let folder = try TemporaryFolder()
            let province = try TestHall(id: "36", name: "江西省", in: folder.path)
            try await cleanedUp([province], folder) {
                try await found(province)
                let invitations = try await enroll(province, folder)
                let killed = try await joinAll(invitations, folder)
                #expect(killed == 20)
                try await check(province, folder)
            }
        }

        private static let codes = (1...99).map { "36" + ($0 < 10 ? "0\($0)" : "\($0)") } + ["360101"]

        /// One table in, one table with invitations out.
        private func enroll(_ province: TestHall, _ folder: TemporaryFolder) async throws -> [String] {
            let rows = JoiningTests.codes.map { "\($0),第\($0)号大厅,,city" }
            let table = try folder.write(
                "halls.csv", Array(("code,name,department,tier\n" + rows.joined(separator: "\n")).utf8))
            let out = folder.path + "/invitations.csv"
            try await province.run("enroll", "--from", table, "-o", out)
            let lines = try String(contentsOfFile: out, encoding: .utf8).split(whereSeparator: \.isNewline)
            let heading = lines.first.map { $0.split(separator: ",", omittingEmptySubsequences: false) } ?? []
            let column = try #require(heading.firstIndex { $0.hasSuffix("invitation") })
            let invitations = lines.dropFirst().map {
                String($0.split(separator: ",", omittingEmptySubsequences: false)[column])
            }
            #expect(Set(invitations).count == 100)
            return invitations
        }

        /// Four at a time; each of the four kills until five of its joins were cut off. Gives how many were.
        private func joinAll(_ invitations: [String], _ folder: TemporaryFolder) async throws -> Int {
            let seed = SeededRandom.chosen
            print("JoiningTests: SEED=\(seed)")
            return try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        var random = SeededRandom(seed: seed &+ UInt64(worker))
                        var killed = 0
                        for place in stride(from: worker, to: invitations.count, by: 4) {
                            let delay = killed < 5 ? 5 + random.below(120) : nil
                            killed += try await join(
                                invitations[place], "\(folder.path)/joined-\(place)", killAfter: delay)
                        }
                        return killed
                    }
                }
                return try await group.reduce(0, +)
            }
        }

        private func join(_ invitation: String, _ folder: String, killAfter: Int?) async throws -> Int {
            let words = ["join", "--invitation", "-", "--data", folder, "--json"]
            var killed = 0
            if let killAfter {
                let result = try await HallBinary.run(words, input: Array(invitation.utf8), killAfter: killAfter)
                killed = result.status == 137 ? 1 : 0
            }
            let result = try await HallBinary.run(words, input: Array(invitation.utf8))
            guard result.status == 0 else { throw TestFailure("join in \(folder): \(result.status) \(result.errors)") }
            return killed
        }

        private func check(_ province: TestHall, _ folder: TemporaryFolder) async throws {
            let listed = try await province.run("network").elements.compactMap { $0["hall"].text }
            #expect(listed.filter { $0 != "36" }.sorted() == JoiningTests.codes.sorted())
            let keys = try province.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM directory_keys WHERE node != '36'") ?? 0
            }
            #expect(keys == 100, "one key a hall")
            for place in [0, 5, 50, 99] {
                let status = try await HallBinary.run(["status", "--data", "\(folder.path)/joined-\(place)", "--json"])
                    .json
                #expect(status["incarnation"] == .int(1))
                #expect(status["id"] == .text(JoiningTests.codes[place]))
                #expect(status["parent"] == .text("36"))
            }
            #expect(try await province.result(["verify"]).status == 0)
        }
    }
}
