import GRDB
import Testing

@testable import Sync

@Suite("A store that was set back reconciles with its neighbours, and nothing that anybody holds is lost")
struct SetBackTests {
    private static let matter: StreamName = "matter/3401/1"

    private static func pair() throws -> (TestNetwork, TestLink) {
        let network = TestNetwork()
        try network.found()
        try network.join("3401", under: "34", tier: "city")
        try network.settle()
        return (network, try network.link("3401"))
    }

    /// Who was found to be older at the newest comparison: `child`, `superior`, both or neither.
    private static func older(_ node: TestNode, with peer: NodeID) throws -> String {
        let comparison = try #require(try node.db.read { try Comparison.find(peer, $0) })
        return [comparison.childIsOlder ? "child" : "", comparison.superiorIsOlder ? "superior" : ""]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func note(_ node: TestNode) throws -> SetBack? { try node.db.read { try SetBack.find($0) } }

    @Test("A child that was set back gets back what it had sent, and its superior what the child has written since")
    func child() throws {
        let (network, link) = try Self.pair()
        let (child, parent) = (network["3401"], network["34"])
        let old = try child.copy()
        try child.write(Draft(Self.matter, "lost here"))
        try parent.write(Draft("rules/1", "new"))
        try network.settle()
        for _ in 0..<2 { try link.greet() }
        child.db = old
        try child.write(Draft("case/3401-after", "opened while set back"))
        try link.greet()
        #expect(try Self.older(parent, with: "3401") == "child")
        #expect(try Self.note(child)?.isReconciled == false)
        try network.settle()
        #expect(try child.holds(Self.matter) == "1w" && child.holds("rules/1") == "1w")
        #expect(try parent.holds("case/3401-after") == "1h")
        #expect(try Self.note(child)?.isReconciled == true)
        #expect(try Self.note(parent) == nil)
        try network.expectDigestsAgree()
    }

    @Test(
        "So does one that has written more since than it had sent, and has not met its superior in between",
        arguments: 1...9)
    func childWroteMore(since count: Int) throws {
        let (network, link) = try Self.pair()
        let (child, parent) = (network["3401"], network["34"])
        let sent: [StreamName] = ["case/3401-sent1", "case/3401-sent2", "case/3401-sent3"]
        let after = (1...count).compactMap { StreamName("case/3401-after\($0)") }
        try link.greet()
        let old = try child.copy()
        for stream in sent { try child.write(Draft(stream, "lost here")) }
        try network.settle()
        // The hello does not tell of every place of the lane, and both know one another's newest tokens.
        child.db = old
        for stream in after { try child.write(Draft(stream, "opened while set back")) }
        try link.greet()
        #expect(try Self.note(child) != nil)
        try network.settle()
        for stream in sent { #expect(try child.holds(stream) == "1h", "\(stream.rawValue)") }
        for stream in after { #expect(try parent.holds(stream) == "1h", "\(stream.rawValue)") }
        try network.expectDigestsAgree()
    }

    @Test("A superior that was set back behind what it had sent and signed for learns it from its child")
    func superior() throws {
        let (network, link) = try Self.pair()
        let (child, parent) = (network["3401"], network["34"])
        let old = try parent.copy()
        try child.write(Draft(Self.matter, "signed for"))
        try parent.write(Draft("rules/1", "sent"))
        try network.settle()
        for _ in 0..<2 { try link.greet() }
        parent.db = old
        try link.greet()
        #expect(try Self.older(parent, with: "3401") == "superior")
        try network.settle()
        #expect(try parent.holds(Self.matter) == "1w" && parent.holds("rules/1") == "1w")
        #expect(try Self.note(parent) != nil && Self.note(child) == nil)
        try network.expectDigestsAgree()
    }

    @Test("Both set back at once: each gets from the other what that one still holds")
    func both() throws {
        let (network, link) = try Self.pair()
        let (child, parent) = (network["3401"], network["34"])
        try parent.write(Draft("rules/1", "kept by the child"))
        try network.settle()
        let childCopy = try child.copy()
        try link.greet()
        let parentCopy = try parent.copy()
        try parent.write(Draft("rules/2", "lost with both"))
        try network.settle()
        for _ in 0..<2 { try link.greet() }
        (child.db, parent.db) = (childCopy, parentCopy)
        try parent.execute("DELETE FROM lane_rows WHERE position = (SELECT max(position) FROM lane_rows)")
        try network.settle()
        #expect(try child.holds("rules/1") == "1w" && parent.holds("rules/1") == "1w")
        try network.expectDigestsAgree()
    }

    @Test("A token that nobody gave makes no hall believe that it was set back")
    func forgedToken() throws {
        let (network, link) = try Self.pair()
        let (child, parent) = (network["3401"], network["34"])
        try child.execute("UPDATE tokens SET mine = x'" + String(repeating: "7f", count: 24) + "'")
        try link.greet()
        #expect(try Self.older(parent, with: "3401") == "")
        #expect(try Self.note(parent) == nil && Self.note(child) == nil)
        try network.settle()
        try network.expectDigestsAgree()
    }

    @Test("A kill between answer and store begins no new lanes", arguments: 0..<4)
    func kill(hellosBefore: Int) throws {
        let (network, link) = try Self.pair()
        for _ in 0..<hellosBefore { try link.greet() }
        for _ in 0..<3 { try link.greet(loseAnswer: true) }
        try link.greet()
        #expect(try network["34"].db.read { try Comparison.find("3401", $0) } == nil)
    }

    @Test("When the answer that says it got lost, the child is told again that it is older")
    func lostAnswer() throws {
        let (network, link) = try Self.pair()
        let child = network["3401"]
        let old = try child.copy()
        for _ in 0..<3 { try link.greet() }
        child.db = old
        try link.greet(loseAnswer: true)
        #expect(try Self.note(child) == nil)
        try link.greet()
        #expect(try Self.note(child) != nil)
        #expect(try network["34"].db.read { try Comparison.find("3401", $0)?.generation } == 3)
    }

    @Test("While it does not know how its streams went on, a store that was set back opens new ones only")
    func newStreamsOnly() throws {
        let (network, link) = try Self.pair()
        let child = network["3401"]
        try child.write(Draft(Self.matter, "1"), Draft("case/3401-0", "opened"))
        try network.settle()
        let old = try child.copy()
        try child.write(Draft(Self.matter, "2"))
        let lost = try child.signed(child.write(Draft("case/3401-8", "lost"), Draft("case/3401-9", "lost")))
        try network.settle()
        for _ in 0..<2 { try link.greet() }
        child.db = old
        for commit in lost { try child.receive(commit, from: "34") }
        try link.greet()
        // What is about something may have been begun on the lost disk; what was is not known to the end.
        let older: [StreamName] = [
            Self.matter, "matter/3401/2", "case/3401-0", "case/3401-0/origin", "case/3401-8", "case/3401-9",
            "case/3401-9/origin",
        ]
        for stream in older {
            #expect(throws: WriteError.setBack, "\(stream)") { try child.write(Draft(stream, "another")) }
        }
        try child.write(Draft("case/3401-1", "opened"))
        try child.write(Draft("case/3401-1", "continued"), Draft("case/3401-1/origin", "asked"))
        try network.settle()
        for stream in older { try child.write(Draft(stream, "continued")) }
        try network.settle()
        try child.write(Draft(Self.matter, "3"))
        try network.settle()
        #expect(try network["34"].holds(Self.matter) == "1w 2w 3w 4w")
        #expect(try network["34"].holds("case/3401-8") == "1h 2h")
    }

    @Test("A superior learns of its own lost commits by a child: nobody else can have written them")
    func ownCommits() throws {
        let network = try TestNetwork.anhui()
        let county = network["340122"]
        let old = try county.copy()
        try county.write(Draft("matter/340122/1", "lost"))
        try network.settle()
        county.db = old
        for line in ["340122", "340122100", "340122101"] as [NodeID] { try network.link(line).cut() }
        // Neither the county's token nor its lanes prove anything to it: both were only one hello old.
        try county.execute("DELETE FROM tokens")
        try network.settle()
        #expect(try Self.note(county) != nil)
        #expect(try county.holds("matter/340122/1") == "1w")
        try network.expectDigestsAgree()
    }
}
