import Foundation
import Sync
import TestSupport
import Testing

extension HallsAtWork {
    @Suite("Backup and restore")
    struct BackupTests {
        @Test(
            "A hall at work is backed up, and comes back with its key: new cases at once, older ones not yet",
            .timeLimit(.minutes(2)))
        func backAndForth() async throws {
            try await Pair.run { pair in
                let old = try await Window.openCase(pair)
                let file = pair.folder.path + "/city.hall-backup"
                let made = try await pair.city.run("backup", "-o", file)
                #expect(made["hall"] == .text("3607"))
                #expect(try Files.mode(file) == 0o600)
                #expect(try await pair.city.run("status")["lastBackup"] == made["at"])
                #expect(try await pair.city.result(["backup", "-o", file]).status == 3, "it replaces nothing")
                try expectNoKey(of: pair.city, in: file)

                let refused = try await pair.city.result(["restore", file])
                #expect(refused.status == 3)
                #expect(JSON(refused.errors)["error"]["code"] == .text("folder-taken"))

                await pair.city.kill()
                let back = try TestHall(id: "3607", name: "赣州市", in: pair.folder.path + "/back")
                try Files.copy("\(pair.city.folder)/keys", to: "\(back.folder)/keys")
                let restored = try await back.run("restore", file)
                #expect(restored["key"] == .text("kept"))
                #expect(restored["commits"] == made["commits"])
                #expect(restored["madeAt"] == made["at"])
                #expect(try await back.result(["verify"]).status == 0)

                let early = try await back.result(["case", "do", old, "accept"])
                #expect(early.status == 3)
                #expect(JSON(early.errors)["error"]["code"] == .text("set-back"))
                let new = try await Window.openCase(pair, at: back)
                try await back.step(new, "accept")
            }
        }

        @Test("--alone writes to older cases at once, with a warning", .timeLimit(.minutes(1)))
        func alone() async throws {
            try await Pair.run { pair in
                let old = try await Window.openCase(pair)
                let file = pair.folder.path + "/city.hall-backup"
                try await pair.city.run("backup", "-o", file)
                await pair.city.kill()
                let back = pair.folder.path + "/back"
                try Files.copy("\(pair.city.folder)/keys", to: "\(back)/keys")
                let restored = try await HallBinary.run(["restore", file, "--alone", "--data", back])
                #expect(restored.status == 0)
                #expect(restored.errors.contains("a superior must decide"))
                let accepted = try await HallBinary.run(["case", "do", old, "accept", "--data", back, "--json"])
                #expect(accepted.status == 0, "\(accepted.errors)")
            }
        }

        @Test(
            "A rehearsal says what would come back, from whom the rest, and what would be lost", .carries(70),
            .timeLimit(.minutes(1))
        )
        func rehearsal() async throws {
            try await Pair.run { pair in
                let old = try await Window.openCase(pair)
                let file = pair.folder.path + "/city.hall-backup"
                try await pair.city.run("backup", "-o", file)
                try await pair.city.step(old, "accept")
                try await pair.city.step(old, "review", "--opinion", "同意")
                let said = try await pair.city.run("restore", file, "--dry-run")
                #expect(said["hall"] == .text("3607"))
                #expect(said["folderFree"] == .bool(false))
                #expect(said["key"] == .text("kept"))
                // The case has not been forwarded: its content is nowhere else.
                #expect(said["onlyHere"] == .int(1))
                #expect(said["sinceThen"] == .object(["commits": .int(2), "elsewhere": .int(0), "lost": .int(2)]))
                let superior = try #require(said["neighbours"].elements.first)
                #expect(superior["peer"] == .text("36"))
                #expect(superior["role"] == .text("superior"))
                #expect((superior["sent"].int ?? 0) > 0)

                let elsewhere = pair.folder.path + "/nowhere"
                let blind = try await HallBinary.run(["restore", file, "--dry-run", "--data", elsewhere, "--json"])
                #expect(blind.status == 0)
                #expect(blind.json["sinceThen"] == .null)
                #expect(blind.json["key"] == .text("missing"))
                #expect(!FileManager.default.fileExists(atPath: elsewhere))
            }
        }

        @Test(
            "A backup that is cut short or flipped anywhere is refused, and leaves nothing behind",
            .timeLimit(.minutes(1)))
        func damaged() async throws {
            let folder = try TemporaryFolder()
            let store = SampleStore.city("0.1.0")
            let hall = try TestHall(id: "3607", name: "赣州市", in: folder.path)
            try Files.copy(store, to: hall.folder)
            let file = folder.path + "/sound.hall-backup"
            try await hall.run("backup", "-o", file)
            let sound = try Array(Data(contentsOf: URL(fileURLWithPath: file)))
            var random = SeededRandom(seed: 11)
            // The first: in the mark; the second: in the header's JSON; the rest: anywhere.
            let places = [3, 40] + (0..<6).map { _ in 4_096 + random.below(sound.count - 4_096) }
            var wrong: [[UInt8]] = places.map { place in
                var bytes = sound
                bytes[place] ^= 1
                return bytes
            }
            wrong += [0, 15, 4_095, 4_096, sound.count / 2, sound.count - 1].map { Array(sound.prefix($0)) }
            wrong.append(sound + [0])
            for (number, bytes) in wrong.enumerated() {
                let bad = try folder.write("bad-\(number)", bytes)
                let target = folder.path + "/target-\(number)"
                let result = try await HallBinary.run(["restore", bad, "--data", target, "--json"])
                #expect(result.status == 2, "\(number): \(result.errors)")
                let left = try FileManager.default.contentsOfDirectory(atPath: target)
                #expect(left == ["keys"], "\(number)")
            }
        }

        @Test(
            "A server backs up once a day, checks before it removes, and keeps as many as told", .carries(70),
            .timeLimit(.minutes(1))
        )
        func schedule() async throws {
            try await Pair.run { pair in
                let place = pair.folder.path + "/backups"
                await pair.city.stop()
                try await pair.city.start(["--backup-to", place, "--keep", "2"])
                func names() -> [String] {
                    ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [])
                        .filter { $0.hasSuffix(".hall-backup") }.sorted()
                }
                let first = try await until("the first backup") { names().first }
                // Two that are older, and one of another hall: that one is none of this server's business.
                let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: "\(place)/\(first)")))
                for day in ["20260101", "20260102"] {
                    _ = try pair.folder.write("backups/3607-\(day)-000000-0.2.0.hall-backup", Backdated.header(bytes))
                }
                try await pair.province.run("backup", "-o", "\(place)/3607-20250101-000000-0.2.0.hall-backup")
                await pair.city.stop()
                try await pair.city.start(["--backup-to", place, "--keep", "2"])
                try await Task.sleep(nanoseconds: 1_500_000_000)
                #expect(names().count == 4, "the newest is younger than a day")

                await pair.city.stop()
                try FileManager.default.removeItem(atPath: "\(place)/\(first)")
                try await pair.city.start(["--backup-to", place, "--keep", "2"])
                let left = try await until("the oldest gone") { () -> [String]? in
                    names().contains("3607-20260101-000000-0.2.0.hall-backup") ? nil : names()
                }
                #expect(left.count == 3)
                #expect(left.contains("3607-20250101-000000-0.2.0.hall-backup"))
                #expect(left.contains("3607-20260102-000000-0.2.0.hall-backup"))
                #expect(try await pair.city.run("status")["lastBackup"].text != nil)
            }
        }

        /// Neither the key's bytes nor their hex digits.
        private func expectNoKey(of hall: TestHall, in file: String) throws {
            let content = try Data(contentsOf: URL(fileURLWithPath: file))
            for name in ["signing", "agreement"] {
                let text = try String(contentsOfFile: "\(hall.folder)/keys/\(name)", encoding: .utf8)
                    .trimmingCharacters(in: .whitespacesAndNewlines)
                let raw = try #require(bytesOfHex(text))
                #expect(content.range(of: Data(raw)) == nil)
                #expect(content.range(of: Data(text.utf8)) == nil)
            }
        }
    }
}

/// A backup that says it is from 2026-01-01.
private enum Backdated {
    static func header(_ bytes: [UInt8]) throws -> [UInt8] {
        let block = String(decoding: bytes.prefix(4_096), as: UTF8.self)
        guard let start = block.range(of: "\"at\":"), let end = block[start.upperBound...].firstIndex(of: ",") else {
            throw TestFailure("no header")
        }
        // As many digits as before, so that the block keeps its length.
        let older = block[..<start.upperBound] + "1767196800000" + block[end...]
        return Array(older.utf8) + bytes.dropFirst(4_096)
    }
}

/// A case at the window of a pair's city.
enum Window {
    static func openCase(_ pair: Pair, at hall: TestHall? = nil) async throws -> String {
        let hall = hall ?? pair.city
        if try await pair.province.run("matter", "list").elements.isEmpty {
            try await pair.province.run("matter", "publish", "--sample")
            _ = try await pair.province.run("rollout", "JX-GT-004", "--wait", "20s")
        }
        return try await openCase(at: hall, in: pair.folder)
    }

    static func openCase(at hall: TestHall, in folder: TemporaryFolder) async throws -> String {
        let person = try folder.applicant()
        let opened = try await hall.run(
            "case", "open", "--matter", "JX-GT-004", "--applicant", person, "--paper", "建设项目用地预审与选址意见书申请表",
            "--paper", "项目建设依据", "--paper", "选址论证报告")
        guard let number = opened["number"].text else { throw TestFailure("no number: \(opened)") }
        return number
    }
}
