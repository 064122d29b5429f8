import Foundation

/// What happens to one hall each in the course of a soak, beside kills and cuts.
struct SoakEvents: Sendable {
    let network: LineNetwork
    /// Length of the soak, in seconds.
    let seconds: Double

    func play(_ run: SoakRun) async throws {
        let start = DispatchTime.now().uptimeNanoseconds
        let backup = network.folder.path + "/township.backup"
        try await wait(0.15, since: start)
        try await network["360732100"].run("backup", "-o", backup)
        try await wait(0.3, since: start)
        try await restore(network["360732100"], from: backup, run)
        try await wait(0.5, since: start)
        try await clone(network["360732101200"], run)
        try await wait(0.7, since: start)
        try await fillDisk(of: network["360732101"])
        await run.note("disk filled")
    }

    private func wait(_ part: Double, since start: UInt64) async throws {
        let moment = start + UInt64(seconds * part * 1_000_000_000)
        while DispatchTime.now().uptimeNanoseconds < moment { try await Task.sleep(nanoseconds: 100_000_000) }
    }

    /// Waits until a neighbour holds all that this hall wrote: what is on the lost disk alone is lost by right.
    private func isElsewhere(_ hall: TestHall) async throws {
        try await until("\(hall.name): all is elsewhere too", seconds: 120) {
            let status = try await hall.run("status")
            return status["unsent"] == .int(0) && status["onlyHere"] == .int(0) ? true : nil
        }
    }

    /// Waits until the hall goes on with its second key.
    private func isRenewed(_ hall: TestHall) async throws {
        try await until("\(hall.name): a new key", seconds: 120) {
            let status = try await hall.run("status")
            return status["incarnation"] == .int(2) && status["setBackSince"] == .null ? true : nil
        }
    }

    /// The disk breaks; an older backup is put on a new one, with the key that lay in the safe.
    private func restore(_ hall: TestHall, from backup: String, _ run: SoakRun) async throws {
        try await run.closing(hall) {
            try await isElsewhere(hall)
            await hall.stop()
            for name in try FileManager.default.contentsOfDirectory(atPath: hall.folder)
            where name.hasPrefix("hall.sqlite") {
                try FileManager.default.removeItem(atPath: hall.folder + "/" + name)
            }
            try await hall.run("restore", backup)
            try await hall.start()
            try await isRenewed(hall)
        }
        await run.note("store restored")
    }

    /// A PC is copied with its disk, and both run: the superior admits one of them, the other is shut out until a
    /// person has decided. Here the copy is kept.
    private func clone(_ hall: TestHall, _ run: SoakRun) async throws {
        let (copy, original) = (hall.folder + ".copy", hall.folder + ".original")
        try await run.closing(hall) {
            await hall.stop()
            try FileManager.default.copyItem(atPath: hall.folder, toPath: copy)
            // After one hello alone the token before it is good still: an answer may be lost.
            for _ in 1...2 { try await greetOnce(hall) }
            try FileManager.default.moveItem(atPath: hall.folder, toPath: original)
            try FileManager.default.moveItem(atPath: copy, toPath: hall.folder)
            try await hall.start()
            try await isRenewed(hall)
            await hall.stop()
            try FileManager.default.moveItem(atPath: hall.folder, toPath: copy)
            try FileManager.default.moveItem(atPath: original, toPath: hall.folder)
            try await hall.start()
            try await until("\(hall.name): the original is shut out", seconds: 120) {
                try await hall.run("status")["links"].elements.first?["state"].text == "refused" ? true : nil
            }
            await hall.stop()
            try FileManager.default.removeItem(atPath: hall.folder)
            try FileManager.default.moveItem(atPath: copy, toPath: hall.folder)
            try await hall.start()
        }
        await run.note("disk copied")
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
