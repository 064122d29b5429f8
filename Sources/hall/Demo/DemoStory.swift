import Foundation
import HallNode
import Sync
import Tiers

/// What the demonstration plays: Wang's licence, and a village's case that the province decides while the line was cut.
struct DemoStory {
    let network: DemoNetwork
    /// Says a line of the story.
    let say: (String) -> Void

    private func text(_ value: JSONValue, _ name: String) throws -> String {
        guard case .text(let text)? = value[name] else { throw DemoFailure("an answer without \(name)") }
        return text
    }

    private func expect(_ isTrue: Bool, _ what: String) throws {
        guard isTrue else { throw DemoFailure(what) }
    }

    /// Waits until a case has a stage at a hall.
    @discardableResult
    private func wait(_ number: String, _ stage: CaseStage, at hall: DemoHall) throws -> JSONValue {
        try until("\(hall.title): \(number) \(stage.rawValue)") {
            try? hall.run(["case", "show", number, "--wait", stage.rawValue, "--timeout", "10s"])
        }
    }

    private func until(_ what: String, _ look: () throws -> JSONValue?) throws -> JSONValue {
        let end = SystemClock.monotonicMilliseconds + 30_000
        while SystemClock.monotonicMilliseconds < end {
            if let value = try look() { return value }
            Thread.sleep(forTimeInterval: 0.1)
        }
        throw DemoFailure("waited in vain: \(what)")
    }

    private func step(_ hall: DemoHall, _ number: String, _ words: [String], as clerk: String) throws {
        let answer = try hall.run(["case", "do", number] + words + ["--as", clerk])
        say("  \(hall.title) \(clerk)：\(words[0]) → \(try text(answer, "stage"))")
    }

    // MARK: - The catalogue

    func publishCatalogue() throws {
        let answer = try network.province.run(["matter", "publish", "--sample"])
        guard case .list(let published)? = answer["published"] else { throw DemoFailure("nothing published") }
        say("\n【一】省里发布事项目录 \(published.count) 项 · the province publishes its catalogue; it travels down signed")
        let rollout = try network.province.run(["rollout", "JX-3607-KCP-01", "--wait", "30s"])
        guard case .int(let halls)? = rollout["halls"], case .int(let reached)? = rollout["reached"] else {
            throw DemoFailure("no rollout")
        }
        try expect(halls == 6 && reached == 6, "rollout: \(reached) of \(halls)")
        say("  到达 \(reached)/\(halls) 个大厅，凭各大厅自己签名的状态 · \(reached) of \(halls), by each hall's own signed status")
    }

    // MARK: - Wang's licence

    func playLicence() throws {
        say("\n【二】王某的矿产品加工资格证 · Wang's mineral-processing licence (report-up, decided by the city)")
        let form = try sampleFile("form.pdf", bytes: 40_000)
        let notice = try sampleFile("notice.pdf", bytes: 12_000)
        let person = try file(
            "wang.json",
            #"{"kind":"citizen","idNumber":"340101190001010017","name":"王某","phone":"13800000000"}"#)
        let opened = try network.county.run([
            "case", "open", "--matter", "JX-3607-KCP-01", "--applicant", person,
            "--material", "矿产品加工资格证申请登记表=\(form)", "--material", "企业名称预先核准通知书=\(notice)",
            "--as", "李娜",
        ])
        let number = try text(opened, "number")
        say("  县窗口收件，编号 \(number)，查询码 \(try text(opened, "checkCode"))")
        try step(network.county, number, ["accept"], as: "李娜")
        try step(network.county, number, ["review", "--opinion", "材料齐全，同意上报"], as: "分管领导")
        say("  横向：送县地矿局 · across, to the county's land and mineral bureau")
        try step(network.county, number, ["forward", "--to", "360732:dkj"], as: "分管领导")
        try wait(number, .forwarded, at: network.bureau)
        try step(network.bureau, number, ["receive"], as: "矿管股")
        say("  纵向：上报赣州市 · up, to the city: the same number, the same files, nothing typed again")
        try step(network.bureau, number, ["forward"], as: "局长")
        try wait(number, .forwarded, at: network.city)
        try step(network.city, number, ["receive"], as: "市窗口")
        for (clerk, opinion) in [("市窗口", "收件核对无误"), ("矿管科", "符合条件"), ("局领导", "同意")] {
            try step(network.city, number, ["review", "--opinion", opinion], as: clerk)
        }
        try step(network.city, number, ["decide", "--grant"], as: "局领导")
        let licence = try sampleFile("licence.pdf", bytes: 9_000)
        try step(network.city, number, ["conclude", "--result", "矿产品加工资格证=\(licence)"], as: "市窗口")
        try wait(number, .concluded, at: network.county)
        try checkMaterial(number, "矿产品加工资格证申请登记表", equals: form, at: network.city)
        try checkMaterial(number, "矿产品加工资格证", equals: licence, at: network.county)
        say("  结果原路返回，证照逐字节一致 · the result comes back down; form and licence are the same bytes at both ends")
        try step(network.county, number, ["deliver", "--to-person", "王某"], as: "李娜")
        let atCity = try wait(number, .delivered, at: network.city)
        try expect(try text(atCity, "stage") == "delivered", "the city does not know of the delivery")
        say("  王某只跑一次 · one trip")
        let shown = try network.county.run(["case", "show", number])
        let deadline = try text(shown, "deadline")
        try expect(SystemClock.now.chinaDate.text <= deadline, "the licence was late: \(deadline)")
        say("  每一步都有签名、时刻和经办人；限期 \(deadline)，按期办结 · every step signed, and inside its limit")
    }

    // MARK: - The village's case

    func playVillageCase() throws {
        say("\n【三】村里的线断了：使用林地审核，省里决定 · a village with its line down; the province decides")
        network.township.stop(kill: true)
        say("  潋江镇服务器断电 · the township's server is killed: the village is cut off")
        let person = try file(
            "zhang.json",
            """
            {"kind":"citizen","idNumber":"340101190001010025","name":"张某",\
            "agent":{"name":"村代办员","phone":"13900000000","relation":"全程代理"}}
            """)
        let scan = try sampleFile("scan.pdf", bytes: 3_000_000)
        let plan = try sampleFile("plan.pdf", bytes: 60_000)
        let opened = try network.village.run([
            "case", "open", "--matter", "JX-LY-002", "--applicant", person, "--material", "使用林地申请表=\(scan)",
            "--material", "建设项目有关批准文件=\(plan)", "--material", "建设项目使用林地可行性报告=\(plan)",
            "--paper", "林地补偿协议=2", "--as", "村代办员",
        ])
        let number = try text(opened, "number")
        let saved = try network.village.run(["case", "show", number])
        try expect(saved["whereabouts"]?["state"] == .text("saved"), "the case is not saved here")
        try network.village.run(["case", "print", number, "--form", "receipt", "-o", "\(network.folder)/receipt.html"])
        say("  照常收件：\(number)，已存本机，收件凭证可打印 · numbered, saved here, its receipt prints")
        try step(network.village, number, ["accept"], as: "村代办员")
        try step(network.village, number, ["forward", "--to", "360732"], as: "村代办员")
        try network.township.start()
        say("  潋江镇恢复 · the township is back")
        let signed = try until("signed-for at the village") {
            let shown = try network.village.run(["case", "show", number])
            return shown["whereabouts"]?["state"] == .text("signed-for") ? shown : nil
        }
        try expect(signed["whereabouts"]?["hall"] == .text("360732100"), "signed for by another hall")
        say("  上级已签收（潋江镇，材料齐） · signed for by the township, materials included")
        try wait(number, .forwarded, at: network.county)
        try network.county.run(["case", "show", number])
        for (hall, next) in [(network.county, network.city), (network.city, network.province)] {
            try wait(number, .forwarded, at: hall)
            try step(hall, number, ["receive"], as: "窗口")
            try step(hall, number, ["forward"], as: "窗口")
            try wait(number, .forwarded, at: next)
        }
        try step(network.province, number, ["receive"], as: "省窗口")
        for clerk in ["省窗口", "林业处", "分管领导"] {
            try step(network.province, number, ["review", "--opinion", "同意"], as: clerk)
        }
        try step(network.province, number, ["decide", "--grant"], as: "分管领导")
        try step(network.province, number, ["conclude"], as: "省窗口")
        try wait(number, .concluded, at: network.village)
        try checkMaterial(number, "使用林地申请表", equals: scan, at: network.province)
        say("  四级上行、四级下行；村里看到：准予 · four hops up, four down: the village sees it granted")
        try step(network.village, number, ["deliver", "--to-person", "张某"], as: "村代办员")
        try checkDossier(number)
    }

    private func checkDossier(_ number: String) throws {
        let dossier = "\(network.folder)/case.dossier"
        try network.village.run(["case", "export", number, "-o", dossier, "--materials", "--force"])
        let fingerprint = try text(try network.village.run(["status"]), "fingerprint")
        let empty = DemoHall(title: "空目录", folder: network.folder + "/nowhere", url: "")
        let found = try empty.run(["verify", dossier, "--root", fingerprint])
        try expect(found["faults"] == .list([]), "the dossier does not verify")
        say("  卷宗仅凭省根指纹即可验证 · the dossier verifies with nothing but the province's fingerprint")
    }

    /// Every hall checks its whole store.
    func verifyAll() throws {
        say("\n【四】每个大厅核验全部数据 · every hall verifies its whole store")
        for hall in network.halls {
            let found = try hall.run(["verify"])
            try expect(found["faults"] == .list([]), "\(hall.title): \(found.line)")
            guard case .int(let checked)? = found["checked"] else { throw DemoFailure("verify says nothing") }
            say("  \(hall.title)：\(checked) 条记录，无问题 · \(checked) commits, no fault")
        }
    }

    // MARK: - Files

    private func checkMaterial(_ number: String, _ name: String, equals path: String, at hall: DemoHall) throws {
        let copy = "\(network.folder)/copy"
        _ = try until("\(name) at \(hall.title)") {
            try? hall.run(["case", "material", number, name, "-o", copy, "--force"])
        }
        try expect(
            FileManager.default.contents(atPath: copy) == FileManager.default.contents(atPath: path),
            "\(name) is not the same at \(hall.title)")
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = "\(network.folder)/\(name)"
        try HallFolder.writeWhole(Array(text.utf8), to: path, replace: true)
        return path
    }

    private func sampleFile(_ name: String, bytes: Int) throws -> String {
        let path = "\(network.folder)/\(name)"
        try HallFolder.writeWhole(Array("%PDF-1.4 练习\n".utf8) + SystemRandom.bytes(bytes), to: path, replace: true)
        return path
    }
}
