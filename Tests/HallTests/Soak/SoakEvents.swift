import Foundation

/// What happens to one hall each in the course of a soak, beside kills and cuts.
struct SoakEvents: Sendable {
    let network: LineNetwork
    /// Length of the soak, in seconds.
    let seconds: Double

    func play() async throws {
        let start = DispatchTime.now().uptimeNanoseconds
        try await wait(0.3, since: start)
        try await network["360732100"].run("backup", "-o", network.folder.path + "/township.backup")
        try await wait(0.6, since: start)
        try await fillDisk(of: network["360732101"])
    }

    private func wait(_ part: Double, since start: UInt64) async throws {
        let moment = start + UInt64(seconds * part * 1_000_000_000)
        while DispatchTime.now().uptimeNanoseconds < moment { try await Task.sleep(nanoseconds: 100_000_000) }
    }

    /// Something else fills the disk for half a minute; clerks and links go on by themselves when it is gone.
    private func fillDisk(of hall: TestHall) async throws {
        let ballast = hall.folder + "/ballast"
        _ = FileManager.default.createFile(atPath: ballast, contents: nil)
        guard let file = FileHandle(forWritingAtPath: ballast) else { throw TestFailure("no ballast") }
        let block = Data(count: 64 << 10)
        while (try? file.write(contentsOf: block)) != nil {}
        try? file.close()
        try await Task.sleep(nanoseconds: 30_000_000_000)
        try FileManager.default.removeItem(atPath: ballast)
    }
}
