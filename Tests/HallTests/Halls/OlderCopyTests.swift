import Foundation
import Testing

extension HallsAtWork {
    @Suite("A hall whose folder is an older copy", .timeLimit(.minutes(5)))
    struct OlderCopyTests {
        @Test(
            "Set back: it gets back what its neighbours hold, goes on with a new key, and can work", arguments: [1, 2])
        func setBack(place: Int) async throws {
            try await ThreeHalls.run { network in
                let halls = network.halls
                let hall = halls[place]
                let before = try await network.open(hall, "before")
                try await network.settled()
                await hall.stop()
                try ThreeHalls.copy(hall.folder, to: hall.folder + ".copy")
                try await hall.start()
                let after = try await network.open(hall, "after")
                try await network.settled()
                await hall.stop()
                try ThreeHalls.copy(hall.folder + ".copy", to: hall.folder)
                try await hall.start()
                try await network.renewed(hall, incarnation: 2)
                let since = try await network.open(hall, "since")
                try await network.settled(seconds: 60)
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
            try await ThreeHalls.run { network in
                let county = network.county
                await county.stop()
                try ThreeHalls.copy(county.folder, to: county.folder + ".clone")
                try await county.start()
                _ = try await network.open(county, "original")
                try await network.settled()
                await county.stop()
                try ThreeHalls.copy(county.folder, to: county.folder + ".original")
                try ThreeHalls.copy(county.folder + ".clone", to: county.folder)
                try await county.start()
                try await until("the clone goes on with a new key", seconds: 60) {
                    try await county.run("status")["incarnation"] == .int(2) ? true : nil
                }
                await county.stop()
                try ThreeHalls.copy(county.folder + ".original", to: county.folder)
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
            try await ThreeHalls.run { network in
                let (city, county) = (network.city, network.county)
                let number = try await network.open(county, "kept above")
                try await network.settled()
                await county.kill()
                try FileManager.default.removeItem(atPath: county.folder)
                let refused = try await city.result(["enroll", "--code", "360732", "--name", county.name])
                #expect(refused.status == 3 && refused.errors.contains("--again"))
                try await join(county, to: city, ["--code", "360732", "--again"])
                try await network.knows(county, number)
                try await network.settled(seconds: 60)
                #expect(try await county.run("status")["incarnation"] == .int(2))
                // The superior had its facts alone: whose case it is hears what has become of the rest.
                let step = try await county.result(["case", "do", number, "accept"])
                #expect(step.status == 3 && step.errors.contains("backup"))
                let check = try await county.result(["status", "--check"])
                #expect(check.json["problems"].elements.contains { $0["code"].text == "content-away" })
            }
        }

        @Test("Keys are rotated and ended by a person")
        func keys() async throws {
            try await ThreeHalls.run { network in
                let (city, county) = (network.city, network.county)
                #expect(try await county.run("key", "rotate", "--dry-run")["key"] == .null)
                #expect(try await county.run("key", "rotate")["waitsFor"].text == "3607")
                try await until("the new key is entered", seconds: 60) {
                    try await city.run("log", "hall/360732").elements.count == 2 ? true : nil
                }
                try await network.settled(seconds: 60)
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
                let number = try await network.open(county, "beyond the end")
                let id = try await county.run("log", "case/\(number)").elements.last?["id"].text ?? ""
                // Its listener began anew with each new key, and does not call that an error.
                let said = try String(contentsOfFile: county.serverOutput + ".err", encoding: .utf8)
                #expect(said.isEmpty, "\(said)")
                // Its store is whole: it goes on with a new key, once the old one is out of the way.
                await county.stop()
                let again = try await city.run("enroll", "--code", county.id, "--name", county.name, "--again")
                let words = ["join", "--invitation", try #require(again["invitation"].text), "--url", county.url]
                let taken = try await county.result(words)
                #expect(taken.status == 3 && taken.errors.contains("keys/"), "\(taken.errors)")
                try FileManager.default.moveItem(atPath: county.folder + "/keys", toPath: county.folder + "/keys.old")
                try await county.run(words)
                try await county.start()
                try await network.renewed(county, incarnation: 4)
                // What it wrote meanwhile does not count before a person at its superior says so.
                try await until("it is in quarantine above", seconds: 60) {
                    try await city.run("quarantine").elements.contains { $0["id"].text == id } ? true : nil
                }
                let forks = try await HallBinary.run(["forks", "--data", county.folder])
                #expect(forks.text.contains(id) && forks.text.contains("hall key admit"), "\(forks.text)")
                let gone = try await county.result(["case", "show", number])
                #expect(gone.status == 4 && gone.errors.contains("hall forks"), "\(gone.errors)")
                let admitted = try await city.run("key", "admit", id)["admitted"].elements
                #expect(admitted.map { $0["becomes"].text } == ["counts"])
                try await network.knows(county, number)
                try await network.knows(network.province, number)
                #expect(try await city.result(["key", "admit", id]).status == 3)
            }
        }
    }
}
