import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Elsewhere what came again late was counted again")
struct LateRepeatTests {
    @Test(
        "Any batch comes again after a minute, a day or 90 days, in any order: every table is as it was",
        arguments: [60_000, 86_400_000, 90 * 86_400_000] as [Int64])
    func again(later: Int64) throws {
        let network = try TestNetwork.anhui(seed: 7)
        var run = RandomRun(network)
        try run.run(steps: 40)
        var batches = try network.nodes.filter { $0.id != "34" }.flatMap { node in
            let parent = try network.link(node.id).parent
            return try Self.batches(node, to: parent, network) + Self.batches(parent, to: node, network)
        }
        #expect(batches.count > 100)
        network.pass(later)
        let before = try network.nodes.map { try $0.dump() }
        while !batches.isEmpty {
            let (sender, reader, payload) = batches.remove(at: network.random.below(batches.count))
            let outcome = try reader.receive(payload: payload, from: sender)
            #expect(outcome.taken == 0 && outcome.stored == 0 && outcome.stop == nil)
        }
        for (node, was) in zip(network.nodes, before) { #expect(try node.dump() == was, "\(node.id)") }
        try network.settle()
        try network.expectDigestsAgree()
    }

    private typealias Sent = (sender: NodeID, reader: TestNode, payload: [UInt8])

    /// Runs of all lanes from one node to another, from each place on, of random length.
    private static func batches(_ sender: TestNode, to reader: TestNode, _ network: TestNetwork) throws -> [Sent] {
        let isUp = try sender.db.read { try Directory.superior(sender.id, $0) } == reader.id
        var sent: [Sent] = []
        for code in LaneCode.allCases where !isUp || !code.isShared {
            try sender.db.read { db in
                guard let lane = try Lane.find(to: reader.id, code, db) else { return }
                for point in try [.start] + lane.rows(after: 0, limit: 10_000, db).map(\.point) {
                    let size = 1 + network.random.below(8_000)
                    let next = try sender.engine.nextBatch(to: reader.id, code, after: point, bytesMax: size, db)
                    if let next { sent.append((sender.id, reader, next.frame.payload)) }
                }
            }
        }
        return sent
    }
}
