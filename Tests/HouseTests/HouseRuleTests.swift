import Testing

/// The rules of the house over the whole tree.
@Suite struct HouseRuleTests {
    @Test(arguments: HouseRule.all) func everyFileKeepsTheRule(_ rule: HouseRule) {
        let faults = SourceTree.shared.files.flatMap(rule.check)
        #expect(faults.isEmpty, "\(faults.map(\.description).joined(separator: "\n"))")
    }

    @Test func theTreeIsWhereTheRulesLook() {
        let paths = SourceTree.shared.files.map(\.path)
        #expect(paths.contains("Tests/HouseTests/HouseRuleTests.swift"))
        #expect(paths.contains { $0.hasPrefix("Tiers/") } && paths.contains { $0.hasPrefix("Sync/") })
        #expect(paths.contains("Makefile") && paths.contains("docs/install-missing.sh") && paths.contains(".ci/run"))
    }
}
