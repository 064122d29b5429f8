import Foundation
import Glibc
import HallNode
import Tiers

/// Six halls of 江西省 on this machine, five tiers and a department's own node, as a practice network.
struct DemoNetwork {
    let folder: String
    let province: DemoHall
    let city: DemoHall
    let county: DemoHall
    let township: DemoHall
    let village: DemoHall
    let bureau: DemoHall

    var halls: [DemoHall] { [province, city, county, township, village, bureau] }

    init(folder: String) throws {
        self.folder = folder
        let tree = DivisionTree.ganzhou
        func hall(_ code: String, _ key: String? = nil, _ name: String? = nil) throws -> DemoHall {
            guard let division = DivisionCode(code).flatMap({ tree[$0] }) else {
                throw DemoFailure("\(code) is not in the tree")
            }
            return DemoHall(
                title: name ?? division.name, folder: "\(folder)/\(code)\(key.map { "-\($0)" } ?? "")",
                url: "https://127.0.0.1:\(try DemoNetwork.freePort())")
        }
        province = try hall("36")
        city = try hall("3607")
        county = try hall("360732")
        township = try hall("360732100")
        village = try hall("360732100200")
        bureau = try hall("360732", "dkj", "兴国县地质矿产局")
    }

    /// Founds the province and lets each hall join the one above, all servers running.
    func build(_ say: (String) -> Void) throws {
        try province.run(["init", "--code", "36", "--name", province.title, "--url", province.url, "--practice"])
        try province.start()
        say("江西省建网，省根密钥已生成 · the province is founded and holds the root key")
        try join(city, to: province, ["--code", "3607"])
        try join(county, to: city, ["--code", "360732"])
        try join(township, to: county, ["--code", "360732100"])
        try join(village, to: township, ["--code", "360732100200"])
        try join(bureau, to: county, ["--code", "360732", "--department", "dkj", "--tier", "county"])
        say("市、县、乡镇、村和县地矿局逐级接入，各为独立进程与数据库 · six halls, each its own process and store")
    }

    private func join(_ hall: DemoHall, to superior: DemoHall, _ words: [String]) throws {
        let answer = try superior.run(["enroll", "--name", hall.title] + words)
        guard case .text(let invitation)? = answer["invitation"] else { throw DemoFailure("no invitation") }
        let file = "\(folder)/invitation"
        try HallFolder.writeWhole(Array(invitation.utf8), to: file, replace: true)
        try hall.run(["join", "--invitation", "@\(file)", "--url", hall.url])
        try? FileManager.default.removeItem(atPath: file)
        try hall.start()
    }

    /// Ends every process.
    func end() {
        for hall in halls.reversed() { hall.stop() }
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw DemoFailure("no free port on 127.0.0.1") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
