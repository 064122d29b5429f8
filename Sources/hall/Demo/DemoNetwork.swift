import Foundation
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
                url: "https://127.0.0.1:\(try LocalPort.free())")
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
}
