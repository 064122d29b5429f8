extension CaseRules {
    /// 收件: a hall whose tier is in `acceptedAt`. A second filing of one applicant for one matter is never refused.
    static func open(
        _ opening: CaseOpening, at hall: HallContext, now: Instant, happenedAt: Instant? = nil, clerk: CaseClerk,
        note: String?
    ) throws(CaseRefusal) -> CaseDecision {
        let matter = opening.matter
        guard matter.acceptedAt.contains(hall.here.tier) else {
            let tiers = matter.acceptedAt.map(\.rawValue).joined(separator: ", ")
            let words = matter.acceptedAt.map(\.chinese).joined(separator: "、")
            throw CaseRefusal(
                .notAcceptedHere,
                Bilingual(
                    en: "\(matter.code) is not taken in at a hall of the tier \(hall.here.tier.rawValue)",
                    zh: "\(hall.here.tier.chinese)大厅不受理该事项 \(matter.code)"),
                hint: Bilingual(en: "it is taken in at: \(tiers)", zh: "收件层级：\(words)"))
        }
        try checkMatter(matter)
        try checkArea(opening, at: hall)
        if let happenedAt, happenedAt >= now { throw wrongTime }
        guard let deciding = decidingHall(of: opening, at: hall) else {
            throw CaseRefusal(
                .decidingHallUnknown,
                Bilingual(
                    en: "this hall does not know which hall decides \(matter.code)",
                    zh: "本单位尚不知道由哪个单位决定 \(matter.code)"),
                hint: Bilingual(
                    en: "once the entries of the halls above are here it can be opened",
                    zh: "收到上级大厅的登记后即可收件"))
        }
        let faults = opening.applicant.check(today: now.chinaDate)
        guard faults.isEmpty else {
            throw CaseRefusal(
                .applicantInvalid,
                Bilingual(
                    en: "the applicant's data are at fault: " + faults.map(\.field).joined(separator: ", "),
                    zh: "申请人信息有误：" + faults.map(\.field).joined(separator: "、")),
                hint: Bilingual(en: "correct them and open the case again", zh: "请更正后重新收件"), faults: faults)
        }
        try CaseOptions.count(opening.materials.count, option: "material", atLeast: 0)
        try CaseOptions.materials(opening.materials, names: matter.materials.map(\.name))
        if let external = opening.external { try CaseOptions.name(external, option: "external") }
        var body = CaseBody(action: .open, clerk: clerk)
        body.note = try CaseOptions.optional(note, option: "note")
        body.applicant = opening.applicant.normalised(today: now.chinaDate)
        body.matter = matter
        body.materials = opening.materials.isEmpty ? nil : opening.materials
        body.external = opening.external
        body.sourceRow = opening.sourceRow
        body.came(by: opening.way)
        let facts = CaseFacts(
            opening: matter, origin: hall.here.id, decidingHall: deciding, at: happenedAt ?? now,
            registeredLate: happenedAt != nil)
        return CaseDecision(
            stream: .main, at: now, facts: facts, body: body, nextWriter: nil, joins: [], pens: [])
    }

    /// 通办范围: as far as the owner of the matter allows, measured where the two ways up meet.
    private static func checkArea(_ opening: CaseOpening, at hall: HallContext) throws(CaseRefusal) {
        guard let area = opening.area, area.id != hall.here.id, let range = opening.matter.acrossArea else { return }
        let other = Set(([area] + opening.areaAncestors).map(\.id))
        let common = ([hall.here] + hall.ancestors).first { other.contains($0.id) }
        guard !range.allows(common?.tier) else { return }
        throw CaseRefusal(
            .notAcceptedHere,
            Bilingual(
                en: "\(opening.matter.code) is not taken in here for \(area.id): its range is \(range.rawValue)",
                zh: "事项 \(opening.matter.code) 为\(range.chinese)，本单位不能为 \(area.id) 收件"),
            hint: Bilingual(
                en: "`acrossArea` of `hall matter show` says how far; a hall of that area takes it in",
                zh: "通办范围见 hall matter show 的 acrossArea；请到该地区的大厅办理"))
    }

    /// 通办: a case for another area is decided where that area's own cases are.
    private static func decidingHall(of opening: CaseOpening, at hall: HallContext) -> HallID? {
        guard let area = opening.area else { return hall.decidingHall(opening.matter.decidedBy) }
        return resolveDecidingHall(
            opening.matter.decidedBy, way: [area] + opening.areaAncestors, departmentNodes: hall.departmentNodes)
    }

    private static let wrongTime = CaseRefusal(
        .init(.wrongTime),
        Bilingual(en: "what is entered afterwards happened before now", zh: "补录的发生时间必须早于现在"),
        hint: Bilingual(en: "correct --happened-at", zh: "请更正 --happened-at"))

    private static func checkMatter(_ matter: CaseMatter) throws(CaseRefusal) {
        guard !matter.code.isEmpty, matter.code.utf8.count <= CaseLimits.matterCodeBytes,
            matter.preReview.count <= CaseLimits.steps, matter.steps.count <= CaseLimits.steps
        else {
            throw CaseRefusal(
                .matterInvalid,
                Bilingual(
                    en: "the matter's code is longer than 192 bytes, or a chain has more than 32 steps",
                    zh: "事项编码超过 192 字节，或审核环节超过 32 个"),
                hint: Bilingual(en: "its owner has to publish it anew", zh: "请由事项所有者重新发布"))
        }
    }
}
