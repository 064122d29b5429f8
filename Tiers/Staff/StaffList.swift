/// The staff of a hall (人员名册): one value, everybody who ever worked here. While it is empty, a clerk's name is free
/// text; from the first entry on, who acts must be one of it.
public struct StaffList: Codable, Hashable, Sendable {
    /// Everybody, in the order of entry.
    public private(set) var members: [StaffMember]

    /// Most entries: the list is one commit.
    public static let most = 2_000
    /// Most characters of a name or section.
    public static let nameMax = 100
    /// Most characters of an id.
    public static let idMax = 20

    /// A list of nobody.
    public init() { members = [] }

    /// The entry of an id.
    public subscript(id: String) -> StaffMember? { members.first { $0.id == id } }

    // MARK: - Who is meant

    /// Who acts, as `--as` names him: by id, or by the name that one person of today's staff alone bears. Nil while the
    /// list is empty.
    public func clerk(_ text: String?, on day: CivilDate) throws(StaffRefusal) -> StaffMember? {
        guard !members.isEmpty else { return nil }
        guard let text, !text.isEmpty else {
            throw StaffRefusal(
                .needed, Bilingual(en: "this hall has a staff list, and nobody is named", zh: "本单位已建人员名册，须指明经办人"),
                hint: Bilingual(
                    en: "write --as NAME; it has " + near("", day).en, zh: "请写 --as 姓名；名册：" + near("", day).zh))
        }
        return try one(text, on: day)
    }

    /// The person of today's staff whom an id or a name means.
    public func one(_ text: String, on day: CivilDate) throws(StaffRefusal) -> StaffMember {
        if let member = self[text] {
            guard member.isOnStaff(on: day) else { throw notToday(member, on: day) }
            return member
        }
        let named = members.filter { $0.name == text }
        let present = named.filter { $0.isOnStaff(on: day) }
        if let only = present.first, present.count == 1 { return only }
        guard present.isEmpty else {
            let ids = present.map { "\($0.id)（\($0.section ?? $0.roles.map(\.chinese).joined(separator: "、"))）" }
            throw StaffRefusal(
                .ambiguous, Bilingual(en: "\(present.count) are called \(text)", zh: "有 \(present.count) 人名为 \(text)"),
                hint: Bilingual(
                    en: "write the id: " + ids.joined(separator: ", "), zh: "请写工号：" + ids.joined(separator: "、")))
        }
        if let gone = named.last { throw notToday(gone, on: day) }
        throw StaffRefusal(
            .unknown, Bilingual(en: "nobody of this hall's staff is called \(text)", zh: "本单位人员名册中没有 \(text)"),
            hint: Bilingual(en: "it has " + near(text, day).en, zh: "名册：" + near(text, day).zh))
    }

    /// The person of an id, whenever he was here, or of a name in today's staff.
    func anybody(_ text: String, on day: CivilDate) throws(StaffRefusal) -> StaffMember {
        if let member = self[text] { return member }
        return try one(text, on: day)
    }

    private func notToday(_ member: StaffMember, on day: CivilDate) -> StaffRefusal {
        let isLater = day < member.from
        let edge = isLater ? member.from : member.to ?? day
        return StaffRefusal(
            .unknown,
            isLater
                ? Bilingual(en: "\(member.name) begins on \(edge)", zh: "\(member.name) 自 \(edge) 起任职")
                : Bilingual(en: "\(member.name) left on \(edge)", zh: "\(member.name) 已于 \(edge) 离任"),
            hint: Bilingual(en: "today's staff: " + near("", day).en, zh: "现有人员：" + near("", day).zh))
    }

    /// Names of today's staff, the nearest first: who shares most characters.
    private func near(_ text: String, _ day: CivilDate) -> Bilingual {
        let wanted = Set(text)
        let present = members.filter { $0.isOnStaff(on: day) }
        let ranked = present.enumerated().sorted { left, right in
            let shared = (wanted.intersection(left.element.name).count, wanted.intersection(right.element.name).count)
            return shared.0 == shared.1 ? left.offset < right.offset : shared.0 > shared.1
        }
        let names = ranked.prefix(5).map { "\($0.element.name) (\($0.element.id))" }
        guard !names.isEmpty else {
            return Bilingual(en: "nobody today; see hall staff list", zh: "今日无人在册，见 hall staff list")
        }
        let more = present.count > names.count
        return Bilingual(
            en: names.joined(separator: ", ") + (more ? ", … (hall staff list)" : ""),
            zh: names.joined(separator: "、") + (more ? "……（hall staff list）" : ""))
    }

    /// For whom a person may stand in on a day: all who named him as their deputy and are on the staff.
    public func principals(of member: StaffMember, on day: CivilDate) -> [StaffMember] {
        members.filter { $0.deputy == member.id && $0.isOnStaff(on: day) }
    }

    // MARK: - Changes

    /// Enters a person. Whoever is entered already with the same words is answered as the first time.
    public mutating func add(_ entry: StaffEntry, on day: CivilDate) throws(StaffRefusal) -> StaffMember {
        let roles = try StaffList.checked(entry.roles)
        try StaffList.check(name: entry.name, "name", "姓名")
        if let section = entry.section { try StaffList.check(name: section, "section", "股室") }
        let deputy = try deputy(entry.deputy, roles: roles, of: entry.id, on: day)
        if let same = members.first(where: { member in
            (entry.id == nil || entry.id == member.id) && member.name == entry.name && member.section == entry.section
                && member.roles == roles && member.deputy == deputy && member.to == entry.to
        }) {
            return same
        }
        let id = try freeID(entry.id)
        if let to = entry.to, to < entry.from { throw StaffList.endsBefore(entry.from) }
        guard members.count < StaffList.most else {
            throw StaffList.invalid(
                Bilingual(en: "the list holds \(StaffList.most) people", zh: "名册已满 \(StaffList.most) 人"),
                Bilingual(en: "one hall has no more", zh: "请核对"))
        }
        let member = StaffMember(
            id: id, name: entry.name, section: entry.section, roles: roles, deputy: deputy, from: entry.from,
            to: entry.to)
        members.append(member)
        return member
    }

    /// Changes what is said of a person of today's staff, or of one who is yet to begin, by id.
    public mutating func change(
        _ who: String, _ change: StaffChange, on day: CivilDate
    ) throws(StaffRefusal) -> StaffMember {
        var member = try anybody(who, on: day)
        if let name = change.name {
            try StaffList.check(name: name, "name", "姓名")
            member.name = name
        }
        if let section = change.section {
            if !section.isEmpty { try StaffList.check(name: section, "section", "股室") }
            member.section = section.isEmpty ? nil : section
        }
        if let roles = change.roles { member.roles = try StaffList.checked(roles) }
        if let text = change.deputy {
            member.deputy = try deputy(text.isEmpty ? nil : text, roles: member.roles, of: member.id, on: day)
        } else if change.roles != nil, let held = member.deputy {
            _ = try deputy(held, roles: member.roles, of: member.id, on: day)
        }
        if change.roles != nil {
            for principal in members where principal.deputy == member.id && principal.isOnStaff(on: day) {
                try StaffList.checkPair(principal.roles, deputy: member)
            }
        }
        replace(member)
        return member
    }

    /// Sets a person's last day. The entry stays: what the person did is signed with it.
    public mutating func end(_ who: String, on last: CivilDate, today: CivilDate) throws(StaffRefusal) -> StaffMember {
        var member = try anybody(who, on: today)
        guard member.from <= last else { throw StaffList.endsBefore(member.from) }
        member.to = last
        replace(member)
        return member
    }

    private mutating func replace(_ member: StaffMember) {
        guard let place = members.firstIndex(where: { $0.id == member.id }) else { return }
        members[place] = member
    }

    /// Ids of people who left are not given again.
    private func freeID(_ wanted: String?) throws(StaffRefusal) -> String {
        guard let wanted else {
            let last = members.compactMap { Int($0.id) }.filter { $0 < 1_000_000 }.max() ?? 0
            return padded(Int64(last + 1), 3)
        }
        let isWell = wanted.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
        }
        guard isWell, (1...StaffList.idMax).contains(wanted.utf8.count) else {
            throw StaffList.invalid(
                Bilingual(en: "\(wanted.prefix(30)) is no id", zh: "工号“\(wanted.prefix(30))”无效"),
                Bilingual(en: "1 to 20 letters, digits or hyphens", zh: "1 至 20 个字母、数字或连字符"))
        }
        guard self[wanted] == nil else {
            throw StaffList.invalid(
                Bilingual(en: "the id \(wanted) is taken for ever", zh: "工号 \(wanted) 已用过，不再分配"),
                Bilingual(en: "leave --id out for the next free one", zh: "不写 --id 即自动编号"))
        }
        return wanted
    }
}
