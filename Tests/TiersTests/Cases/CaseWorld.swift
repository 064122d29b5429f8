@testable import Tiers

/// A case with all its halls on one table: every commit is seen at once by a whole copy and by a copy of facts only.
struct CaseWorld {
    static let names: [String: String] = [
        "village": "360732100201", "township": "360732100", "county": "360732", "city": "3607", "bureau": "3607:dkj",
        "province": "36", "neighbour": "360733",
    ]

    var record = CaseRecord()
    /// What a hall that takes no part computes, from facts that went through bytes.
    var factsOnly: CaseState?
    var inbox: [InboxItem] = []
    var now = CaseWorld.morning("2026-03-02")
    var sequence: UInt64 = 0
    var inboxSequence: UInt64 = 0
    var bodies: [CaseBody] = []
    var clerk = CaseClerk(name: "李四", login: "li")

    var state: CaseState? { record.state }
    var stage: CaseStage? { record.state?.stage }

    /// The hall of a word.
    static func id(_ name: String) -> HallID {
        guard let id = HallID(names[name] ?? name) else { preconditionFailure("no hall \(name)") }
        return id
    }

    /// The word of a hall.
    static func name(_ id: HallID) -> String { names.first { $0.value == id.rawValue }?.key ?? id.rawValue }

    /// 09:00 in China.
    static func morning(_ day: String) -> Instant {
        guard let date = CivilDate(day) else { preconditionFailure("no day \(day)") }
        return Instant(milliseconds: date.startInChina.milliseconds + 9 * 3_600_000)
    }

    static let halls: [HallRef] = [
        HallRef(id: id("village"), tier: .village, superior: id("township")),
        HallRef(id: id("township"), tier: .township, superior: id("county")),
        HallRef(id: id("county"), tier: .county, superior: id("city")),
        HallRef(id: id("neighbour"), tier: .county, superior: id("city")),
        HallRef(id: id("bureau"), tier: .city, department: "dkj", superior: id("city")),
        HallRef(id: id("city"), tier: .city, superior: id("province")),
        HallRef(id: id("province"), tier: .province, superior: nil),
    ]

    static func context(_ name: String) -> HallContext {
        let wanted = id(name)
        guard let here = halls.first(where: { $0.id == wanted }) else { preconditionFailure("no hall \(name)") }
        var ancestors: [HallRef] = []
        var next = here.superior
        while let above = halls.first(where: { $0.id == next }) {
            ancestors.append(above)
            next = above.superior
        }
        return HallContext(
            here: here, ancestors: ancestors, departmentNodes: halls.filter { $0.department != nil },
            known: Set(halls.map(\.id)))
    }

    static let applicant = Applicant(
        kind: .person, name: "王某", certificate: Applicant.Certificate(type: "护照", number: "E00000000"))

    static func matter(
        _ type: CaseType = .reportUp, decidedBy tier: Tier, department: String? = nil,
        preReview: [String] = ["window"], steps: [String] = ["window", "head"], promised: Int? = 10
    ) -> CaseMatter {
        CaseMatter(
            owner: id("province"), code: "JX-1", version: 1, name: "矿产品加工资格证核发", caseType: type,
            decidedBy: CaseDecider(tier: tier, department: department),
            acceptedAt: [.village, .township, .county, .city], statutory: Limit(days: 20),
            promised: promised.flatMap { Limit(days: $0) }, preReview: preReview, steps: steps,
            materials: [
                CaseMatterMaterial(name: "申请表", required: true),
                CaseMatterMaterial(name: "名称核准通知书", required: true),
                CaseMatterMaterial(name: "照片", required: false),
            ], basis: "《条例》")
    }

    static let complete = [MaterialRef(paper: "申请表"), MaterialRef(paper: "名称核准通知书", copies: 2)]

    /// A case opened by a hall, with everything that is required.
    static func opened(
        at name: String, _ matter: CaseMatter, materials: [MaterialRef] = CaseWorld.complete
    ) throws -> CaseWorld {
        var world = CaseWorld()
        let opening = CaseOpening(matter: matter, applicant: applicant, materials: materials)
        try world.run(.open(opening), at: name)
        return world
    }

    func decide(
        _ command: CaseCommand, at name: String, happenedAt: Instant? = nil
    ) throws(CaseRefusal) -> CaseDecision {
        try CaseRules.decide(
            command, state: record.state, detail: record.detail, inbox: inbox, at: CaseWorld.context(name), now: now,
            happenedAt: happenedAt, clerk: clerk)
    }

    func allowed(at name: String) -> [CaseAction] {
        CaseRules.allowed(
            state: record.state, detail: record.detail, inbox: inbox, at: CaseWorld.context(name), now: now)
    }

    /// Decides, writes and shows the commit to both copies.
    @discardableResult
    mutating func run(_ command: CaseCommand, at name: String, happenedAt: Instant? = nil) throws -> CaseDecision {
        let decision = try decide(command, at: name, happenedAt: happenedAt)
        try write(decision, by: CaseWorld.id(name))
        return decision
    }

    mutating func write(_ decision: CaseDecision, by author: HallID) throws {
        let bytes = try CaseFactsCodec.encode(decision.facts)
        switch decision.stream {
        case .originInbox, .opinion:
            inboxSequence += 1
            let stream = if case .opinion(let name) = decision.stream { name } else { "origin" }
            let citation = CaseCitation(stream: stream, sequence: inboxSequence, id: "inbox-\(inboxSequence)")
            let item = InboxItem(citation: citation, author: author, at: now, body: decision.body)
            if decision.body.action.countsAtOnce { record.note(item) } else { inbox.append(item) }
        case .main:
            let cited = inbox.filter { item in decision.body.cites?.contains(item.citation) ?? false }
            inbox.removeAll { cited.contains($0) }
            let header = CaseHeader(
                author: author, sequence: sequence, at: decision.at, nextWriter: decision.nextWriter,
                facts: CaseFactsCodec.decode(bytes))
            see(header, body: decision.body, cited: cited)
        }
        now = Instant(milliseconds: now.milliseconds + 60_000)
    }

    mutating func see(_ header: CaseHeader, body: CaseBody? = nil, cited: [InboxItem] = []) {
        sequence = header.sequence + 1
        record.apply(header, body: body, cited: cited)
        factsOnly = CaseState.evolve(factsOnly, header)
        if let body { bodies.append(body) }
    }

    /// A hall above the holder takes the pen.
    mutating func takeOver(by name: String) {
        let hall = CaseWorld.id(name)
        let facts = state?.facts(takenOverBy: hall)
        see(CaseHeader(author: hall, sequence: sequence, at: now, takeover: true, facts: facts))
    }

    /// Actions in words, each `hall action`, with the options that a clerk would most likely give.
    mutating func play(_ lines: [String]) throws {
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 2, let command = CaseWorld.command(Array(words[1...])) else {
                preconditionFailure("not a line of a story: \(line)")
            }
            try run(command, at: words[0])
        }
    }

    /// A command in words, as a clerk would say it.
    static func command(_ words: [String]) -> CaseCommand? {
        switch words.first {
        case "request-correction":
            let names = words.count > 1 ? Array(words[1...]) : ["照片"]
            return .requestCorrection(items: names.map { CorrectionItem(name: $0, why: "不清楚") })
        case "supplement":
            return .supplement(materials: words.count > 1 ? words[1...].map { MaterialRef(paper: $0) } : [])
        case "accept": return .accept
        case "decline": return .decline(reason: "不属本机关职权")
        case "review": return .review(opinion: "同意")
        case "forward": return .forward(to: words.dropFirst().first.map(id))
        case "receive": return .receive
        case "return": return .giveBack(reason: "材料不清", to: words.dropFirst().first.map(id))
        case "grant": return .grant(opinion: nil)
        case "refuse": return .refuse(reason: "不符合条件")
        case "conclude": return .conclude(results: [])
        case "deliver": return .deliver(way: .counter, toPerson: nil, tracking: nil)
        case "accept-with-gaps":
            return .acceptWithGaps(items: words.dropFirst().map { CorrectionItem(name: $0, why: "后补") }, days: nil)
        case "notify-and-commit":
            return .notifyAndCommit(items: words.dropFirst().map { CorrectionItem(name: $0, why: "符合条件") })
        case "suspend":
            return .suspend(procedure: .hearing, days: words.dropFirst().first.flatMap(Int.init) ?? 20, reason: nil)
        case "resume": return .resume(opinion: nil)
        case "extend":
            return .extend(
                days: words.dropFirst().first.flatMap(Int.init) ?? 10, approvedBy: "局长", reason: "案情复杂")
        case "amend":
            return .amend(fields: [AmendedField(field: "phone", value: words.dropFirst().first ?? "1")], reason: "笔误")
        case "request-opinion":
            return .requestOpinion(from: id(words.dropFirst().first ?? "neighbour"), question: "是否同意", days: 5)
        case "give-opinion": return .giveOpinion(value: .consent, opinion: nil)
        case "answer": return .answer(opinion: "可以办理", results: [])
        case "send-result": return .sendResult(to: id(words.dropFirst().first ?? "neighbour"))
        case "send-papers":
            return .sendPapers(names: Array(words.dropFirst(2)), to: id(words.dropFirst().first ?? ""), tracking: nil)
        case "take-papers": return .takePapers(names: Array(words.dropFirst()))
        case "tell":
            return .tell(
                what: words.dropFirst().first.flatMap(CaseNotice.What.init) ?? .acceptance, how: .phone, person: nil)
        case "terminate": return .terminate(reason: "逾期未补齐容缺材料")
        case "archive": return .archive(class: nil, years: 10)
        case "withdraw": return .withdraw(reason: "申请人要求", duplicateOf: nil)
        default: return nil
        }
    }
}
