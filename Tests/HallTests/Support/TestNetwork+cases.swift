import Foundation
import GRDB
import Sync

extension TestHall {
    /// Does a step of a case.
    @discardableResult
    func step(_ number: String, _ words: String...) async throws -> JSON {
        try await run(["case", "do", number] + words)
    }

    /// Waits until a case has a stage here, and shows it.
    @discardableResult
    func wait(_ number: String, _ stage: String, seconds: Double = 20) async throws -> JSON {
        try await until("\(name): \(number) \(stage)", seconds: seconds) {
            let shown = try await self.result(["case", "show", number, "--wait", stage, "--timeout", "5s"])
            return shown.status == 0 ? shown.json : nil
        }
    }

    /// Waits until this hall's own newest commit of a case is where it is said to be.
    @discardableResult
    func wait(_ number: String, whereabouts state: String, seconds: Double = 20) async throws -> JSON {
        var last = JSON.missing
        do {
            return try await until("\(name): \(number) is \(state)", seconds: seconds) {
                last = try await self.run("case", "show", number)["whereabouts"]
                return last["state"].text == state ? last : nil
            }
        } catch let failure as TestFailure {
            let links = try await run("status")["links"]
            throw TestFailure("\(failure): \(last); links: \(links)")
        }
    }

    /// The bytes of a material, as the command line gives them.
    func material(_ number: String, _ material: String) async throws -> [UInt8] {
        let result = try await HallBinary.run(["case", "material", number, material, "--data", folder])
        guard result.status == 0 else { throw TestFailure("\(name): \(material): \(result.errors)") }
        return result.output
    }

    /// Ids of the case's main stream in this store, in order.
    func commits(of number: String) throws -> [Hash256] {
        try read { db in
            try Hash256.fetchAll(
                db,
                sql: "SELECT id FROM commits JOIN streams USING(sid) WHERE name = ? AND standing = 0 ORDER BY sequence",
                arguments: ["case/\(number)"])
        }
    }

    /// Whether a store holds all pieces of every blob that its commits of the case cite, and cites so many.
    func holdsBlobs(of number: String, count: Int) throws -> Bool {
        try read { db in
            let held = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(DISTINCT blob) FROM blob_citations b JOIN commits c ON c.position = b.position
                      JOIN streams USING(sid) JOIN blobs USING(blob) WHERE name = ? AND held = pieces
                    """, arguments: ["case/\(number)"])
            return held == count
        }
    }
}

extension TestNetwork {
    /// Lets a hall between origin and deciding hall take a case and hand it on.
    func passOn(_ number: String, at hall: TestHall) async throws {
        try await hall.wait(number, "forwarded")
        try await hall.step(number, "receive")
        try await hall.step(number, "forward")
    }

    /// Every hall checks its whole store; gives the faults.
    func faults() async throws -> [String] {
        try await NetworkChecks(halls: halls, links: links).faults()
    }
}
