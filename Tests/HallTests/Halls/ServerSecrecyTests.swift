import Foundation
import Glibc
import Testing

extension HallsAtWork {
    @Suite("What a hall's servers let out")
    struct ServerSecrecyTests {
        /// Marks that stand in what is private of the case, and nowhere else.
        private static let marks = [
            "name": "欧阳暗月", "number": "340101190001010017", "phone": "13912345670", "note": "暗号备注白虎",
            "opinion": "暗号意见青龙",
        ]

        @Test(
            "Names, numbers and remarks of a case are in no log, figure, status, error, argument or environment",
            .timeLimit(.minutes(5)))
        func marked() async throws {
            try await TestNetwork.run { network in
                let talking = [network.village, network.township, network.county]
                for hall in talking {
                    await hall.stop()
                    try await hall.start(["--json"], isQuiet: false)
                }
                let number = try await play(network)
                for hall in network.halls {
                    guard let process = hall.serverProcess else { throw TestFailure("\(hall.name) does not serve") }
                    for file in ["cmdline", "environ"] {
                        let bytes = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/\(file)"))
                        #expect(!bytes.isEmpty && found(Array(bytes)).isEmpty, "\(hall.name): \(file)")
                    }
                    let status = try await hall.run("status")
                    #expect(found(Array("\(status)".utf8)).isEmpty, "\(hall.name): status")
                    for end in ["", ".err"] {
                        let bytes = try Data(contentsOf: URL(fileURLWithPath: hall.serverOutput + end))
                        #expect(found(Array(bytes)).isEmpty, "\(hall.name): what the server says\(end)")
                    }
                }
                for hall in talking { try figures(hall) }
                // The search would have found them: where the case is, they are, and so is what a server says.
                #expect(found(try network.village.storeBytes()) == Set(ServerSecrecyTests.marks.keys))
                let shown = try await HallBinary.run(["case", "show", number, "--data", network.village.folder])
                #expect(found(shown.output).isSuperset(of: ["name", "number", "note"]))
                #expect(try String(contentsOfFile: network.village.serverOutput, encoding: .utf8).contains("ready"))
            }
        }

        /// The figures of the web listener, asked as a monitor does; the server has said on which port.
        private func figures(_ hall: TestHall) throws {
            let ready = JSON(try String(contentsOfFile: hall.serverOutput, encoding: .utf8))
            guard case .int(let port) = ready["webPort"] else { throw TestFailure("\(hall.name): no port") }
            let answer = try plainHTTP(port: Int(port), path: "/metrics")
            #expect(answer.contains("hall_commits ") && answer.contains("hall_border_total{event=\"join-refused\"} 0"))
            #expect(found(Array(answer.utf8)).isEmpty, "\(hall.name): metrics")
        }

        private func play(_ network: TestNetwork) async throws -> String {
            let marks = ServerSecrecyTests.marks
            let person = try network.folder.write(
                "person.json",
                Array(
                    """
                    {"kind":"citizen","idNumber":"\(marks["number"] ?? "")","name":"\(marks["name"] ?? "")",\
                    "phone":"\(marks["phone"] ?? "")"}
                    """.utf8))
            let opened = try await network.village.run(
                "case", "open", "--matter", "JX-MZ-004", "--applicant", person, "--paper", "高龄津贴申请表", "--paper",
                "居民身份证", "--note", marks["note"] ?? "")
            let number = try #require(opened["number"].text)
            try await network.village.step(number, "accept")
            // A line that breaks while the case is on its way: errors are said too.
            await network.township.kill()
            try await network.village.step(number, "forward")
            try await network.township.start(["--json"], isQuiet: false)
            try await network.passOn(number, at: network.township)
            try await network.county.wait(number, "forwarded")
            try await network.county.step(number, "receive")
            for _ in 0..<2 { try await network.county.step(number, "review", "--opinion", marks["opinion"] ?? "") }
            try await network.county.step(number, "decide", "--grant")
            try await network.county.step(number, "conclude")
            try await network.village.wait(number, "concluded")
            return number
        }

        private func found(_ bytes: [UInt8]) -> Set<String> {
            Set(ServerSecrecyTests.marks.filter { bytes.holds(Array($0.value.utf8)) }.keys)
        }
    }

    @Suite("Who may read a hall's files")
    struct PermissionTests {
        @Test(
            "Only their owner, whatever the umask: folder, keys, store, its log and index, lock, secrets, copies",
            .timeLimit(.minutes(2)), arguments: ["000", "022"])
        func umask(_ mask: String) async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let shell = ["sh", "-c", "umask \(mask); exec \"$@\"", "hall"]
            let hall = try TestHall(id: "36", name: "江西省", in: folder.path, program: shell)
            try await found(hall)
            try await hall.run("matter", "publish", "--sample")
            let table = try folder.write("halls.csv", Array("code,name\n3607,赣州市\n".utf8))
            try await hall.run("enroll", "--from", table, "-o", hall.folder + "/invitations.csv")
            try await hall.run("verify")
            let running = try modes(hall.folder)
            #expect(
                Set(running.keys).isSuperset(of: ["", "/keys", "/keys/signing", "/hall.sqlite", "/hall.sqlite-wal"]))
            #expect(
                running["/hall.sqlite-shm"] != nil && running["/invitations.csv"] != nil
                    && running["/serve.lock"] != nil)
            await hall.stop()
            for (path, mode) in running.merging(try modes(hall.folder), uniquingKeysWith: |) {
                #expect(mode & 0o077 == 0, "\(path): \(String(mode, radix: 8))")
            }
        }

        /// A store of an earlier release, which others may read, is closed to them when it is next opened.
        @Test("Files that were left open to others are closed", .timeLimit(.minutes(1)))
        func repaired() async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let hall = try TestHall(id: "36", name: "江西省", in: folder.path)
            try await found(hall)
            for end in ["", "-wal", "-shm"] { chmod(hall.folder + "/hall.sqlite" + end, 0o644) }
            try await hall.run("status")
            let modes = try modes(hall.folder)
            for end in ["", "-wal", "-shm"] { #expect((modes["/hall.sqlite" + end] ?? 0) & 0o077 == 0, "\(end)") }
            await hall.stop()
        }

        /// The modes of a folder and of all that is in it, by path.
        private func modes(_ folder: String) throws -> [String: UInt32] {
            let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            var modes: [String: UInt32] = [:]
            for path in [""] + paths.map({ "/" + $0 }) {
                var info = stat()
                guard lstat(folder + path, &info) == 0 else { continue }
                modes[path] = info.st_mode & 0o777
            }
            return modes
        }
    }
}

/// The answer to a GET on this machine, as it comes; empty where there is none.
func plainHTTP(port: Int, path: String) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var patience = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let isConnected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
    guard isConnected else { return "" }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return "" }
    var answer: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = recv(descriptor, &part, part.count, 0)
        guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
        answer += part[..<count]
    }
}
