import Foundation
import GRDB
import Testing

@Suite("A hall whose folder is an older copy, as processes", .serialized, .timeLimit(.minutes(5)))
struct OlderCopyTests {
    /// A province, a city and a county, linked and at rest.
    private static func run(_ body: (_ halls: [TestHall], _ folder: TemporaryFolder) async throws -> Void) async throws
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let halls = [
            try TestHall(id: "36", name: "江西省", in: folder.path),
            try TestHall(id: "3607", name: "赣州市", in: folder.path),
            try TestHall(id: "360732", name: "兴国县", in: folder.path),
        ]
        let outcome: Result<Void, any Error>
        do {
            try await found(halls[0])
            try await halls[0].run("matter", "publish", "--sample")
            try await join(halls[1], to: halls[0], ["--code", "3607"])
            try await join(halls[2], to: halls[1], ["--code", "360732"])
            try await settled(halls)
            try await body(halls, folder)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        for hall in halls.reversed() { await hall.kill() }
        try outcome.get()
    }

    /// Waits until nothing is unsent anywhere and the two lower halls have all that the province published.
    private static func settled(_ halls: [TestHall], seconds: Double = 40) async throws {
        try await until("all is sent", seconds: seconds) { () -> Bool? in
            for hall in halls where try await hall.run("status")["unsent"] != .int(0) { return nil }
            let answer = try await halls[0].run("rollout", "JX-GT-001")
            return answer["reached"] == .int(halls.count) ? true : nil
        }
    }

    private static func open(_ hall: TestHall, _ network: TemporaryFolder, _ name: String) async throws -> String {
        let text =
            #"{"kind":"organisation","creditCode":"11340100YYYY00020H","name":"\#(name)","#
            + #""legalRepresentative":"李某"}"#
        let applicant = try network.write("\(name).json", Array(text.utf8))
        let answer = try await hall.run("case", "open", "--matter", "JX-GT-004", "--applicant", applicant)
        guard let number = answer["number"].text else { throw TestFailure("no number: \(answer)") }
        return number
    }

    private static func copy(_ from: String, to: String) throws {
        try? FileManager.default.removeItem(atPath: to)
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }

    @Test("Set back: it gets back what its neighbours hold, goes on with a new key, and can work", arguments: [1, 2])
    func setBack(place: Int) async throws {
        try await Self.run { halls, folder in
            let hall = halls[place]
            let before = try await Self.open(hall, folder, "before")
            try await Self.settled(halls)
            await hall.stop()
            try Self.copy(hall.folder, to: hall.folder + ".copy")
            try await hall.start()
            let after = try await Self.open(hall, folder, "after")
            try await Self.settled(halls)
            await hall.stop()
            try Self.copy(hall.folder + ".copy", to: hall.folder)
            try await hall.start()
            let incarnation = try await until("a new key", seconds: 60) {
                let status = try await hall.run("status")
                return status["incarnation"] == .int(2) && status["links"].elements.first?["state"].text == "online"
                    ? status : nil
            }
            #expect(incarnation["incarnation"] == .int(2))
            let since = try await Self.open(hall, folder, "since")
            try await Self.settled(halls, seconds: 60)
            // The superior holds a header of each; what was lost with the disk is known by it.
            for number in [before, after, since] {
                #expect(try await halls[place - 1].run("case", "show", number)["number"].text == number)
            }
            #expect(try await hall.run("case", "show", after)["number"].text == after)
            for other in halls {
                #expect(try await other.run("verify")["faults"].elements.isEmpty, "\(other.name)")
            }
        }
    }

    @Test("A clone is refused once the other copy has gone on, and says why")
    func clone() async throws {
        try await Self.run { halls, folder in
            let county = halls[2]
            await county.stop()
            try Self.copy(county.folder, to: county.folder + ".clone")
            try await county.start()
            _ = try await Self.open(county, folder, "original")
            try await Self.settled(halls)
            await county.stop()
            try Self.copy(county.folder, to: county.folder + ".original")
            try Self.copy(county.folder + ".clone", to: county.folder)
            try await county.start()
            try await until("the clone goes on with a new key", seconds: 60) {
                try await county.run("status")["incarnation"] == .int(2) ? true : nil
            }
            await county.stop()
            try Self.copy(county.folder + ".original", to: county.folder)
            try await county.start()
            let link = try await until("the other copy is refused", seconds: 60) {
                let link = try await county.run("status")["links"].elements.first
                return link?["state"].text == "refused" ? link : nil
            }
            #expect(link["lastError"].text?.contains("was ended") == true)
        }
    }

    @Test("A hall whose PC burned is enrolled again, and gets its work back")
    func burned() async throws {
        try await Self.run { halls, folder in
            let (city, county) = (halls[1], halls[2])
            let number = try await Self.open(county, folder, "kept above")
            try await Self.settled(halls)
            await county.kill()
            try FileManager.default.removeItem(atPath: county.folder)
            let refused = try await city.result(["enroll", "--code", "360732", "--name", county.name])
            #expect(refused.status == 3 && refused.errors.contains("--again"))
            try await join(county, to: city, ["--code", "360732", "--again"])
            try await until("its case is back", seconds: 60) {
                try await county.result(["case", "show", number]).status == 0 ? true : nil
            }
            try await Self.settled(halls, seconds: 60)
            #expect(try await county.run("status")["incarnation"] == .int(2))
        }
    }

    @Test("Keys are rotated and ended by a person")
    func keys() async throws {
        try await Self.run { halls, _ in
            let (city, county) = (halls[1], halls[2])
            #expect(try await county.run("key", "rotate", "--dry-run")["key"] == .null)
            #expect(try await county.run("key", "rotate")["waitsFor"].text == "3607")
            try await until("the new key is entered", seconds: 60) {
                try await city.run("log", "hall/360732").elements.count == 2 ? true : nil
            }
            try await Self.settled(halls, seconds: 60)
            #expect(try await county.result(["key", "rotate"]).status == 0)
            let dry = try await city.run("key", "end", "360732", "--reason", "试验", "--dry-run")
            #expect(dry["dryRun"] == .bool(true))
            try await until("the second is entered", seconds: 60) {
                try await city.run("log", "hall/360732").elements.count == 3 ? true : nil
            }
            try await city.run("key", "end", "360732", "--reason", "电脑被盗", "--stolen")
            try await until("the county is refused", seconds: 60) {
                try await county.run("status")["links"].elements.first?["state"].text == "refused" ? true : nil
            }
            #expect(try await city.result(["key", "end", "36", "--reason", "x"]).status == 3)
        }
    }
}
