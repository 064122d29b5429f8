import Foundation
import Tiers

extension FuzzTarget {
    /// What the rules of the business read: facts, bodies, numbers, days, tables.
    static let rules: [FuzzTarget] = [facts, story, caseBody, codes, days, divisions, holidays]

    private static let facts = FuzzTarget("facts", bytesMax: 1_024) { bytes in
        guard let facts = CaseFactsCodec.decode(bytes) else { return false }
        // A later version's tags are passed over: what is written has only those that are known.
        guard let written = try? CaseFactsCodec.encode(facts) else { throw Finding("read, and too long to write") }
        guard CaseFactsCodec.decode(written) == facts else { throw Finding("what it wrote is read as another value") }
        return true
    }

    /// Facts one after the other, each by some hall at some time: a case as a hostile neighbour tells it.
    private static let story = FuzzTarget("story", bytesMax: 8_192) { bytes in
        var state: CaseState?
        var rest = bytes[...]
        var sequence: UInt64 = 0
        while let flags = rest.popFirst(), let clock = rest.popFirst(), let length = rest.popFirst() {
            let part = Array(rest.prefix(Int(length) * 2))
            rest = rest.dropFirst(part.count)
            let facts = CaseFactsCodec.decode(part)
            let halls = [facts?.origin, facts?.decidingHall, facts?.acceptingHall, state?.holder].compactMap { $0 }
            guard let author = halls.isEmpty ? nil : halls[Int(flags) % halls.count] else { continue }
            sequence &+= flags & 0x40 == 0 ? 1 : UInt64(clock) << 56
            let at = clock == 0 ? facts?.receivedAt : Instant(milliseconds: Int64(bitPattern: UInt64(clock) << 56))
            let header = CaseHeader(
                author: author, sequence: sequence, at: at ?? Instant(milliseconds: 0),
                nextWriter: flags & 0x10 == 0 ? nil : halls[Int(clock) % halls.count], takeover: flags & 0x80 != 0,
                facts: facts)
            state = CaseState.evolve(state, header)
            if let state { try look(at: state) }
        }
        return state != nil
    }

    /// Everything that a page shows of a case.
    private static func look(at state: CaseState) throws {
        guard state.irregular.count <= CaseLimits.irregularKept, state.heldBy.count <= CaseLimits.holdersKept else {
            throw Finding("a state grows without bound")
        }
        let moments = [state.receivedAt, state.lastStepAt, state.heldSince] + [state.acceptedAt].compactMap { $0 }
        for moment in moments {
            _ = moment.text
            for today in [moment.chinaDate, CivilDate(daysSince1970: 20_500)] {
                _ = state.deadlines(calendar: .builtIn, today: today)
                _ = state.workingDaysLeft(calendar: .builtIn, today: today)
            }
        }
        _ = state.returnTargets
        _ = state.defaultReturnTarget
    }

    private static let caseBody = FuzzTarget("case-body", .text(jsonWords + caseWords)) { bytes in
        guard let body = try? JSONDecoder().decode(CaseBody.self, from: Data(bytes)) else { return false }
        try rewritten(body)
        return true
    }

    private static let caseWords = [
        "\"action\"", "\"open\"", "\"accept\"", "\"forward\"", "\"applicant\"", "\"matter\"", "\"materials\"",
        "\"name\"", "\"kind\"", "\"citizen\"", "\"bytes\"", "\"copies\"", "\"steps\"", "\"statutory\"", "\"days\"",
        "\"as\"", "\"cites\"", "\"sequence\"",
    ]

    static func rewritten<Value: Codable & Equatable>(_ value: Value) throws {
        let written = try JSONEncoder().encode(value)
        guard try JSONDecoder().decode(Value.self, from: written) == value else {
            throw Finding("what it wrote is read as another value")
        }
    }

    private static let codes = FuzzTarget("codes", .text(codeWords), bytesMax: 512) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let today = CivilDate(daysSince1970: 20_500)
        var isRead = false
        for kind in CheckKind.allCases {
            let first = kind.check(text, today: today)
            guard let normalised = first.normalised else {
                guard first.reason != nil else { throw Finding("\(kind): refused without a reason") }
                continue
            }
            isRead = true
            guard kind.check(normalised, today: today).normalised == normalised else {
                throw Finding("\(kind): \(normalised) is not what it becomes")
            }
        }
        if let number = CaseNumber(text), number.rawValue != text { throw Finding("another case number") }
        if let hall = HallID(text), hall.rawValue != text { throw Finding("another hall") }
        if let code = DivisionCode(text), DivisionCode(code.padded) != code { throw Finding("another division") }
        return isRead
    }

    private static let codeWords = [
        "340122100", "-260213-", "X", "0", "1", "9", "O", "I", "Z", "MA", "91", "1901", "19010229", "20260213", "JX-",
        ":", "~2", " ", "\u{3000}", "Ａ",
    ]

    /// A day or a moment, from text and from any integer that a header may hold.
    private static let days = FuzzTarget("days", bytesMax: 64) { bytes in
        let number = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let moment = Instant(milliseconds: Int64(bitPattern: number))
        let day = moment.chinaDate
        guard !moment.text.isEmpty, !day.text.isEmpty, (1...7).contains(day.weekday) else { throw Finding("no day") }
        _ = WorkCalendar.builtIn.isWorkingDay(day)
        for limit in [Limit(days: 1), Limit(days: 3_650), Limit(days: 20, unit: .natural)].compactMap({ $0 }) {
            let deadline = WorkCalendar.builtIn.deadline(from: day, limit: limit)
            _ = WorkCalendar.builtIn.workingDaysLeft(from: day, to: deadline.date)
        }
        guard let written = CivilDate(String(decoding: bytes, as: UTF8.self)) else { return false }
        guard Array(written.text.utf8) == bytes, written.startInChina.chinaDate == written else {
            throw Finding("another day")
        }
        return true
    }

    private static let divisions = FuzzTarget(
        "divisions", .text(["340000000000", "安徽省", ",", "\n", "\"", "code,name,parent"]), bytesMax: 4_096
    ) { bytes in
        (try? DivisionTree(csv: String(decoding: bytes, as: UTF8.self))) != nil
    }

    private static let holidays = FuzzTarget(
        "holidays", .text(["2026-01-01", "holiday", "workday", ",", "\n", "\"", "date,kind,name"]), bytesMax: 4_096
    ) { bytes in
        (try? WorkCalendar(csv: String(decoding: bytes, as: UTF8.self))) != nil
    }
}
