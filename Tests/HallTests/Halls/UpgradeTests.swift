import Foundation
import GRDB
import Testing

extension HallsAtWork {
    @Suite("Stores of other releases")
    struct UpgradeTests {
        @Test("There are stores of every release that was published")
        func kept() { #expect(SampleStore.releases.contains("0.1.0")) }

        @Test(
            "A store of an earlier release opens after a checked backup, is whole, links and goes on",
            .timeLimit(.minutes(2)), arguments: SampleStore.releases)
        func upgrade(release: String) async throws {
            let folder = try TemporaryFolder()
            let province = try TestHall(id: "36", name: "江西省", in: folder.path)
            let city = try TestHall(id: "3607", name: "赣州市", in: folder.path)
            try Files.copy(SampleStore.province(release), to: province.folder)
            try Files.copy(SampleStore.city(release), to: city.folder)
            try await cleanedUp([province, city], folder) {
                try await work(province, city, release: release, in: folder)
            }
        }

        private func work(
            _ province: TestHall, _ city: TestHall, release: String, in folder: TemporaryFolder
        ) async throws {
            for hall in [province, city] {
                let checked = try await hall.result(["verify"])
                #expect(checked.status == 0, "\(hall.name): \(checked.text)")
                let backups = try backups(of: hall)
                #expect(backups.count == 1, "\(hall.name)")
                #expect(backups.allSatisfy { $0.hasSuffix("-\(release).hall-backup") })
                let said = try await hall.run("restore", "\(hall.folder)/backups/\(backups[0])", "--dry-run")
                #expect(said["release"] == .text(release))
                #expect(said["sinceThen"]["commits"] == .int(0))
                try await hall.run("address", hall.url)
            }
            try await city.run("address", "--of-superior", province.url)
            let number = try await Window.openCase(at: city, in: folder)
            try await city.step(number, "accept")
            try await province.start()
            try await city.start()
            for _ in 0..<2 { try await city.step(number, "review", "--opinion", "同意") }
            try await city.step(number, "forward")
            try await province.wait(number, "forwarded")
            try await province.step(number, "receive")
            try await city.wait(number, "in-review")
            for hall in [province, city] { #expect(try await hall.result(["verify"]).status == 0) }
        }

        @Test("A store of a later release is refused with 5, naming that release and the backup to go back by")
        func newer() async throws {
            let folder = try TemporaryFolder()
            let hall = try TestHall(id: "3607", name: "赣州市", in: folder.path)
            try Files.copy(SampleStore.city("0.1.0"), to: hall.folder)
            try await hall.run("status")
            let backup = try #require(try backups(of: hall).first)
            // Later ones beside it: of another hall, and of a clock far ahead.
            for other in ["36-20661112-090000-0.2.0", "3607-20661112-090000-0.2.0"] {
                let copy = "\(hall.folder)/backups/\(other).hall-backup"
                try FileManager.default.copyItem(atPath: "\(hall.folder)/backups/\(backup)", toPath: copy)
            }
            try hall.tamper { db in
                try db.execute(
                    sql: """
                        INSERT INTO grdb_migrations VALUES ('of the day after tomorrow');
                        UPDATE settings SET value = '9.9.9' WHERE name = 'storeRelease';
                        """)
            }
            let refused = try await hall.result(["status"])
            #expect(refused.status == 5)
            let error = JSON(refused.errors)["error"]
            #expect(error["code"] == .text("newer-store"))
            #expect(error["message"].text?.contains("9.9.9") == true)
            #expect(error["hint"].text?.contains(backup) == true)
            // The way back that the hint names is a way.
            let back = folder.path + "/back"
            try Files.copy("\(hall.folder)/keys", to: "\(back)/keys")
            let restored = try await HallBinary.run(
                ["restore", "\(hall.folder)/backups/\(backup)", "--data", back, "--json"])
            #expect(restored.status == 0, "\(restored.errors)")
        }

        @Test("While a server of the earlier release runs, its store is not brought up under its feet")
        func servedByTheOld() async throws {
            let folder = try TemporaryFolder()
            let hall = try TestHall(id: "3607", name: "赣州市", in: folder.path)
            try Files.copy(SampleStore.city("0.1.0"), to: hall.folder)
            // The lock is all that an earlier server shows of itself.
            let holder = try ChildProcess(
                ["flock", "-F", "\(hall.folder)/serve.lock", "sleep", "30"], environment: [:], input: "/dev/null",
                output: "/dev/null", errors: "/dev/null")
            let refused = try await HallBinary.run(["status", "--data", hall.folder, "--json"], timeout: 30)
            #expect(refused.status == 5)
            #expect(JSON(refused.errors)["error"]["code"] == .text("server-runs"))
            #expect(try backups(of: hall).isEmpty)
            holder.signal(SIGKILL)
            await holder.end(within: 5)
        }

        private func backups(of hall: TestHall) throws -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: hall.folder + "/backups")) ?? []).sorted()
        }
    }
}
