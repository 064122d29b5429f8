import Foundation

/// Eight halls as processes, each in a network namespace of its own, joined by slow lines: 江西省, 赣州市, 兴国县 with its land
/// and mineral bureau, two townships and a village of each.
struct LineNetwork: Sendable {
    let folder: TemporaryFolder
    let halls: [TestHall]
    /// By the child's id.
    let lines: [String: SlowLine]
    private let spaces: [NetworkSpace]
    /// Halls whose folder is a small disk of its own, by id.
    private let smallDisks: Set<String>

    /// Bytes of a small disk.
    private static let smallDisk = "96m"

    /// Id, name and superior's id, superiors first.
    private static let plan: [(id: String, name: String, superior: String?)] = [
        ("36", "江西省", nil), ("3607", "赣州市", "36"), ("360732", "兴国县", "3607"),
        ("360732:dkj", "兴国县地质矿产局", "360732"), ("360732100", "潋江镇", "360732"),
        ("360732101", "江背镇", "360732"), ("360732100200", "东街村", "360732100"),
        ("360732101200", "高寨村", "360732101"),
    ]

    subscript(_ id: String) -> TestHall {
        guard let hall = halls.first(where: { $0.id == id }) else { preconditionFailure("no hall \(id)") }
        return hall
    }

    /// Child and superior.
    var links: [(child: TestHall, parent: TestHall)] {
        LineNetwork.plan.compactMap { hall in hall.superior.map { (self[hall.id], self[$0]) } }
    }

    /// Founds the network with all servers running, lets the test use it, and leaves neither process, folder nor
    /// namespace.
    ///
    /// - Parameters:
    ///   - quality: of the line from a hall, named by its id, to its superior.
    ///   - smallDisks: ids of halls that get a small disk of their own, to be filled.
    static func run(
        quality: (String) -> SlowLine.Quality, smallDisks: Set<String> = [],
        _ body: (LineNetwork) async throws -> Void
    ) async throws {
        let network = try await LineNetwork(quality: quality, smallDisks: smallDisks)
        try await cleanedUp(by: {
            for hall in network.halls.reversed() { await hall.kill() }
            for line in network.lines.values { await line.end() }
            for space in network.spaces { await space.remove() }
            for id in smallDisks { try? await Tool.run("umount", network[id].folder) }
            network.folder.remove()
        }) {
            try await network.build()
            try await body(network)
        }
    }

    private init(quality: (String) -> SlowLine.Quality, smallDisks: Set<String>) async throws {
        let folder = try TemporaryFolder()
        let program = try await SlowLine.compile(in: folder)
        var halls: [TestHall] = []
        var spaces: [String: NetworkSpace] = [:]
        var lines: [String: SlowLine] = [:]
        for (place, hall) in LineNetwork.plan.enumerated() {
            let space = try await NetworkSpace(place + 1)
            spaces[hall.id] = space
            halls.append(
                try TestHall(
                    id: hall.id, name: hall.name, in: folder.path, url: "https://\(space.address):8443",
                    program: space.program))
            guard let above = hall.superior.flatMap({ spaces[$0] }) else { continue }
            lines[hall.id] = try await SlowLine(
                place, from: space, to: above, quality(hall.id), program: program, in: folder)
        }
        self.folder = folder
        self.halls = halls
        self.lines = lines
        self.spaces = Array(spaces.values)
        self.smallDisks = smallDisks
    }

    private func build() async throws {
        try await found(self["36"])
        try await self["36"].run("matter", "publish", "--sample")
        for hall in halls where smallDisks.contains(hall.id) {
            try FileManager.default.createDirectory(atPath: hall.folder, withIntermediateDirectories: false)
            try await Tool.run(
                "mount", "-t", "tmpfs", "-o", "size=\(LineNetwork.smallDisk),mode=0700", "none", hall.folder)
        }
        for (child, parent) in links {
            let words =
                child.id == "360732:dkj"
                ? ["--code", parent.id, "--department", "dkj", "--tier", "county"] : ["--code", child.id]
            try await join(child, to: parent, words)
        }
        let answer = try await self["36"].run("rollout", "JX-GT-001", "--wait", "60s")
        guard answer["reached"] == .int(halls.count) else { throw TestFailure("rollout: \(answer)") }
    }
}
