import Foundation

/// A practice network of seven halls, each its own process and store: 江西省, 赣州市, 兴国县, two of its townships (the
/// second one takes no part), a village of the first, and the county's land and mineral bureau.
struct TestNetwork: Sendable {
    let folder: TemporaryFolder
    let province: TestHall
    let city: TestHall
    let county: TestHall
    let township: TestHall
    let sibling: TestHall
    let village: TestHall
    let bureau: TestHall

    var halls: [TestHall] { [province, city, county, township, sibling, village, bureau] }
    /// Child and superior.
    var links: [(child: TestHall, parent: TestHall)] {
        [
            (city, province), (county, city), (township, county), (sibling, county), (village, township),
            (bureau, county),
        ]
    }

    /// Founds the network with all servers running, lets the test use it, and leaves neither process nor folder.
    static func run(catalogue: Bool = true, _ body: (TestNetwork) async throws -> Void) async throws {
        let network = try TestNetwork(folder: try TemporaryFolder())
        try await cleanedUp(network.halls, network.folder) {
            try await network.build(catalogue: catalogue)
            try await body(network)
        }
    }

    private init(folder: TemporaryFolder) throws {
        self.folder = folder
        province = try TestHall(id: "36", name: "江西省", in: folder.path)
        city = try TestHall(id: "3607", name: "赣州市", in: folder.path)
        county = try TestHall(id: "360732", name: "兴国县", in: folder.path)
        township = try TestHall(id: "360732100", name: "潋江镇", in: folder.path)
        sibling = try TestHall(id: "360732101", name: "江背镇", in: folder.path)
        village = try TestHall(id: "360732100200", name: "东街村", in: folder.path)
        bureau = try TestHall(id: "360732:dkj", name: "兴国县地质矿产局", in: folder.path)
    }

    private func build(catalogue: Bool) async throws {
        try await found(province)
        if catalogue { try await province.run("matter", "publish", "--sample") }
        for (child, parent) in links where child.id != bureau.id {
            try await join(child, to: parent, ["--code", child.id])
        }
        try await join(bureau, to: county, ["--code", county.id, "--department", "dkj", "--tier", "county"])
        if catalogue { try await rollout("JX-GT-001") }
    }

    /// Waits until every hall has said by its own signed status that it has the matter.
    func rollout(_ code: String) async throws {
        let answer = try await province.run("rollout", code, "--wait", "30s")
        guard answer["halls"] == .int(halls.count), answer["reached"] == .int(halls.count) else {
            throw TestFailure("rollout: \(answer)")
        }
    }

    // MARK: - Files

    /// An applicant's file.
    func applicant(_ name: String) throws -> String { try folder.applicant(name) }
}

/// Founds a practice province and starts its server.
func found(_ hall: TestHall) async throws {
    try await hall.run("init", "--code", hall.id, "--name", hall.name, "--url", hall.url, "--practice")
    try await hall.start()
}

/// Invites a hall; gives the path of the file with the invitation.
func invite(_ hall: TestHall, by superior: TestHall, _ words: [String]) async throws -> String {
    let answer = try await superior.run(["enroll", "--name", hall.name] + words)
    guard let invitation = answer["invitation"].text else { throw TestFailure("no invitation: \(answer)") }
    let file = hall.folder + ".invitation"
    try Data(invitation.utf8).write(to: URL(fileURLWithPath: file))
    return file
}

/// Invites a hall, lets it join and starts its server.
func join(_ hall: TestHall, to superior: TestHall, _ words: [String]) async throws {
    let file = try await invite(hall, by: superior, words)
    try await hall.run("join", "--invitation", "@\(file)", "--url", hall.url)
    try await hall.start()
}
