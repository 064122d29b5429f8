/// A month of the score book.
public struct ScoreMonth: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The year, 1…9999.
    public let year: Int
    /// 1…12.
    public let month: Int

    /// The month of a moment in China.
    public init(_ instant: Instant) { self.init(instant.chinaDate) }

    /// The month of a day.
    public init(_ day: CivilDate) {
        let parts = day.components
        year = parts.year
        month = parts.month
    }

    /// Reads `2026-01`; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 7, let day = CivilDate(text + "-01") else { return nil }
        self.init(day)
    }

    /// `2026-01`
    public var description: String { "\(padded(Int64(year), 4))-\(padded(Int64(month), 2))" }

    /// Earlier is less.
    public static func < (left: ScoreMonth, right: ScoreMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}

/// Whose score it is.
public enum ScoreUnit: Hashable, Sendable, Comparable {
    /// 大厅
    case hall(HallID)
    /// 股室, by its name in the staff list.
    case section(String)
    /// 窗口 or person, by the id in the staff list.
    case staff(String)

    /// `hall`, `section` or `staff`.
    public var kind: String {
        switch self {
        case .hall: "hall"
        case .section: "section"
        case .staff: "staff"
        }
    }

    /// Its id or name.
    public var key: String {
        switch self {
        case .hall(let hall): hall.rawValue
        case .section(let name): name
        case .staff(let id): id
        }
    }

    /// Halls, then sections, then people; each by key.
    public static func < (left: ScoreUnit, right: ScoreUnit) -> Bool {
        (left.rank, left.key) < (right.rank, right.key)
    }

    private var rank: Int {
        switch self {
        case .hall: 0
        case .section: 1
        case .staff: 2
        }
    }
}

/// A card as the score book counts it: against the hall, and where that is known against section and person.
public struct ScoredCard: Hashable, Sendable {
    /// The case.
    public var number: String
    /// The card.
    public var card: CardRecord
    /// Against whom it counts.
    public var units: [ScoreUnit]

    /// A card and against whom it counts.
    public init(number: String, card: CardRecord, units: [ScoreUnit]) {
        self.number = number
        self.card = card
        self.units = units
    }
}

/// A deduction that a person entered (人工扣分).
public struct ScoreDeduction: Codable, Hashable, Sendable {
    /// `hall`, `section` or `staff`.
    public var kind: String
    /// Id or name of the unit.
    public var key: String
    /// How much.
    public var points: Points
    /// The month, `2026-01`.
    public var month: String
    /// Why.
    public var reason: String
    /// Who entered it: an id of the staff list.
    public var staff: String?

    /// A deduction.
    public init(unit: ScoreUnit, points: Points, month: ScoreMonth, reason: String, staff: String? = nil) {
        kind = unit.kind
        key = unit.key
        self.points = points
        self.month = month.description
        self.reason = reason
        self.staff = staff
    }
}

/// The score book (考核台账): base points a unit and month, less what cards and people take.
public enum ScoreBook {
    /// A unit's month.
    public struct Row: Codable, Hashable, Sendable {
        /// `hall`, `section` or `staff`.
        public var kind: String
        /// Id or name of the unit.
        public var key: String
        /// Points at the beginning.
        public var base: Points
        /// What is taken and given back, in order.
        public var lines: [Line]
        /// What is left; never below 0.
        public var score: Points
    }

    /// One deduction or return.
    public struct Line: Codable, Hashable, Sendable {
        /// The case; nil for what a person entered without one.
        public var number: String?
        /// The card's name; nil for what a person entered.
        public var card: String?
        /// The rule; nil for what a person entered.
        public var rule: String?
        /// Taken, or given back where negative.
        public var points: Points
        /// Why.
        public var reason: String?
    }

    /// The rows of a month.
    ///
    /// A card counts in the month in which it was issued: months that are over do not change by what is found later.
    /// One that was revoked does not count, and where its month was closed before, it is given back in the month of
    /// the revocation. A red card takes what it costs beyond the yellow one of the same breach.
    ///
    /// - Parameters:
    ///   - units: who has a row even where nothing is taken.
    ///   - closed: when months were closed.
    public static func rows(
        of month: ScoreMonth, units: [ScoreUnit], cards: [ScoredCard], deductions: [ScoreDeduction],
        closed: [ScoreMonth: Instant], base: Points
    ) -> [Row] {
        var lines: [ScoreUnit: [Line]] = [:]
        for unit in units { lines[unit] = [] }
        let byCase = Dictionary(grouping: cards) { $0.number }
        for scored in cards.sorted(by: { ($0.number, $0.card.name) < ($1.number, $1.card.name) }) {
            guard let line = line(scored, in: month, among: byCase[scored.number] ?? [], closed) else { continue }
            for unit in scored.units { lines[unit, default: []].append(line) }
        }
        for deduction in deductions where deduction.month == month.description {
            guard let unit = deduction.unit else { continue }
            lines[unit, default: []].append(
                Line(number: nil, card: nil, rule: nil, points: deduction.points, reason: deduction.reason))
        }
        return lines.keys.sorted().map { unit in
            let own = lines[unit] ?? []
            let left = own.reduce(base) { $0 - $1.points }
            return Row(kind: unit.kind, key: unit.key, base: base, lines: own, score: max(left, .none))
        }
    }

    private static func line(
        _ scored: ScoredCard, in month: ScoreMonth, among cards: [ScoredCard], _ closed: [ScoreMonth: Instant]
    ) -> Line? {
        let card = scored.card
        let issued = ScoreMonth(card.issuedAt)
        let cost = cost(scored, among: cards)
        guard cost > .none else { return nil }
        func line(_ points: Points, _ reason: String?) -> Line {
            Line(
                number: scored.number, card: card.name.description, rule: card.name.rule.rawValue, points: points,
                reason: reason)
        }
        guard let revocation = card.revocation else { return issued == month ? line(cost, nil) : nil }
        guard let closing = closed[issued], closing <= revocation.at else { return nil }
        if issued == month { return line(cost, nil) }
        return ScoreMonth(revocation.at) == month ? line(.none - cost, revocation.text) : nil
    }

    /// What a card takes by itself: less what a milder one of the same breach has taken, as long as that stands.
    private static func cost(_ scored: ScoredCard, among cards: [ScoredCard]) -> Points {
        let name = scored.card.name
        let milder = cards.filter { other in
            other.card.name.rule == name.rule && other.card.name.sequence == name.sequence
                && other.card.name.colour < name.colour
                && other.card.revocation == nil && !Set(other.units).isDisjoint(with: scored.units)
        }
        return max(scored.card.points - (milder.map(\.card.points).max() ?? .none), .none)
    }
}

extension ScoreDeduction {
    /// The unit; nil for a kind that this release does not know.
    public var unit: ScoreUnit? {
        switch kind {
        case "hall": HallID(key).map { .hall($0) }
        case "section": .section(key)
        case "staff": .staff(key)
        default: nil
        }
    }
}
