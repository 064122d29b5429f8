import Foundation
import GRDB
import Sync
import TestSupport
import Testing

extension HallsAtWork {
    @Suite("A damaged store")
    struct DamageTests {
        private static let flips = 60

        @Test(
            "A flipped bit anywhere in a store is found where it matters, and ends no command", .carries(283),
            .timeLimit(.minutes(4)))
        func flips() async throws {
            let folder = try TemporaryFolder()
            let hall = try TestHall(id: "3607", name: "赣州市", in: folder.path)
            try Files.copy(SampleStore.city("0.1.0"), to: hall.folder)
            try await hall.run("status")
            let file = hall.folder + "/hall.sqlite"
            let sound = try Array(Data(contentsOf: URL(fileURLWithPath: file)))
            let before = try StoreContent.hash(of: file)
            var random = SeededRandom(seed: 3)
            var hurt = 0
            for flip in 0..<DamageTests.flips {
                // Pages are mostly empty: half of the flips aim at bytes that hold something.
                var place = random.below(sound.count)
                if flip.isMultiple(of: 2) { while sound[place] == 0 { place = random.below(sound.count) } }
                var bytes = sound
                bytes[place] ^= 1 << UInt8(random.below(8))
                for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + end) }
                try Data(bytes).write(to: URL(fileURLWithPath: file))
                let isHurt = StoreContent.isHurt(file, before)
                for words in [["status"], ["case", "list"], ["log"], ["verify"]] {
                    let result = try await hall.result(words)
                    #expect(
                        [0, 3, 4, 5].contains(result.status),
                        "byte \(place) \(words): \(result.status) \(result.errors)")
                    if words == ["verify"], isHurt { hurt += 1 }
                    if words == ["verify"], isHurt { #expect(result.status != 0, "byte \(place) is hurt") }
                }
            }
            print("DamageTests: \(hurt) of \(DamageTests.flips) flips hurt something")
            #expect(hurt >= 5)
        }

        @Test("A server finds what is hurt, sets it aside, says so, and goes on", .timeLimit(.minutes(1)))
        func sweep() async throws {
            try await Pair.run { pair in
                let number = try await Window.openCase(pair)
                try await pair.city.step(number, "accept")
                // A round that was cut off goes on where it was: only a new one comes by this commit.
                try await until("the first round is done") { () -> Bool? in
                    try await pair.city.run("status")["lastChecked"].text == nil ? nil : true
                }
                await pair.city.stop()
                let hurt = try pair.city.tamper { db -> Int64 in
                    let row = try #require(
                        try Row.fetchOne(
                            db,
                            sql: """
                                SELECT position, body FROM commits JOIN streams USING(sid) WHERE name = ? AND sequence = 1
                                """, arguments: ["case/\(number)"]))
                    var body: Data = row[1]
                    body[body.count / 2] ^= 4
                    try db.execute(
                        sql: "UPDATE commits SET body = ? WHERE position = ?", arguments: [body, row[0] as Int64])
                    return row[0]
                }
                try await pair.city.start()
                try await until("it is found") { () -> Bool? in
                    try await pair.city.run("status")["damaged"] == .int(1) ? true : nil
                }
                let checked = try await pair.city.result(["status", "--check"])
                #expect(checked.status == 3)
                let problems = checked.json["problems"].elements.filter { $0["code"] == .text("damaged") }
                #expect(problems.first?["message"].text?.contains("commit \(hurt)") == true)
                let kept = try pair.city.read { db in
                    try Row.fetchOne(
                        db, sql: "SELECT body IS NULL, bytes IS NOT NULL FROM commits, damaged USING(position)")
                }
                #expect(kept?[0] == true)
                #expect(kept?[1] == true)
                // The rest of the hall is sound, and works.
                let another = try await Window.openCase(at: pair.city, in: pair.folder)
                try await pair.city.step(another, "accept")
                try await until("the round is done") { () -> Bool? in
                    try await pair.city.run("status")["lastChecked"].text == nil ? nil : true
                }
                #expect(pair.city.isServing)
            }
        }
    }
}

/// What stands in a store, whatever its pages look like.
private enum StoreContent {
    /// What something else in the store bears out: of what stands alone, like the moment of arrival, nobody can tell.
    private static let columns = [
        ("keys", "*"), ("signatures", "*"), ("streams", "*"),
        (
            "commits",
            "position, sid, sequence, kid, key_sequence, id, header, body, sigid, leaf, path, standing"
        ),
        ("blobs", "*"), ("blob_pieces", "*"), ("lanes", "lane, head, digest"), ("lane_rows", "*"), ("directory", "*"),
        ("directory_keys", "*"), ("participants", "*"), ("blob_citations", "*"), ("matter_versions", "*"),
        ("cases", "*"),
    ]

    /// A hash over the rows; an error where SQLite cannot read them, or finds a page out of order.
    static func hash(of file: String) throws -> Hash256 {
        let queue = try DatabaseQueue(path: file)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { db in
            let word = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)")
            guard word == "ok" else { throw TestFailure(word ?? "no answer") }
            var digest = Hash256.zero
            for (table, columns) in StoreContent.columns {
                let rows = try Row.fetchCursor(db, sql: "SELECT \(columns) FROM \(table)")
                while let row = try rows.next() {
                    let text = row.databaseValues.map { "\($0)" }.joined(separator: "|")
                    digest = .of(digest.bytes + Array(text.utf8))
                }
            }
            return digest
        }
    }

    /// Whether something in it can no longer be read as it was.
    static func isHurt(_ file: String, _ before: Hash256) -> Bool { (try? hash(of: file)) != before }
}
