import Foundation
import GRDB

/// A province, a city and a county, each its own process and store: enough for whatever goes wrong between two halls,
/// with one above or below that looks on.
struct ThreeHalls: Sendable {
    let folder: TemporaryFolder
    let province: TestHall
    let city: TestHall
    let county: TestHall

    var halls: [TestHall] { [province, city, county] }

    /// Founds the network with the sample catalogue, all servers running and at rest, lets the test use it, and leaves
    /// neither process nor folder.
    ///
    /// - Parameter isReal: no practice network: the next root key goes into a file (`nextRoot`).
    static func run(isReal: Bool = false, _ body: (ThreeHalls) async throws -> Void) async throws {
        let network = try ThreeHalls()
        try await cleanedUp(network.halls, network.folder) {
            try await network.build(isReal: isReal)
            try await body(network)
        }
    }

    private init() throws {
        folder = try TemporaryFolder()
        province = try TestHall(id: "36", name: "江西省", in: folder.path)
        city = try TestHall(id: "3607", name: "赣州市", in: folder.path)
        county = try TestHall(id: "360732", name: "兴国县", in: folder.path)
    }

    private func build(isReal: Bool) async throws {
        if isReal {
            try await province.run(
                "init", "--code", "36", "--name", "江西省", "--url", province.url, "--next-root", rootFile(1))
            try await province.start()
        } else {
            try await found(province)
        }
        try await province.run("matter", "publish", "--sample")
        try await join(city, to: province, ["--code", city.id])
        try await join(county, to: city, ["--code", county.id])
        try await settled()
    }

    /// The file of the root key after so many changes.
    func rootFile(_ number: Int) -> String { "\(folder.path)/root-\(number)" }

    /// Waits until nothing is unsent anywhere and all halls have all that the province published.
    func settled(seconds: Double = 40) async throws {
        try await until("all is sent", seconds: seconds) { () -> Bool? in
            for hall in halls where try await hall.run("status")["unsent"] != .int(0) { return nil }
            let answer = try await province.run("rollout", "JX-GT-001")
            return answer["reached"] == .int(halls.count) ? true : nil
        }
    }

    /// Opens a case that the county decides; gives its number.
    func open(_ hall: TestHall, _ name: String) async throws -> String {
        let text =
            #"{"kind":"organisation","creditCode":"11340100YYYY00020H","name":"\#(name)","#
            + #""legalRepresentative":"李某"}"#
        let applicant = try folder.write("\(name).json", Array(text.utf8))
        let answer = try await hall.run("case", "open", "--matter", "JX-GT-004", "--applicant", applicant)
        guard let number = answer["number"].text else { throw TestFailure("no number: \(answer)") }
        return number
    }

    /// Waits until a hall knows a case.
    func knows(_ hall: TestHall, _ number: String) async throws {
        try await until("\(hall.name) knows \(number)", seconds: 60) {
            try await hall.result(["case", "show", number]).status == 0 ? true : nil
        }
    }

    /// Waits until a hall goes on with its key of this ordinal, and its link is up.
    func renewed(_ hall: TestHall, incarnation: Int) async throws {
        try await until("\(hall.name) goes on with key \(incarnation)", seconds: 60) {
            let status = try await hall.run("status")
            return status["incarnation"] == .int(incarnation)
                && status["links"].elements.first?["state"].text == "online" && status["setBackSince"] == .null
                ? true : nil
        }
    }

    /// Copies a hall's folder away, or back; the hall must not run.
    static func copy(_ from: String, to: String) throws {
        try? FileManager.default.removeItem(atPath: to)
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }
}

/// Lets a hall without children, which does not run, say hello to its superior once.
func greetOnce(_ hall: TestHall) async throws {
    let token = try hall.read { try Data.fetchOne($0, sql: "SELECT mine FROM tokens") }
    try await hall.start()
    try await until("\(hall.name): a hello", seconds: 120) {
        try hall.read { try Data.fetchOne($0, sql: "SELECT mine FROM tokens") } != token ? true : nil
    }
    await hall.stop()
}
