import HallNode
import TestSupport
import Testing
import Tiers

struct CaseFormTests {
    @Test(
        "each form says what its paper must say", .carries(21, 161, 315),
        arguments: [
            (
                CaseForm.receipt,
                [
                    "收件凭证", "王小明：", "360732********0017", "138****1234", "2026年3月2日 09:05", "登记申请表",
                    "<td class=\"copies\">3</td>", "不表示已经受理", "2026年3月9日前", "7K3Q9A",
                    "〔2026〕收字",
                ]
            ),
            (
                .acceptance,
                [
                    "受理通知书", "第三十二条第一款第五项", "决定予以受理", "2026年3月16日", "2026年3月30日", "10 个工作日",
                    "工作日历 \(WorkCalendar.builtIn.version)", "7K3Q9A", "李四",
                ]
            ),
            (
                .correction,
                [
                    "补正材料一次性告知书", "第三十二条第一款第四项", "共 2 项", "登记申请表", "第 3 页缺少签名", "场所平面图",
                    "未提交，请补交一份", "7K3Q9A",
                ]
            ),
            (
                .decline,
                [
                    "不予受理通知书", "该事项不属于本机关职权范围", "行政复议法》第二十条", "六十日", "行政诉讼法》第四十六条", "六个月",
                ]
            ),
            (
                .decision,
                [
                    "不予行政许可决定书", "第三十八条第二款", "经营场所不符合安全距离要求", "六十日", "六个月",
                    "《江西省矿产品加工管理条例》第九条的规定", "决定不予行政许可",
                ]
            ),
            (
                .gaps,
                ["容缺受理告知书", "安全评价报告", "现场检查后补交", "2026年3月9日（含当日", "终止办理", "一式两份", "7K3Q9A"]
            ),
            (.commitment, ["告知承诺书", "安全评价报告", "行政机关告知", "申请人承诺", "撤销决定", "〔2026〕诺字"]),
            (
                .procedure,
                ["特别程序告知书", "第四十五条", "听证", "20 个工作日", "涉及他人重大利益", "2026年3月9日前", "2026年3月30日前", "七日前通知"]
            ),
            (.extended, ["延长办理期限告知书", "第四十二条第一款", "张局长批准", "10 日", "案情复杂", "2026年3月30日"]),
            (.opinion, ["征求意见函", "赣州市行政审批局：", "规划禁采区", "5 个工作日内", "□ 同意"]),
            (.approval, ["审批表", "受理", "决定", "经营场所不符合安全距离要求", "李四"]),
            (.answer, ["答复书", "可以在本中心二楼办理", "咨询收悉"]),
            (.delivery, ["送达回证", "邮寄送达", "EMS 1234", "资格证书", "拒绝签收"]),
            (.papers, ["材料原件移交清单", "赣州市行政审批局：", "登记申请表", "机要 7 号"]),
            (.termination, ["终止办理通知书", "安全评价报告", "逾期未补齐", "六十日", "六个月"]),
        ])
    func saysWhatItMust(form: CaseForm, texts: [String]) throws {
        let html = try PaperCase.ready(for: form).paper(form)
        let common = [
            "兴国县政务服务中心", "盖章处", try PaperCase.number().rawValue, "矿产品加工资格证核发", "size: A4", "赵六",
            "0797-5322000", "lang=\"zh-CN\"",
        ]
        for text in texts + common { #expect(html.contains(text), "\(form.rawValue) lacks \(text)") }
        #expect(!html.contains("练习"))
        #expect(!html.contains("199001080017"))
    }

    @Test(
        "a decision is called after the matter's type and the outcome",
        arguments: [
            ("01", true, "准予行政许可决定书"), ("01", false, "不予行政许可决定书"), ("07", true, "准予办理决定书"),
            ("07", false, "不予办理决定书"), (nil, true, "准予办理决定书"),
        ] as [(String?, Bool, String)])
    func decisionTitle(type: String?, grants: Bool, title: String) throws {
        var file = try PaperCase(try PaperCase.matter(type: type))
        try file.run(.accept)
        try file.run(grants ? .grant(opinion: nil) : .refuse(reason: "不符合条件"))
        let decided = try file.paper(.decision)
        #expect(decided.contains("<h1>\(title)</h1>"))
        #expect(decided.contains("行政许可法") == (type == "01"))
        #expect(decided.contains("行政诉讼法") == !grants)
        try file.run(.conclude(results: [MaterialRef(paper: "资格证书")]))
        let concluded = try file.paper(.decision)
        #expect(concluded.contains("<h1>\(title)</h1>"))
        #expect(concluded.contains("资格证书"))
    }

    @Test("a decision of a higher hall bears that hall's name, also where its origin prints it")
    func issuer() throws {
        var file = try PaperCase(try PaperCase.matter(caseType: .reportUp, decidedBy: .city))
        try file.run(.accept)
        try file.run(.forward(to: nil))
        try file.run(.receive, at: "city")
        try file.run(.review(opinion: "同意"), at: "city")
        try file.run(.grant(opinion: "同意"), at: "city")
        let html = try file.paper(.decision)
        #expect(html.contains("<div class=\"issuer\">赣州市行政审批局</div>"))
        #expect(html.contains("打印：兴国县政务服务中心（360732）"))
        #expect(try file.paper(.acceptance).contains("<div class=\"issuer\">兴国县政务服务中心</div>"))
    }

    @Test("a form that does not fit yet is refused, and the refusal names those that fit")
    func refusals() throws {
        let fitting: [(CaseForm, [CaseForm])] = [
            (.receipt, [.receipt]), (.acceptance, [.receipt, .acceptance]), (.correction, [.receipt, .correction]),
            (.decline, [.receipt, .decline]), (.decision, [.receipt, .acceptance, .decision, .approval]),
            (.gaps, [.receipt, .acceptance, .gaps]), (.commitment, [.receipt, .acceptance, .commitment]),
            (.procedure, [.receipt, .acceptance, .procedure]), (.extended, [.receipt, .acceptance, .extended]),
            (.opinion, [.receipt, .acceptance, .opinion]), (.answer, [.receipt, .acceptance, .answer]),
            (.delivery, [.receipt, .acceptance, .decision, .approval, .delivery]),
            (.papers, [.receipt, .acceptance, .opinion, .papers]),
            (.termination, [.receipt, .acceptance, .gaps, .termination]),
        ]
        for (stage, forms) in fitting {
            let file = try PaperCase.ready(for: stage)
            #expect(CaseForm.fitting(state: try file.state(), detail: try file.detail()) == forms)
            #expect(CaseForm.usual(state: try file.state(), detail: try file.detail()) == stage)
            for form in CaseForm.allCases where !forms.contains(form) {
                let error = #expect(throws: HallError.self) { try file.paper(form) }
                #expect(error?.code == .actionNotAllowed)
                let words = forms.map(\.rawValue).joined(separator: ", ")
                #expect(error?.hint.en == "forms that fit now: \(words)")
                #expect(error?.hint.zh.contains(forms[0].chinese) == true)
            }
        }
    }

    @Test(
        "on a practice network every page says 练习 beside the number, in its head and in a band", .carries(169),
        arguments: CaseForm.allCases)
    func practice(form: CaseForm) throws {
        let file = try PaperCase.ready(for: form)
        let html = try file.paper(form, practice: true)
        let number = try PaperCase.number().rawValue
        let head = try #require(html.split(separator: "</thead>", maxSplits: 1).first)
        #expect(head.contains("class=\"practice\""))
        #expect(head.contains("不具有法律效力"))
        #expect(html.contains("<b>\(number)</b><span class=\"mark\">练习</span>"))
        #expect(head.contains("\(number)<span class=\"mark\">练习</span>"))
        #expect(head.contains("<title>") && head.contains("\(number)（练习）</title>"))
    }

    @Test("decline and decision do not show the check code, which would be filed and published with them")
    func checkCodeStaysPrivate() throws {
        for form in [CaseForm.decline, .decision, .procedure, .opinion, .delivery, .papers, .termination] {
            #expect(try !PaperCase.ready(for: form).paper(form).contains("7K3Q9A"))
        }
        let receipt = try PaperCase.ready(for: .receipt).paper(.receipt, checkCode: nil)
        #expect(!receipt.contains("查询码"))
    }

    @Test("a paper of a commit bears its id and the root's fingerprint as a QR code, and no address")
    func proof() throws {
        let file = try PaperCase.ready(for: .acceptance)
        var context = FormContext(
            hallName: "县", hallID: try PaperCase.hall("county"), halls: [:], practice: false, printedAt: file.now)
        func html() throws -> String {
            try CaseForm.html(
                .acceptance, number: PaperCase.number(), state: file.state(), detail: file.detail(), context: context)
        }
        #expect(try !html().contains("class=\"qr\""), "without root and commits there is none")
        context.root = String(repeating: "a", count: 64)
        context.commits = [1: String(repeating: "b", count: 64)]
        #expect(try html().contains("class=\"qr\" viewBox=\"-4 -4 57 57\""))
    }

    @Test("a deadline that runs into a year without published holidays is marked 暂定")
    func provisional() throws {
        let year = WorkCalendar.builtIn.lastPublishedYear
        var late = try PaperCase(try PaperCase.matter(), day: "\(year)-12-28")
        try late.run(.accept)
        #expect(try late.paper(.acceptance).contains("（暂定）"))
        #expect(try !PaperCase.ready(for: .acceptance).paper(.acceptance).contains("暂定"))
    }

    @Test("an immediate matter's deadline is its day; a matter without a limit says so")
    func deadlines() throws {
        var immediate = try PaperCase(try PaperCase.matter(caseType: .immediate, promised: nil))
        try immediate.run(.accept)
        #expect(try immediate.paper(.acceptance).contains("2026年3月2日　当日办结"))
        var matter = try PaperCase.matter(promised: nil)
        matter.statutory = nil
        var open = try PaperCase(matter)
        try open.run(.accept)
        #expect(try open.paper(.acceptance).contains("该事项未设定办理期限"))
        matter.caseType = .reply
        matter.enquiry = .complaint
        var complaint = try PaperCase(matter)
        try complaint.run(.accept)
        #expect(try complaint.paper(.acceptance).contains("2026年3月16日　10 个工作日"))
    }

    @Test("the limit on a paper is the one that runs: due at once on a commitment, longer after an extension")
    func presentLimit() throws {
        #expect(try PaperCase.ready(for: .commitment).paper(.acceptance).contains("2026年3月2日　当日办结"))
        #expect(try PaperCase.ready(for: .extended).paper(.acceptance).contains("2026年3月30日　10 个工作日，延长 10 日"))
    }

    @Test("the notice of acceptance says beforehand how long a procedure may take", .carries(25))
    func procedures() throws {
        var matter = try PaperCase.matter()
        matter.procedures = [MatterProcedure(.expertReview, days: 30)]
        var file = try PaperCase(matter)
        try file.run(.accept)
        #expect(try file.paper(.acceptance).contains("专家评审不超过 30 个工作日"))
    }
}
