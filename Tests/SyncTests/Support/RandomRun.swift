import GRDB
import TestSupport
import Testing

@testable import Sync

/// Random commands at random nodes, and lines that carry, break and return, from the network's seed.
struct RandomRun {
    private let network: TestNetwork
    private var cases: [StreamName] = []

    init(_ network: TestNetwork) { self.network = network }

    mutating func step(_ number: Int) throws {
        let node = network.nodes[network.random.below(network.nodes.count)]
        switch network.random.below(8) {
        case 0, 1:
            let name = StreamName(stringLiteral: "case/\(node.id)-\(number)")
            try node.write(Draft(name, "opened"))
            cases.append(name)
        case 2, 3: try moveCase(number)
        case 4: try node.write(Draft(StreamName(stringLiteral: "matter/\(node.id)/\(number % 5)"), "v\(number)"))
        case 5: try citing(node, number)
        case 6:
            guard node.id != "34" else { return }
            let link = try network.link(node.id)
            link.budget = network.random.below(20_000)
            if !link.isLinked { try? link.greet() }
            if link.isLinked { try link.exchange() }
            link.budget = nil
        default: try network.settle()
        }
    }

    /// The holder of a case hands it on, or asks another hall for an opinion.
    private func moveCase(_ number: Int) throws {
        guard !cases.isEmpty else { return }
        let name = cases[network.random.below(cases.count)]
        let other = network.nodes[network.random.below(network.nodes.count)].id
        for node in network.nodes {
            let pen = try node.db.read { try StreamState.find(name, $0)?.pen }
            guard pen == node.id else { continue }
            let draft = Draft(name, "step \(number)")
            if number.isMultiple(of: 2) {
                try node.write(draft.with { $0.nextWriter = other })
            } else {
                try node.write(draft.with { $0.pens = [.init(suffix: "opinion/\(other)/d\(number)", writer: other)] })
                try network.settle()
                guard let side = name.side("opinion/\(other)/d\(number)") else { return }
                try network[other].write(Draft(side, "given"))
            }
            return
        }
    }

    private func citing(_ node: TestNode, _ number: Int) throws {
        let manifest = try node.keep(network.random.bytes(3_000))
        let name = StreamName(stringLiteral: "case/\(node.id)-b\(number)")
        try node.write(Draft(name, "with a scan").with { $0.blobs = [manifest.id] })
    }

    /// Runs, and then lets the network come to rest.
    ///
    /// - Parameter first: names what the steps make; another one for each run in a network.
    mutating func run(steps: Int, from first: Int = 0) throws {
        for number in first..<first + steps { try step(number) }
        try network.settle()
    }
}
