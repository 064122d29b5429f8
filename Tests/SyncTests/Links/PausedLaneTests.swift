import GRDB
import Testing

@testable import Sync

@Suite("A lane that cannot go on rests, and goes on by itself when it can")
struct PausedLaneTests {
    @Test(
        "When the superior has no room for what waits, the lane pauses without a loop, and resumes when there is room")
    func full() throws {
        let network = try TestNetwork.anhui()
        let node = network["340122100"]
        let county = network["340122"]
        let name: StreamName = "case/340122100-1"
        try county.execute(
            """
            INSERT INTO waiting(peer, lane, position, lacks, header, block, size)
            VALUES ('340122100', 1, 1, 'support', x'01', x'01', \(Bounds.waitingBytes));
            INSERT INTO shares(peer, waiting_bytes) VALUES ('340122100', \(Bounds.waitingBytes));
            """)
        // Its predecessor was never sent: the second commit waits, or would.
        try node.write(Draft(name, "a"))
        try node.execute(
            "UPDATE signatures SET signature = zeroblob(64) WHERE sigid = (SELECT max(sigid) FROM signatures)")
        try node.write(Draft(name, "b"))
        try network.link("340122100").exchange()
        #expect(try county.refusals() == ["bad-signature by 340122"])
        #expect(try county.waiting() == ["support"])
        try county.execute("DELETE FROM waiting; UPDATE shares SET waiting_bytes = 0")
        let link = try network.link("340122100")
        try link.idle()
        try link.exchange()
        #expect(try county.waiting() == ["at 1 \(name)"])
        try node.write(Draft("case/340122100-2", "c"))
        try network.settle()
        #expect(try county.holds("case/340122100-2") == "1h")
        try network.expectDigestsAgree()
    }

    @Test("What waits is not green: the sender knows the positions that wait", arguments: [1, 3])
    func waiting(count: Int) throws {
        let network = try TestNetwork.anhui()
        let node = network["340122100"]
        try node.write(Draft("case/340122100-1", "a"))
        try node.execute(
            "UPDATE signatures SET signature = zeroblob(64) WHERE sigid = (SELECT max(sigid) FROM signatures)")
        for _ in 0..<count { try node.write(Draft("case/340122100-1", "b")) }
        try network.link("340122100").exchange()
        #expect(try network["340122"].waiting().count == count)
        #expect(try node.count("receipt_waiting WHERE peer = '340122'") == count)
    }

    @Test(
        "However lines break, in the end every hall holds what it should, and every store is sound",
        arguments: [11, 12, 13] as [UInt64])
    func converges(seed: UInt64) throws {
        let network = try TestNetwork.anhui(seed: seed)
        var run = RandomRun(network)
        try run.run(steps: 90)
        try network.expectDigestsAgree()
        for node in network.nodes {
            #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)")
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(node.id)")
        }
    }
}
