import Foundation
import TestSupport
import Testing

extension HallsAtWork {
    /// The province's root key, changed by the next one: with halls off line, and with nothing left but a backup.
    @Suite("The next root key", .timeLimit(.minutes(5)))
    struct RootKeyTests {
        /// Changes the province's key to the one of this number.
        private static func rotate(
            _ network: ThreeHalls, to number: Int, _ words: String...
        ) async throws -> HallBinary.Result {
            try await network.province.result(
                ["key", "rotate", "--root-key", network.rootFile(number), "--next-root", network.rootFile(number + 1)]
                    + words)
        }

        /// Waits until a hall knows the key.
        private static func learns(_ hall: TestHall, _ key: JSON) async throws {
            try await until("\(hall.name) knows the root key", seconds: 60) {
                try await hall.run("status")["rootKey"] == key ? true : nil
            }
        }

        private static func verifies(_ dossier: String, _ root: JSON) async throws -> Bool {
            let result = try await HallBinary.run(["verify", dossier, "--root", root.text ?? "", "--json"])
            #expect(result.status == (result.json["faults"].elements.isEmpty ? 0 : 3), "\(result.errors)")
            return result.json["faults"].elements.isEmpty
        }

        @Test(
            "Twice changed while the city is off line: all go on, and dossiers verify by the first key and the newest")
        func offLine() async throws {
            try await ThreeHalls.run(isReal: true) { network in
                let (province, city, county) = (network.province, network.city, network.county)
                let fingerprint = try await province.run("status")["fingerprint"]
                let number = try await network.open(county, "before")
                try await network.settled()
                let early = network.folder.path + "/early"
                try await county.run("case", "export", number, "-o", early)
                await city.stop()
                let dry = try await Self.rotate(network, to: 1, "--dry-run")
                #expect(dry.status == 0 && dry.json["incarnation"] == .int(2) && dry.json["dryRun"] == .bool(true))
                #expect(!FileManager.default.fileExists(atPath: network.rootFile(2)))
                let first = try await Self.rotate(network, to: 1)
                #expect(first.status == 0 && first.json["ends"] == fingerprint, "\(first.errors)")
                let mode = try FileManager.default.attributesOfItem(atPath: network.rootFile(2))[.posixPermissions]
                #expect(mode as? Int == 0o600)
                let again = try await Self.rotate(network, to: 1)
                #expect(again.status == 3 && again.errors.contains("next root key"), "\(again.errors)")
                #expect(try await province.result(["key", "rotate"]).status == 2)
                let second = try await Self.rotate(network, to: 2)
                let key = second.json["key"]
                #expect(second.status == 0 && second.json["ends"] == first.json["key"], "\(second.errors)")
                try await city.start()
                for hall in network.halls { try await Self.learns(hall, key) }
                let later = try await network.open(county, "later")
                try await network.knows(province, later)
                try await network.settled()
                let late = network.folder.path + "/late"
                try await city.run("case", "export", later, "-o", late)
                for root in [fingerprint, key, first.json["key"]] { #expect(try await Self.verifies(late, root)) }
                #expect(try await Self.verifies(early, fingerprint))
                #expect(try await !Self.verifies(early, key))
                for hall in network.halls {
                    #expect(try await hall.run("status")["fingerprint"] == fingerprint)
                    #expect(try await hall.run("verify")["faults"].elements.isEmpty, "\(hall.name)")
                }
            }
        }

        @Test("A province of which a backup and the next root key are left goes on, and gets back what its city holds")
        func burned() async throws {
            try await ThreeHalls.run(isReal: true) { network in
                let (province, county) = (network.province, network.county)
                let backup = network.folder.path + "/backup"
                try await province.run("backup", "-o", backup)
                // Written after the backup: only the halls below have it.
                let matter = try network.folder.write("matter.yaml", Array(SampleMatter.yaml.utf8))
                try await province.run("matter", "publish", matter)
                try await until("the county has it") {
                    try await county.result(["matter", "show", SampleMatter.code]).status == 0 ? true : nil
                }
                await province.kill()
                try FileManager.default.removeItem(atPath: province.folder)
                try await province.run("restore", backup)
                let without = try await province.result(["status"])
                #expect(without.status == 5 && without.errors.contains("--root-key"), "\(without.errors)")
                let stranger = try await network.province.result(
                    ["key", "rotate", "--root-key", backup, "--next-root", network.rootFile(2)])
                #expect(stranger.status != 0)
                let rotated = try await Self.rotate(network, to: 1)
                #expect(rotated.status == 0, "\(rotated.errors)")
                try await province.start()
                for hall in network.halls { try await Self.learns(hall, rotated.json["key"]) }
                try await until("what was lost is back", seconds: 60) {
                    try await province.result(["matter", "show", SampleMatter.code]).status == 0 ? true : nil
                }
                let number = try await network.open(county, "after")
                try await network.knows(province, number)
                try await network.settled(seconds: 60)
                #expect(try await province.run("status")["setBackSince"] == .null)
                for hall in network.halls {
                    #expect(try await hall.run("verify")["faults"].elements.isEmpty, "\(hall.name)")
                }
            }
        }

        @Test("A practice network changes its root key with no file at hand, as often as one likes")
        func practice() async throws {
            try await ThreeHalls.run { network in
                for ordinal in 2...4 {
                    let answer = try await network.province.run("key", "rotate")
                    #expect(answer["incarnation"] == .int(ordinal))
                    for hall in network.halls { try await Self.learns(hall, answer["key"]) }
                }
                let number = try await network.open(network.county, "after")
                try await network.knows(network.province, number)
            }
        }
    }
}
