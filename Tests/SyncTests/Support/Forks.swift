import TestSupport

@testable import Sync

enum Forks {
    /// Two commits with other contents at the first place of a stream.
    static func two(
        _ network: TestNetwork, _ stream: StreamName, by node: NodeID = "340122100"
    ) throws -> (Commit, Commit) {
        let writer = network[node]
        return (
            try writer.forge(
                writer.header(stream, 1, number: 101),
                body: Body(salt: network.random.bytes(16), content: Array("{}".utf8))),
            try writer.forge(
                writer.header(stream, 1, number: 102),
                body: Body(salt: network.random.bytes(16), content: Array("[]".utf8)))
        )
    }
}
