import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

extension HallsAtWork {
    @Suite(
        "Full and read-only disks", .enabled(if: SmallDisk.isAllowed, "a small file system needs the right to mount"))
    struct DiskTests {
        @Test(
            "On a full disk writes are refused, reads and server go on; with room again all arrives by itself",
            .timeLimit(.minutes(2)), arguments: ["36", "3607"])
        func full(hall: String) async throws {
            try await DiskPair.run(small: hall) { pair in
                let full = pair.small
                let number = try await pair.openWithScan()
                try await pair.city.step(number, "accept")
                for _ in 0..<2 { try await pair.city.step(number, "review", "--opinion", "同意") }
                if hall == "36" { try await pair.disk.fill() }
                // Commits and pieces of a scan meet a full superior; catalogue and receipts a full child.
                if hall == "36" {
                    try await pair.city.step(number, "forward")
                } else {
                    try await pair.disk.fill()
                    try await pair.province.run("matter", "publish", "--sample")
                }
                try await refusesAndReads(full, number)
                if hall == "36" {
                    try await until("the city hears of it") { () -> Bool? in
                        let links = try await pair.city.run("status")["links"].elements
                        return links.contains { $0["lastError"].text?.contains("disk") == true } ? true : nil
                    }
                }
                try await Task.sleep(nanoseconds: 3_000_000_000)
                #expect(pair.province.isServing && pair.city.isServing)

                try pair.disk.release()
                if hall == "3607" { try await pair.city.step(number, "forward") }
                let shown = try await pair.city.wait(number, whereabouts: "signed-for", seconds: 40)
                #expect(shown["materialsThere"] == .int(1))
                try await pair.province.wait(number, "forwarded")
                try await pair.province.step(number, "receive")
                try await pair.city.wait(number, "in-review")
                let count = try await pair.province.run("matter", "list").elements.count
                try await until("the catalogue at the city") { () -> Bool? in
                    try await pair.city.run("matter", "list").elements.count == count ? true : nil
                }
                #expect(pair.province.isServing && pair.city.isServing, "neither needed a restart")
                try pair.checkpoint(full)
                for hall in [pair.province, pair.city] { #expect(try await hall.result(["verify"]).status == 0) }
            }
        }

        @Test(
            "A killed hall on a full disk is read, serves again, and goes on when there is room",
            .timeLimit(.minutes(2)))
        func killed() async throws {
            try await DiskPair.run(small: "3607") { pair in
                let number = try await pair.openWithScan()
                try await pair.disk.fill()
                await pair.city.kill()
                try await refusesAndReads(pair.city, number)
                try await pair.city.start()
                try await refusesAndReads(pair.city, number)
                try pair.disk.release()
                try await pair.city.step(number, "accept")
                await pair.city.stop()
                // After a clean end not even a log is there, and there is no room for one.
                try await pair.disk.fill()
                try await refusesAndReads(pair.city, number)
                try pair.disk.release()
                #expect(try await pair.city.result(["verify"]).status == 0)
            }
        }

        @Test("A hall on a read-only disk is read; writes and a server are refused with 5", .timeLimit(.minutes(1)))
        func readOnly() async throws {
            let folder = try TemporaryFolder()
            let hall = try TestHall(id: "3607", name: "赣州市", in: folder.path)
            try Files.copy(SampleStore.city("0.1.0"), to: hall.folder)
            let number = try #require(try await hall.run("case", "list").elements.first?["number"].text)
            try await SmallDisk.readOnly(hall.folder) {
                #expect(try await hall.run("case", "show", number)["number"] == .text(number))
                #expect(try await hall.run("status")["hall"] == .text("3607"))
                for words in [["case", "do", number, "accept"], ["rebuild"], ["serve", "--web", "127.0.0.1:0"]] {
                    let refused = try await hall.result(words)
                    #expect(refused.status == 5, "\(words)")
                    #expect(JSON(refused.errors)["error"]["code"] == .text("read-only"), "\(words): \(refused.errors)")
                }
            }
            #expect(try await hall.result(["rebuild"]).status == 0)
        }

        /// A clerk at a hall whose disk is full.
        private func refusesAndReads(_ hall: TestHall, _ number: String) async throws {
            let opened = try await hall.result(["address", "https://127.0.0.1:9"])
            #expect(opened.status == 5)
            #expect(JSON(opened.errors)["error"]["code"] == .text("disk-full"), "\(opened.errors)")
            #expect(try await hall.run("status")["hall"] == .text(hall.id))
            if hall.id == "3607" { #expect(try await hall.run("case", "show", number)["number"] == .text(number)) }
            #expect(try await hall.result(["matter", "list"]).status == 0)
        }
    }
}

/// A province and a city, linked, one of them on a disk of its own.
struct DiskPair {
    let folder: TemporaryFolder
    let province: TestHall
    let city: TestHall
    let disk: SmallDisk
    let small: TestHall

    static func run(small id: String, _ body: (DiskPair) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let province = try TestHall(id: "36", name: "江西省", in: folder.path)
        let city = try TestHall(id: "3607", name: "赣州市", in: folder.path)
        let small = id == "36" ? province : city
        let disk = try await SmallDisk(at: small.folder)
        try await cleanedUp(by: {
            await city.kill()
            await province.kill()
            await disk.unmount()
            folder.remove()
        }) {
            try await found(province)
            let matter = try folder.write("matter.yaml", Array(SampleMatter.yaml.utf8))
            try await province.run("matter", "publish", matter)
            try await join(city, to: province, ["--code", "3607"])
            _ = try await province.run("rollout", SampleMatter.code, "--wait", "20s")
            try await body(DiskPair(folder: folder, province: province, city: city, disk: disk, small: small))
        }
    }

    private static let scan: [UInt8] = {
        var random = SeededRandom(seed: 4)
        return random.bytes(2_600_000)
    }()

    /// A case at the city with a scan of three pieces.
    func openWithScan() async throws -> String {
        let scan = try folder.write("scan.pdf", DiskPair.scan)
        let person = try folder.applicant()
        let opened = try await city.run(
            "case", "open", "--matter", SampleMatter.code, "--applicant", person, "--material", "申请表=\(scan)")
        guard let number = opened["number"].text else { throw TestFailure("no number: \(opened)") }
        return number
    }

    /// Moves all of the log into the store, beside the running server.
    func checkpoint(_ hall: TestHall) throws {
        let queue = try DatabaseQueue(path: hall.folder + "/hall.sqlite")
        try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
    }
}

/// A file system of 24 MiB in memory, for a hall that is to run out of room.
struct SmallDisk: Sendable {
    let path: String
    private var ballast: String { path + "/ballast" }

    /// Only who may mount can make one.
    static let isAllowed: Bool = {
        var template = Array("/tmp/hall-mount-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { return false }
        let path = String(cString: made)
        defer { rmdir(path) }
        guard Glibc.mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount(path) == 0
    }()

    init(at path: String) async throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard Glibc.mount("tmpfs", path, "tmpfs", 0, "size=24m,mode=0700") == 0 else {
            throw TestFailure("mount: \(String(cString: strerror(errno)))")
        }
    }

    /// Writes until nothing goes any more; twice, since a running hall may give room back meanwhile.
    func fill() async throws {
        for _ in 0..<2 {
            let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            guard file >= 0 else { throw TestFailure("no ballast: \(String(cString: strerror(errno)))") }
            for size in [1 << 16, 1 << 12] {
                let block = [UInt8](repeating: 7, count: size)
                while write(file, block, size) > 0 {}
            }
            close(file)
            try await Task.sleep(nanoseconds: 300_000_000)
        }
    }

    /// Makes room again.
    func release() throws { try FileManager.default.removeItem(atPath: ballast) }

    func unmount() async {
        for _ in 0..<50 where umount(path) != 0 { try? await Task.sleep(nanoseconds: 20_000_000) }
    }

    /// Lets a folder be read only for as long as the body runs.
    static func readOnly(_ path: String, _ body: () async throws -> Void) async throws {
        guard Glibc.mount(path, path, nil, UInt(MS_BIND), nil) == 0,
            Glibc.mount(nil, path, nil, UInt(MS_BIND | MS_REMOUNT | MS_RDONLY), nil) == 0
        else { throw TestFailure("mount: \(String(cString: strerror(errno)))") }
        try await cleanedUp(by: {
            umount(path)
        }) {
            try await body()
        }
    }
}
