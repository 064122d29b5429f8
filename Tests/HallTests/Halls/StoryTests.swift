import Foundation
import TestSupport
import Testing

extension HallsAtWork {
    @Suite("The story")
    struct StoryTests {
        @Test(
            "A village works while its line is down, the province decides, and everybody can check it",
            .carries(2, 4, 73, 125, 165, 167, 241, 250, 251, 260, 261), .timeLimit(.minutes(3)))
        func villageCase() async throws {
            try await TestNetwork.run { network in
                let scan = SeededRandom.bytes(1_500_000, seed: 7)
                let number = try await openCutOff(network, scan: scan)
                try await returnOfTheLine(network, number, scan: scan)
                try await decide(network, number)
                #expect(try await network.faults() == [])
                try await dossier(network, number)
            }
        }

        /// The village's parent is stopped: the case is numbered, listed, and its receipt prints.
        private func openCutOff(_ network: TestNetwork, scan: [UInt8]) async throws -> String {
            await network.township.kill()
            let form = try network.folder.write("form.pdf", scan)
            let plan = try network.folder.write("plan.pdf", SeededRandom.bytes(40_000, seed: 8))
            let opened = try await network.village.run(
                "case", "open", "--matter", "JX-LY-002", "--applicant", try network.applicant("张三"),
                "--material", "使用林地申请表=\(form)", "--material", "建设项目有关批准文件=\(plan)",
                "--material", "建设项目使用林地可行性报告=\(plan)", "--paper", "林地补偿协议=2")
            let number = try #require(opened["number"].text)
            #expect(number.hasPrefix("360732100200-"))
            #expect(opened["missing"] == .list([]))
            try await network.village.step(number, "accept")
            try await network.village.step(number, "forward", "--to", "360732")
            let listed = try await network.village.run("case", "list").elements
            #expect(listed.map { $0["number"].text } == [number])
            #expect(listed.first?["whereabouts"]["state"] == .text("saved"))
            let receipt = try await HallBinary.run(
                ["case", "print", number, "--form", "receipt", "--data", network.village.folder])
            #expect(receipt.status == 0)
            #expect(receipt.text.contains(number))
            return number
        }

        private func returnOfTheLine(_ network: TestNetwork, _ number: String, scan: [UInt8]) async throws {
            try await network.township.start()
            var states: [String] = []
            let shown = try await until("signed for by the township") { () -> JSON? in
                let shown = try await network.village.run("case", "show", number)
                let state = shown["whereabouts"]["state"].text ?? "?"
                states.append(state)
                guard state == "signed-for" else { return nil }
                // What is said to be there is there, now: commits and all materials.
                #expect(try network.township.commits(of: number) == network.village.commits(of: number))
                #expect(try network.township.holdsBlobs(of: number, count: 3))
                return shown
            }
            #expect(shown["whereabouts"]["hall"] == .text("360732100"))
            #expect(shown["whereabouts"]["materialsThere"] == .int(3))
            #expect(Set(states).isSubset(of: ["saved", "sent", "signed-for"]))
            try await network.county.wait(number, "forwarded")
            let there = try await until("the scan at the county") {
                try? await network.county.material(number, "使用林地申请表")
            }
            #expect(there == scan)
        }

        private func decide(_ network: TestNetwork, _ number: String) async throws {
            try await network.passOn(number, at: network.county)
            try await network.passOn(number, at: network.city)
            try await network.province.wait(number, "forwarded")
            try await network.province.step(number, "receive")
            for opinion in ["收件", "符合条件", "同意"] {
                try await network.province.step(number, "review", "--opinion", opinion)
            }
            try await network.province.step(number, "decide", "--grant")
            let granted = try await network.village.wait(number, "granted")
            #expect(granted["stage"] == .text("granted"))
            #expect(granted["whereabouts"]["state"] == .text("decided"))
            try await network.province.step(number, "conclude")
            try await network.village.wait(number, "concluded")
            try await network.village.step(number, "deliver", "--to-person", "张三")
            for hall in [network.township, network.county, network.city, network.province] {
                try await hall.wait(number, "delivered")
                #expect(try hall.commits(of: number) == network.village.commits(of: number))
            }
        }

        /// A dossier verifies with the province's fingerprint alone, and with nothing else.
        private func dossier(_ network: TestNetwork, _ number: String) async throws {
            let file = network.folder.path + "/case.dossier"
            try await network.village.run("case", "export", number, "-o", file, "--materials")
            let fingerprint = try #require(try await network.village.run("status")["fingerprint"].text)
            let good = try await HallBinary.run(["verify", file, "--root", fingerprint, "--json"])
            #expect(good.status == 0)
            #expect(good.json["faults"] == .list([]))
            let other = String(fingerprint.reversed())
            #expect(try await HallBinary.run(["verify", file, "--root", other, "--json"]).status == 3)
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
            var random = SeededRandom(seed: 11)
            // Half of them anywhere, which is mostly in the scan; half in the commits that come before it.
            for turn in 0..<12 {
                let place = random.below(turn.isMultiple(of: 2) ? bytes.count : bytes.count - 1_540_000)
                var changed = bytes
                changed[place] ^= UInt8(1 + random.below(255))
                let copy = try network.folder.write("changed.dossier", changed)
                let found = try await HallBinary.run(["verify", copy, "--root", fingerprint, "--json"])
                #expect(found.status == 3 || found.status == 2, "turn \(turn): byte \(place) of \(bytes.count) changed")
            }
        }
    }
}
