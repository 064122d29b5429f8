import Foundation
import GRDB
import TestSupport
import Testing

extension HallsAtWork {
    /// What was lost comes back from the neighbours: from a backup, with nothing at all, and under another superior.
    @Suite("Recovery", .timeLimit(.minutes(5)))
    struct RecoveryTests {
        private static func allIsWell(_ network: ThreeHalls) async throws {
            try await network.settled(seconds: 60)
            for hall in network.halls {
                #expect(try await hall.run("verify")["faults"].elements.isEmpty, "\(hall.name)")
                #expect(try await hall.run("status")["damaged"] == .int(0), "\(hall.name)")
            }
        }

        private static func removeStore(_ hall: TestHall) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: hall.folder)
            where name.hasPrefix("hall.sqlite") {
                try FileManager.default.removeItem(atPath: hall.folder + "/" + name)
            }
        }

        @Test(
            "From a backup and its key a child and a parent get back what followed, and go on with a new key",
            arguments: [1, 2])
        func backup(place: Int) async throws {
            try await ThreeHalls.run { network in
                let hall = network.halls[place]
                let file = network.folder.path + "/backup"
                try await hall.run("backup", "-o", file)
                let own = try await network.open(hall, "own")
                let below = try await network.open(network.county, "below")
                try await network.knows(network.province, below)
                try await network.settled()
                await hall.kill()
                try Self.removeStore(hall)
                try await hall.run("restore", file)
                let fresh = try await network.open(hall, "fresh")
                #expect(try await hall.run("status")["setBackSince"].text != nil)
                let check = try await hall.result(["status", "--check"])
                #expect(
                    check.status == 3 && check.json["problems"].elements.contains { $0["code"] == .text("set-back") })
                try await hall.start()
                try await network.renewed(hall, incarnation: 2)
                for number in [own, below, fresh] { try await network.knows(hall, number) }
                try await network.knows(network.province, fresh)
                try await Self.allIsWell(network)
            }
        }

        @Test("A backup without the key says how to get one, takes a new one from the superior, and goes on with it")
        func withoutKey() async throws {
            try await ThreeHalls.run { network in
                let (city, county) = (network.city, network.county)
                let file = network.folder.path + "/backup"
                try await county.run("backup", "-o", file)
                let number = try await network.open(county, "since")
                try await network.settled()
                await county.kill()
                try FileManager.default.removeItem(atPath: county.folder)
                let restored = try await HallBinary.run(["restore", file, "--data", county.folder])
                #expect(restored.status == 0 && restored.errors.contains("hall enroll --again"), "\(restored.errors)")
                let refused = try await county.result(["serve"])
                #expect(refused.status == 5 && refused.errors.contains("hall enroll --again"), "\(refused.errors)")
                try await join(county, to: city, ["--code", county.id, "--again"])
                try await network.renewed(county, incarnation: 2)
                try await network.knows(county, number)
                try await Self.allIsWell(network)
            }
        }

        @Test("A copied disk: the copy that only pulls, and writes nothing, is noticed as well")
        func cloneThatOnlyPulls() async throws {
            try await ThreeHalls.run { network in
                let county = network.county
                let (copy, original) = (county.folder + ".copy", county.folder + ".original")
                await county.stop()
                try ThreeHalls.copy(county.folder, to: copy)
                for _ in 1...2 { try await greetOnce(county) }
                try ThreeHalls.copy(county.folder, to: original)
                try ThreeHalls.copy(copy, to: county.folder)
                try await county.start()
                try await network.renewed(county, incarnation: 2)
                await county.stop()
                try ThreeHalls.copy(original, to: county.folder)
                try await county.start()
                try await until("the original is refused", seconds: 60) {
                    try await county.run("status")["links"].elements.first?["state"].text == "refused" ? true : nil
                }
                let check = try await county.result(["status", "--check"])
                #expect(check.json["problems"].elements.contains { $0["code"] == .text("link-refused") })
            }
        }

        @Test("A copied disk: both copies run at the same time, and neither does anything: noticed all the same")
        func bothCopiesIdle() async throws {
            try await ThreeHalls.run { network in
                let (city, county) = (network.city, network.county)
                let other = try TestHall(id: county.id, name: "另一台", in: network.folder.path + "/other")
                await county.stop()
                try FileManager.default.createDirectory(
                    atPath: network.folder.path + "/other", withIntermediateDirectories: false)
                try ThreeHalls.copy(county.folder, to: other.folder)
                try await cleanedUp([other], network.folder) {
                    try await county.start()
                    try await other.start(["--listen", String(other.url.dropFirst("https://".count))])
                    let copies = [county, other]
                    let what = "one is refused, and the other has a new key"
                    let refused = try await until(what, seconds: 60) { () -> TestHall? in
                        var links: [String?] = []
                        for hall in copies {
                            links.append(try await hall.run("status")["links"].elements.first?["state"].text)
                        }
                        guard links.contains("refused"), links.contains("online") else { return nil }
                        let keys = try await city.run("log", "hall/\(county.id)").elements.count
                        return keys == 2 ? links.firstIndex(of: "refused").map { copies[$0] } : nil
                    }
                    // The superior sees the one on line all the time, and beside it that there are two.
                    for _ in 0..<20 {
                        let link = try await city.run("status")["links"].elements.first { $0["peer"].text == county.id }
                        #expect(link?["state"].text == "online")
                        try await Task.sleep(nanoseconds: 400_000_000)
                    }
                    let check = try await city.result(["status", "--check"])
                    #expect(check.status == 3 && check.text.contains("runs twice"), "\(check.text)")
                    let own = try await refused.result(["status", "--check"])
                    #expect(own.json["problems"].elements.contains { $0["code"] == .text("link-refused") })
                }
            }
        }

        @Test(
            "A parent whose PC burned is enrolled again: its child goes on, and what only the child held counts again")
        func leftovers() async throws {
            try await ThreeHalls.run { network in
                let (province, city, county) = (network.province, network.city, network.county)
                // With its line up cut, the city publishes what only its county has.
                await province.stop()
                let yaml = SampleMatter.yaml.replacing(SampleMatter.code, with: "JX-3607-YD-09")
                    .replacing("province", with: "city").replacing("[city]", with: "[county]")
                    .replacing("report-up", with: "promise")
                try await city.run("matter", "publish", try network.folder.write("m.yaml", Array(yaml.utf8)))
                try await until("the county has it", seconds: 40) {
                    try await county.result(["matter", "show", "JX-3607-YD-09"]).status == 0 ? true : nil
                }
                await city.kill()
                try FileManager.default.removeItem(atPath: city.folder)
                try await province.start()
                try await join(city, to: province, ["--code", city.id, "--again"])
                try await network.renewed(city, incarnation: 2)
                for hall in network.halls {
                    try await until("\(hall.name): what was only at the county counts", seconds: 60) {
                        try await hall.result(["matter", "show", "JX-3607-YD-09"]).status == 0 ? true : nil
                    }
                }
                let number = try await network.open(county, "after")
                try await network.knows(province, number)
                try await Self.allIsWell(network)
            }
        }

        @Test("A parent that renewed its key while its child was off line is found by the child under the new key")
        func parentRenewed() async throws {
            try await ThreeHalls.run { network in
                let (city, county) = (network.city, network.county)
                await county.stop()
                try await city.run("key", "rotate")
                try await network.renewed(city, incarnation: 2)
                try await city.run("key", "rotate")
                try await network.renewed(city, incarnation: 3)
                let number = try await network.open(county, "off line")
                try await county.start()
                try await network.knows(city, number)
                try await Self.allIsWell(network)
            }
        }

        @Test("The superior is dead for good: the child asks the next above, and goes on under it")
        func nextAbove() async throws {
            try await ThreeHalls.run { network in
                let (province, city, county) = (network.province, network.city, network.county)
                await city.kill()
                let number = try await network.open(county, "waits")
                let entry = "hall/\(county.id)"
                let last = try await province.run("log", entry).elements.last?["id"].text ?? ""
                let words = ["takeover", entry, "--last", last, "--reason", "机房失火"]
                #expect(try await province.run(words + ["--dry-run"])["dryRun"] == .bool(true))
                try await province.run(words)
                try await until("the county is under the province", seconds: 90) {
                    try await county.run("status")["parent"].text == province.id ? true : nil
                }
                try await network.knows(province, number)
                #expect(try await province.run("network")["halls"] != .null)
                for hall in [province, county] {
                    #expect(try await hall.run("verify")["faults"].elements.isEmpty, "\(hall.name)")
                }
            }
        }
    }
}
