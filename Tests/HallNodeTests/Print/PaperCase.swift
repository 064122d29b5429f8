import HallNode
import Testing
import Tiers

/// A case at a county hall that decides itself, played step by step, and the papers printed of it.
struct PaperCase {
    var record = CaseRecord()
    var sequence: UInt64 = 0
    var now: Instant

    static let words: [String: String] = [
        "village": "360732100201", "county": "360732", "city": "3607",
    ]
    static let names: [String: String] = [
        "village": "长冈乡便民服务站", "county": "兴国县政务服务中心", "city": "赣州市行政审批局",
    ]

    static func hall(_ word: String) throws -> HallID { try #require(HallID(words[word] ?? word)) }

    static func context(at word: String) throws -> HallContext {
        let refs = [
            HallRef(id: try hall("village"), tier: .village, superior: try hall("county")),
            HallRef(id: try hall("county"), tier: .county, superior: try hall("city")),
            HallRef(id: try hall("city"), tier: .city, superior: nil),
        ]
        let place = try #require(refs.firstIndex { $0.id.rawValue == words[word] })
        return HallContext(
            here: refs[place], ancestors: Array(refs[(place + 1)...]), departmentNodes: [], known: Set(refs.map(\.id)))
    }

    static let citizen = Applicant(
        kind: .citizen, name: "王小明", idNumber: "360732199001080017", phone: "13800001234", address: "兴国县")

    static func matter(
        type: String? = "01", name: String = "矿产品加工资格证核发", caseType: CaseType = .promise, decidedBy: Tier = .county,
        promised: Int? = 10, materials: [CaseMatterMaterial]? = nil
    ) throws -> CaseMatter {
        CaseMatter(
            owner: try hall("county"), code: "JX-1", version: 1, name: name, type: type, caseType: caseType,
            decidedBy: CaseDecider(tier: decidedBy), acceptedAt: [.village, .county], statutory: Limit(days: 20),
            promised: promised.flatMap { Limit(days: $0) }, steps: ["window"],
            materials: materials ?? [
                CaseMatterMaterial(name: "登记申请表", required: true),
                CaseMatterMaterial(name: "名称预先核准通知书", required: true),
                CaseMatterMaterial(name: "经营场所证明", required: false),
            ], basis: "《江西省矿产品加工管理条例》第九条")
    }

    static let papers = [MaterialRef(paper: "登记申请表"), MaterialRef(paper: "名称预先核准通知书", copies: 3)]

    /// A case opened at 09:05 in China on a day.
    init(
        _ matter: CaseMatter, applicant: Applicant = PaperCase.citizen, materials: [MaterialRef] = PaperCase.papers,
        at word: String = "county", day: String = "2026-03-02"
    ) throws {
        let date = try #require(CivilDate(day))
        now = Instant(milliseconds: date.startInChina.milliseconds + (9 * 60 + 5) * 60_000)
        try run(.open(CaseOpening(matter: matter, applicant: applicant, materials: materials)), at: word)
    }

    mutating func run(_ command: CaseCommand, at word: String = "county", note: String? = nil) throws {
        let decision = try CaseRules.decide(
            command, state: record.state, detail: record.detail, at: try PaperCase.context(at: word), now: now,
            clerk: CaseClerk(name: "李四"), note: note)
        let header = CaseHeader(
            author: try PaperCase.hall(word), sequence: sequence, at: decision.at, nextWriter: decision.nextWriter,
            facts: decision.facts)
        record.apply(header, body: decision.body)
        sequence += 1
        now = Instant(milliseconds: now.milliseconds + 60_000)
    }

    /// The number of every case here: its hall is the county.
    static func number() throws -> CaseNumber {
        let date = try #require(CivilDate("2026-03-02"))
        return try #require(CaseNumber.make(hall: try hall("county"), date: date, random: [1, 2, 3, 4, 5, 6, 7, 8]))
    }

    func state() throws -> CaseState { try #require(record.state) }

    func detail() throws -> CaseDetail { try #require(record.detail) }

    func paper(
        _ form: CaseForm, at word: String = "county", practice: Bool = false, checkCode: String? = "7K3Q9A"
    ) throws -> String {
        var halls: [HallID: String] = [:]
        for (word, name) in PaperCase.names { halls[try PaperCase.hall(word)] = name }
        let context = FormContext(
            hallName: PaperCase.names[word] ?? word, hallID: try PaperCase.hall(word), halls: halls, practice: practice,
            printedAt: now, clerk: "赵六", phone: "0797-5322000", checkCode: checkCode)
        return try CaseForm.html(
            form, number: try PaperCase.number(), state: try state(), detail: try detail(), context: context)
    }

    /// A case brought to where a form fits.
    static func ready(
        for form: CaseForm, _ matter: CaseMatter? = nil, applicant: Applicant = citizen,
        materials: [MaterialRef] = papers
    ) throws -> PaperCase {
        var matter = try matter ?? PaperCase.matter(caseType: form == .answer ? .reply : .promise)
        if form == .answer { matter.caseType = .reply }
        let isShort = form == .gaps || form == .commitment || form == .termination
        if isShort {
            matter.materials.append(CaseMatterMaterial(name: "安全评价报告", required: true, deferrable: true))
        }
        // Only originals on paper can be handed over.
        let original = form == .papers ? matter.materials.first.map { [MaterialRef(paper: $0.name)] } ?? [] : []
        var file = try PaperCase(matter, applicant: applicant, materials: materials + original)
        try file.bring(to: form)
        return file
    }

    private mutating func bring(to form: CaseForm) throws {
        let late = [CorrectionItem(name: "安全评价报告", why: "现场检查后补交")]
        if ![.receipt, .correction, .decline, .gaps, .commitment, .termination].contains(form) { try run(.accept) }
        switch form {
        case .receipt, .acceptance: break
        case .correction:
            try run(
                .requestCorrection(items: [
                    CorrectionItem(name: "登记申请表", why: "第 3 页缺少签名"),
                    CorrectionItem(name: "场所平面图", why: "未提交，请补交一份"),
                ]))
        case .decline: try run(.decline(reason: "该事项不属于本机关职权范围，请向市级机关申请。"))
        case .decision, .approval: try run(.refuse(reason: "经营场所不符合安全距离要求。"))
        case .gaps: try run(.acceptWithGaps(items: late, days: 5))
        case .commitment: try run(.notifyAndCommit(items: late))
        case .procedure: try run(.suspend(procedure: .hearing, days: 20, reason: "涉及他人重大利益。"))
        case .extended: try run(.extend(days: 10, approvedBy: "张局长", reason: "案情复杂，需要进一步核实。"))
        case .opinion:
            try run(.requestOpinion(from: PaperCase.hall("city"), question: "该场所是否位于规划禁采区？", days: 5))
        case .answer: try run(.answer(opinion: "可以在本中心二楼办理。", results: []))
        case .delivery:
            try run(.grant(opinion: nil))
            try run(.conclude(results: [MaterialRef(paper: "资格证书")]))
            try run(.deliver(way: .courier, toPerson: "王小明", tracking: "EMS 1234"))
        case .papers:
            try run(.requestOpinion(from: PaperCase.hall("city"), question: "请核对原件。", days: 5))
            let paper = try detail().matter.materials.first?.name ?? ""
            try run(.sendPapers(names: [paper], to: PaperCase.hall("city"), tracking: "机要 7 号"))
        case .termination:
            try run(.acceptWithGaps(items: late, days: 5))
            now = Instant(milliseconds: now.milliseconds + 10 * 86_400_000)
            try run(.terminate(reason: "逾期未补齐。"))
        }
    }
}
