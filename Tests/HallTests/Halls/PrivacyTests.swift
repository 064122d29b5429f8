import Foundation
import Testing

extension HallsAtWork {
    @Suite("Who holds what of a person")
    struct PrivacyTests {
        /// Marks that stand in what is private of the case, and nowhere else.
        private static let marks = [
            "name": "司徒暗香", "number": "340101190001010025", "phone": "13987654321", "opinion": "暗号意见玄武",
            "material": "MARKED-PAGE-0451", "note": "暗号备注朱雀",
        ]

        @Test(
            "A case decided at the county is nothing to a sibling, and facts without a person to those above",
            .timeLimit(.minutes(2)))
        func marked() async throws {
            try await TestNetwork.run { network in
                let number = try await play(network)
                for hall in [network.city, network.province] { try await hall.wait(number, "delivered") }
                for hall in network.halls { await hall.stop() }
                for hall in [network.village, network.township, network.county] {
                    #expect(try found(hall) == Set(PrivacyTests.marks.keys), "\(hall.name) takes part")
                }
                for hall in [network.city, network.province] {
                    #expect(try found(hall) == [], "\(hall.name) holds facts only")
                    #expect(try hall.storeBytes().holds(Array(number.utf8)), "\(hall.name) knows the case")
                    let shown = try await hall.run("case", "show", number)
                    #expect(shown["copy"] == .text("facts"))
                    #expect(shown["applicant"] == .null)
                    #expect(shown["stage"] == .text("delivered"))
                }
                for hall in [network.sibling, network.bureau] {
                    #expect(try found(hall) == [], "\(hall.name) takes no part")
                    #expect(try !hall.storeBytes().holds(Array(number.utf8)), "\(hall.name) knows nothing of the case")
                }
            }
        }

        private func play(_ network: TestNetwork) async throws -> String {
            let marks = PrivacyTests.marks
            let person = try network.folder.write(
                "person.json",
                Array(
                    """
                    {"kind":"citizen","idNumber":"\(marks["number"] ?? "")","name":"\(marks["name"] ?? "")",\
                    "phone":"\(marks["phone"] ?? "")"}
                    """.utf8))
            // Many times over: somewhere it stands undivided on a page of the store.
            let page = String(repeating: (marks["material"] ?? "") + "\n", count: 2_000)
            let form = try network.folder.write("page.txt", Array(page.utf8))
            let opened = try await network.village.run(
                "case", "open", "--matter", "JX-MZ-004", "--applicant", person, "--material", "高龄津贴申请表=\(form)",
                "--paper", "居民身份证", "--note", marks["note"] ?? "")
            let number = try #require(opened["number"].text)
            try await network.village.step(number, "accept")
            try await network.village.step(number, "forward")
            try await network.passOn(number, at: network.township)
            try await network.county.wait(number, "forwarded")
            try await network.county.step(number, "receive")
            for _ in 0..<2 {
                try await network.county.step(number, "review", "--opinion", marks["opinion"] ?? "")
            }
            try await network.county.step(number, "decide", "--grant")
            try await network.county.step(number, "conclude")
            _ = try await until("the page at the county") {
                try? await network.county.material(number, "高龄津贴申请表")
            }
            try await network.village.wait(number, "concluded")
            try await network.village.step(number, "deliver")
            return number
        }

        private func found(_ hall: TestHall) throws -> Set<String> {
            let bytes = try hall.storeBytes()
            return Set(PrivacyTests.marks.filter { bytes.holds(Array($0.value.utf8)) }.keys)
        }
    }
}

extension [UInt8] {
    /// Whether these bytes stand somewhere in them.
    func holds(_ wanted: [UInt8]) -> Bool { Data(self).range(of: Data(wanted)) != nil }
}
