import Foundation
import GRDB
import Sync
import Testing

extension HallsAtWork {
    @Suite("Altered and forged commits")
    struct TamperingTests {
        @Test(
            "What was altered in a store is found, refused with its reason at both ends, and holds nothing up",
            .timeLimit(.minutes(2)))
        func altered() async throws {
            try await TestNetwork.run { network in
                let (village, township) = (network.village, network.township)
                let person = try network.applicant("王某")
                let held = try await fileAndForward(village, person)
                try await township.wait(held, "forwarded")
                try await township.step(held, "receive")
                try await village.wait(held, "in-review")
                await village.kill()

                // The first two go up as headers only, the others whole.
                var numbers = [try await file(village, person), try await file(village, person)]
                for _ in 0..<3 { numbers.append(try await fileAndForward(village, person)) }
                try change(village, "case/\(numbers[0])", column: "header")
                try change(village, "case/\(numbers[1])", column: "signature")
                try change(village, "case/\(numbers[2])", column: "body")
                try flip(village, numbers[3])
                let found = try await village.result(["verify"])
                #expect(found.status == 3)
                #expect(found.json["faults"].elements.count >= 3)

                let forger = Forger(hall: village, superior: township)
                let withoutPen = try forger.write("case/\(held)")
                let foreign = try forger.write("case/360732101-260101-AAAAAAAAA")
                try forger.sendAgain(try #require(try village.commits(of: numbers[4]).first))
                try await village.start()
                let later = try await fileAndForward(village, person)
                for number in [numbers[3], numbers[4], later] {
                    try await township.wait(number, "forwarded")
                    try await village.wait(number, whereabouts: "signed-for")
                }
                let expected = [
                    try village.firstCommit(of: numbers[0]): "id-mismatch",
                    try village.firstCommit(of: numbers[1]): "bad-signature",
                    try village.firstCommit(of: numbers[2]): "body-mismatch",
                    withoutPen: "not-the-writer", foreign: "not-the-writer",
                ]
                try await refused(expected, by: township, from: village)
                try await waits(after: numbers[1], at: township, from: village)
                // What was refused is never shown as signed for.
                let shown = try await village.run("case", "show", numbers[1])
                #expect(shown["whereabouts"]["state"] == .text("saved"))
                for hall in network.halls where hall.id != village.id {
                    #expect(try await hall.result(["verify"]).status == 0, "\(hall.name)")
                }
            }
        }

        @Test(
            "A directory entry by a hall that is not the superior, or outside its part, is refused at both ends",
            .timeLimit(.minutes(2)))
        func forgedEntries() async throws {
            try await TestNetwork.run { network in
                let (township, county) = (network.township, network.county)
                await township.kill()
                let forger = Forger(hall: township, superior: county)
                let notSuperior = try forger.write(
                    "hall/360732102", content: try forger.entry("360732102", superior: "360732"))
                let outside = try forger.write(
                    "hall/360733", content: try forger.entry("360733", superior: "360732100"))
                let sibling = try forger.write(
                    "hall/360732101", content: try forger.entry("360732101", superior: "360732100"))
                try await township.start()
                let number = try await file(township, try network.applicant("王某"))
                try await county.wait(number, "received")
                try await refused(
                    [notSuperior: "not-the-superior", outside: "outside-part", sibling: "not-the-writer"],
                    by: county, from: township)
                for hall in network.halls where hall.id != township.id {
                    let known = try await hall.run("network").elements.compactMap { $0["hall"].text }
                    #expect(!known.contains("360732102") && !known.contains("360733"))
                    #expect(try await hall.result(["verify"]).status == 0, "\(hall.name)")
                }
            }
        }

        @Test(
            "Two matters of a file that were altered at the province are refused below; all others arrive",
            .timeLimit(.minutes(1)))
        func alteredCatalogue() async throws {
            try await Pair.run { pair in
                await pair.province.kill()
                let published = try await pair.province.run("matter", "publish", "--sample")
                try change(pair.province, "matter/36/JX-GT-001", column: "header")
                try change(pair.province, "matter/36/JX-GT-002", column: "body")
                let altered = try (
                    pair.province.head(of: "matter/36/JX-GT-001"), pair.province.head(of: "matter/36/JX-GT-002")
                )
                try await pair.province.start()
                let all = published["published"].elements.compactMap { $0["code"].text }
                let here = try await until("\(all.count - 2) matters at the city") { () -> [JSON]? in
                    let list = try await pair.city.run("matter", "list").elements
                    return list.count >= all.count - 2 ? list : nil
                }
                #expect(
                    here.compactMap { $0["code"].text }.sorted()
                        == all.filter { $0 != "JX-GT-001" && $0 != "JX-GT-002" }.sorted())
                try await refused(
                    [altered.0: "id-mismatch", altered.1: "body-mismatch"], by: pair.city, from: pair.province, lane: 3)
                // What a hall has refused it does not have, whatever else it has taken since.
                let rollout = try await pair.province.run("rollout", "JX-GT-002")
                #expect(rollout["reached"] == .int(1))
                #expect(rollout["pending"].elements.map { $0["reason"].text } == ["refused"])
                #expect(try await pair.city.result(["verify"]).status == 0)
            }
        }

        // MARK: -

        /// What follows a refused commit waits, is told to a person, and waits no more once that one has said so.
        private func waits(after number: String, at judge: TestHall, from sender: TestHall) async throws {
            try await sender.step(number, "accept")
            let found = try await until("\(judge.name): waiting") { () -> JSON? in
                try await judge.run("waiting").elements.first { $0["stream"].text == "case/\(number)" }
            }
            #expect(found["sentBy"].text == sender.id && found["author"].text == sender.id)
            #expect(found["first"] == .int(2) && found["last"] == .int(2) && found["commits"] == .int(1))
            #expect(found["lacks"].text == "commit-before")
            let unknown = try await judge.result(["waiting", "--dismiss", "case/nothing"])
            #expect(unknown.status == 2)
            #expect(try await judge.run("waiting", "--dismiss", "case/\(number)")["dismissed"] == .int(1))
            #expect(try await judge.run("waiting").elements.isEmpty)
            _ = try await until("\(sender.name): what waited was refused") { () -> [JSON]? in
                let reasons = try await sender.run("quarantine").elements.filter { $0["reason"].text == "gave-up" }
                return reasons.count == 1 ? reasons : nil
            }
        }

        private func file(_ hall: TestHall, _ person: String) async throws -> String {
            let opened = try await hall.run(
                "case", "open", "--matter", "JX-MZ-003", "--applicant", person, "--paper", "临时救助申请书", "--paper",
                "居民身份证")
            return try #require(opened["number"].text)
        }

        private func fileAndForward(_ hall: TestHall, _ person: String) async throws -> String {
            let number = try await file(hall, person)
            try await hall.step(number, "accept")
            try await hall.step(number, "forward")
            return number
        }

        /// Changes the last byte of a column of a stream's first commit.
        private func change(_ hall: TestHall, _ stream: String, column: String) throws {
            let table = column == "signature" ? "signatures" : "commits"
            try hall.tamper { db in
                let place = try Row.fetchOne(
                    db,
                    sql: "SELECT position, sigid FROM commits JOIN streams USING(sid) WHERE name = ? AND sequence = 1",
                    arguments: [stream])
                let row: Int64? = column == "signature" ? place?[1] : place?[0]
                var bytes = try Data.fetchOne(
                    db, sql: "SELECT \(column) FROM \(table) WHERE rowid = ?", arguments: [row])
                guard let last = bytes?.indices.last else { throw TestFailure("no \(column) of \(stream)") }
                bytes?[last] ^= 1
                try db.execute(sql: "UPDATE \(table) SET \(column) = ? WHERE rowid = ?", arguments: [bytes, row])
            }
        }

        /// Puts the other signature that verifies in the place of a commit's own.
        private func flip(_ hall: TestHall, _ number: String) throws {
            try hall.tamper { db in
                let row = try #require(
                    try Row.fetchOne(
                        db,
                        sql: """
                            SELECT sigid, signature FROM commits JOIN streams USING(sid) JOIN signatures USING(sigid)
                            WHERE name = ? AND sequence = 1
                            """, arguments: ["case/\(number)"]))
                let signature: Data = row[1]
                try db.execute(
                    sql: "UPDATE signatures SET signature = ? WHERE sigid = ?",
                    arguments: [Data(FlippedSignature.of(Array(signature))), row[0] as Int64])
            }
        }

        /// Exactly these were refused, by this reason; both ends show it, and the signed receipt says it.
        private func refused(
            _ expected: [CommitID: String], by judge: TestHall, from sender: TestHall, lane: Int = 0
        ) async throws {
            let wanted = Dictionary(uniqueKeysWithValues: expected.map { ($0.key.hex, $0.value) })
            for hall in [judge, sender] {
                let records = try await until("\(hall.name): quarantine") { () -> [JSON]? in
                    let records = try await hall.run("quarantine").elements
                    return records.count >= expected.count ? records : nil
                }
                let found = records.compactMap { record -> (String, String)? in
                    guard let id = record["id"].text, let reason = record["reason"].text else { return nil }
                    return (id, reason)
                }
                #expect(Dictionary(found, uniquingKeysWith: { first, _ in first }) == wanted, "\(hall.name)")
                #expect(records.count == expected.count, "\(hall.name)")
                #expect(records.allSatisfy { $0["where"].text == judge.id }, "\(hall.name)")
                #expect(try await hall.run("status")["quarantine"] == .int(expected.count))
            }
            let receipt = try sender.read { db in
                try Data.fetchOne(
                    db, sql: "SELECT bytes FROM receipts WHERE peer = ? AND lane = ?",
                    arguments: [judge.id, lane])
            }
            for reason in expected.values {
                #expect(Array(receipt ?? Data()).holds(Array(reason.utf8)), "the receipt says \(reason)")
            }
        }
    }
}

extension TestHall {
    /// Id of a case's first commit, as the store has it.
    func firstCommit(of number: String) throws -> CommitID {
        guard let id = try commits(of: number).first else { throw TestFailure("\(name): no commit of \(number)") }
        return id
    }

    /// Id of a stream's newest commit, as the store has it.
    func head(of stream: String) throws -> CommitID {
        let id = try read { db in
            try Hash256.fetchOne(db, sql: "SELECT head_id FROM streams WHERE name = ?", arguments: [stream])
        }
        guard let id else { throw TestFailure("\(name): nothing of \(stream)") }
        return id
    }
}
