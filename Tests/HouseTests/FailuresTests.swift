import Testing

/// `docs/failures.md` names, for each incident of a peer system, tests that are there.
@Suite struct FailuresTests {
    /// A row of the table: where it happened, and the tests by suite and name.
    private struct Incident {
        let from: String
        let tests: [(suite: String, name: String)]
    }

    private static func incidents() throws -> [Incident] {
        let page = try #require(SourceTree.shared.files.first { $0.path == "docs/failures.md" })
        return page.lines.filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") }.dropFirst().map { line in
            let cells = line.split(separator: " | ").map { $0.trimmingPrefix("| ") }
            let tests = (cells.last ?? "").split(separator: " · ").compactMap { text in
                text.firstMatch(of: /^`(\w+)`: (.+?)(?: \|)?$/).map { (String($0.output.1), String($0.output.2)) }
            }
            return Incident(from: String(cells.first ?? ""), tests: tests)
        }
    }

    @Test func everyIncidentHasItsTests() throws {
        let incidents = try Self.incidents()
        #expect(incidents.count >= 16)
        let tests = SourceTree.shared.swift.filter { $0.path.hasPrefix("Tests/") }
        for incident in incidents {
            #expect(!incident.tests.isEmpty, "\(incident.from) has no test")
            for test in incident.tests {
                let isThere = tests.contains { file in
                    file.text.contains("struct \(test.suite) ") && file.text.contains("\"\(test.name)\"")
                }
                #expect(isThere, "\(incident.from): there is no \(test.suite): \(test.name)")
            }
        }
    }
}
