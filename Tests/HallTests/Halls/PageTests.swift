import Foundation
import GRDB
import TestSupport
import Testing

extension HallsAtWork {
    /// Bits that turned over in the file of a store, and pages that are gone: found, lived with, and taken back.
    @Suite("Pages of a store", .timeLimit(.minutes(5)))
    struct PageTests {
        /// What a flipped bit hits: a column of the middle one of some streams' commits.
        struct Hit: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let column: String
            let stream: String
            /// What the sweep calls it.
            let kind: String
        }

        private static let hits = [
            Hit(testDescription: "the body of a matter", column: "body", stream: "matter/%", kind: "body"),
            Hit(testDescription: "the header of a matter", column: "header", stream: "matter/%", kind: "header"),
            Hit(testDescription: "the own entry's header", column: "header", stream: "hall/360732", kind: "header"),
            Hit(testDescription: "the body of the own entry", column: "body", stream: "hall/360732", kind: "body"),
            Hit(testDescription: "the header of the root", column: "header", stream: "hall/36", kind: "header"),
        ]

        @Test(
            "A flipped bit is found, the hall goes on, and what it hit comes back from the neighbour", arguments: hits)
        func flipped(hit: Hit) async throws {
            try await ThreeHalls.run { network in
                let county = network.county
                try await Self.firstRoundIsDone(county)
                await county.stop()
                let position = try Self.flip(hit, in: county)

                // Judged as far as it can be, and mended as far as the log tells.
                let found = try await county.result(["verify"])
                #expect(found.status == 3)
                #expect(found.json["faults"].elements.contains { $0["where"] == .text("commit \(position)") })
                #expect(try await county.run("rebuild")["setAside"] == .int(1))
                #expect(try await county.run("status")["damaged"] == .int(1))
                let number = try await network.open(county, "meanwhile")

                try await county.start()
                let sound = "SELECT count(*) FROM damaged WHERE kind = '\(hit.kind)' AND mended_at IS NOT NULL"
                try await until("it is mended", seconds: 90) { () -> Bool? in
                    try county.read { try Int.fetchOne($0, sql: sound) } == 1 ? true : nil
                }
                try await network.knows(network.province, number)
                try await Self.allIsWell(network)
            }
        }

        @Test("A flipped bit is found by a server that nobody asked, and comes back while it works")
        func found() async throws {
            try await ThreeHalls.run { network in
                let county = network.county
                try await Self.firstRoundIsDone(county)
                await county.stop()
                _ = try Self.flip(Self.hits[0], in: county)
                try await county.start()
                try await until("it is found and mended", seconds: 90) { () -> Bool? in
                    let sound = "SELECT count(*) FROM damaged WHERE kind = 'body' AND mended_at IS NOT NULL"
                    return try county.read { try Int.fetchOne($0, sql: sound) } == 1 ? true : nil
                }
                try await Self.allIsWell(network)
            }
        }

        @Test(
            "The own entry in the directory is hurt: verify says so, rebuild mends it, and a server mends it by itself")
        func ownEntry() async throws {
            try await ThreeHalls.run { network in
                let county = network.county
                await county.stop()
                let hurt = "UPDATE directory SET entry = zeroblob(length(entry)) WHERE node = '360732'"
                try county.tamper { try $0.execute(sql: hurt) }
                let found = try await county.result(["verify"])
                #expect(found.status == 3)
                #expect(found.json["faults"].elements.map { $0["where"].text } == ["read model directory"])
                try await county.run("rebuild")
                #expect(try await county.result(["verify"]).status == 0)

                try county.tamper { try $0.execute(sql: hurt) }
                try await county.start()
                try await Self.allIsWell(network)
            }
        }

        @Test(
            "A page is gone: the server goes on with the rest, rebuild keeps what can be read, the neighbour gives the rest",
            arguments: ["matter/%", "hall/36", "hall/3607", "hall/360732"])
        func page(of stream: String) async throws {
            try await ThreeHalls.run { network in
                let county = network.county
                let number = try await network.open(county, "before")
                try await network.settled()
                try await Self.firstRoundIsDone(county)
                let matters = try await county.run("matter", "list").elements.count
                await county.stop()
                let hit = Hit(testDescription: "", column: "header", stream: stream, kind: "")
                try Self.change(county, by: try Self.row(hit, in: county).bytes) { file, place in
                    let page = place / 4_096 * 4_096
                    file.replaceSubrange(page..<page + 4_096, with: Data(count: 4_096))
                }
                let found = try await county.result(["verify"])
                #expect(found.status == 3)
                #expect(found.json["faults"].elements.contains { $0["where"].text?.hasPrefix("commits ") == true })

                // The server is up, finds it, says so, and works with what is sound.
                try await county.start()
                try await until("it is found") { () -> Bool? in
                    try await county.run("status")["damaged"].int ?? 0 > 0 ? true : nil
                }
                #expect(try await county.run("case", "show", number)["number"].text == number)
                let problems = try await county.result(["status", "--check"]).json["problems"].elements
                let damaged = try #require(problems.first { $0["code"] == .text("damaged") })
                #expect(damaged["hint"].text?.contains("hall rebuild") == true)
                #expect(try await county.result(["rebuild"]).status == 5, "not beside a server")
                await county.stop()

                let rebuilt = try await county.run("rebuild")
                #expect(rebuilt["salvaged"]["rows"].int ?? 0 > 100)
                let kept = try #require(rebuilt["salvaged"]["kept"].text)
                #expect(try Files.mode(kept) == 0o600)
                #expect(try await county.run("status")["setBackSince"].text != nil)
                try await county.start()
                try await network.renewed(county, incarnation: 2)
                _ = try await network.open(county, "afterwards")
                try await until("all matters are back", seconds: 60) { () -> Bool? in
                    try await county.run("matter", "list").elements.count == matters ? true : nil
                }
                #expect(try await county.run("case", "show", number)["number"].text == number)
                try await Self.allIsWell(network)
            }
        }

        // MARK: -

        /// So much of a column stands in one run, even where the rest goes on on another page.
        private static let headBytes = 64

        private static func firstRoundIsDone(_ hall: TestHall) async throws {
            // A round that was cut off goes on where it was: only a new one comes by what is hurt now.
            try await until("the first round is done") { () -> Bool? in
                try await hall.run("status")["lastChecked"].text == nil ? nil : true
            }
        }

        private static func allIsWell(_ network: ThreeHalls) async throws {
            try await network.settled(seconds: 60)
            for hall in network.halls {
                let faults = try await hall.result(["verify"]).json["faults"].elements
                #expect(faults.isEmpty, "\(hall.name): \(faults)")
                // The server looks once a second whether what was damaged has come back.
                try await until("\(hall.name): nothing is damaged any more") { () -> Bool? in
                    try await hall.run("status")["damaged"] == .int(0) ? true : nil
                }
            }
        }

        private static func row(_ hit: Hit, in hall: TestHall) throws -> (position: Int64, bytes: Data) {
            try hall.tamper { db in
                let rows = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT position, \(hit.column) FROM commits JOIN streams USING(sid) WHERE name LIKE ?
                        ORDER BY position
                        """, arguments: [hit.stream])
                let row = try #require(rows.isEmpty ? nil : rows[rows.count / 2])
                return (row[0], row[1])
            }
        }

        /// Turns one bit over in the file, in the middle of what is hit; gives the commit's position.
        private static func flip(_ hit: Hit, in hall: TestHall) throws -> Int64 {
            let (position, bytes) = try row(hit, in: hall)
            try change(hall, by: bytes) { file, place in file[place + min(bytes.count, headBytes) / 2] ^= 4 }
            return position
        }

        /// Changes the file of a stopped hall where these bytes begin.
        private static func change(_ hall: TestHall, by bytes: Data, _ change: (inout Data, Int) -> Void) throws {
            let url = URL(fileURLWithPath: hall.folder + "/hall.sqlite")
            #expect(!FileManager.default.fileExists(atPath: url.path + "-wal"), "all stands in the file")
            var file = try Data(contentsOf: url)
            let place = try #require(file.range(of: bytes.prefix(headBytes))).lowerBound
            change(&file, place)
            try file.write(to: url)
        }
    }
}
