import Foundation
import Testing

/// `hall check` and `hall deadline`: questions that need no hall.
@Suite(.timeLimit(.minutes(2)))
struct AnswersTests {
    /// Words of the vectors' file and of the command line.
    private static let kinds = [
        "citizen_id": "citizen", "uscc": "credit-code", "licence_id": "licence", "matter_base_code": "matter",
        "matter_impl_code": "matter", "matter_item_code": "matter", "case_no": "case",
    ]

    @Test("Every number of the vectors is answered as it stands there: 0 for right, 3 for wrong")
    func vectors() async throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Data/id-vectors.csv").standardizedFileURL
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(lines.count > 30)
        for line in lines {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let kind = try #require(AnswersTests.kinds[cells[0]])
            let isRight = cells[2] != "0"
            let result = try await HallBinary.run(["check", kind, cells[1], "--json"])
            #expect(result.status == (isRight ? 0 : 3), "\(line)")
            #expect(result.json["valid"] == .bool(isRight) && result.errors.isEmpty, "\(line)")
            #expect((result.json["reason"] == .null) == isRight, "\(line)")
            if cells[2] == "N" { #expect(result.json["normalised"].text != cells[1], "\(line)") }
            if cells[2] == "W" { #expect(!result.json["warnings"].elements.isEmpty, "\(line)") }
        }
    }

    @Test(
        "A deadline counts working days by the calendar, and says where it is provisional",
        arguments: [
            ("2026-02-13", "10", "working", "2026-03-05", false), ("2026-02-13", "10", "natural", "2026-02-23", false),
            ("2026-12-31", "1", "working", "2027-01-01", true),
        ])
    func deadline(from: String, days: String, unit: String, date: String, provisional: Bool) async throws {
        let result = try await HallBinary.run(
            ["deadline", "--from", from, "--days", days, "--unit", unit, "--json"])
        #expect(result.json["date"] == .text(date) && result.json["provisional"] == .bool(provisional))
    }
}
