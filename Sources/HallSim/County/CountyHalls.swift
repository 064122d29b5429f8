import HallNode
import Tiers

/// The halls of a simulated county with what is above it, who works in them, and when their lines are down.
struct CountyHalls: Sendable {
    /// A stretch of whole days without a line.
    struct Cut: Sendable {
        /// The first day without.
        var from: Int
        /// The day on which it is back in the morning: a worked one.
        var back: Int
    }

    let plan: HallPlan
    let days: CountyDays
    /// The stretches of each hall's line to its superior, by place, in order.
    let cuts: [[Cut]]

    static let province = 0
    static let city = 1
    static let county = 2
    /// The two bureaus with nodes of their own: land and minerals, market regulation.
    static let bureaus = [3, 4]
    private static let countyCode = "360723"

    let townships: [Int]
    let villages: [Int]

    /// A county of so many townships with so many villages each.
    init(townships: Int, villages: Int, days: CountyDays, cutsPerLine: Int, seed: UInt64) throws {
        let tree = DivisionTree.ganzhou
        guard let root = tree.divisions.first(where: { $0.parent == nil }),
            let county = DivisionCode(CountyHalls.countyCode),
            let cityDivision = tree.children(of: root.code).first(where: { $0.code.covers(county) }),
            let countyDivision = tree.children(of: cityDivision.code).first(where: { $0.code == county })
        else { throw SimError("the tree has no \(CountyHalls.countyCode)") }
        var places = [
            HallPlan.Place(root, superior: nil), HallPlan.Place(cityDivision, superior: CountyHalls.province),
            HallPlan.Place(countyDivision, superior: CountyHalls.city),
        ]
        for (department, name) in [("dkj", "地质矿产局"), ("sgj", "市场监督管理局")] {
            places.append(
                HallPlan.Place(
                    code: countyDivision.code, name: countyDivision.name + name, tier: .county, department: department,
                    superior: CountyHalls.county))
        }
        let divisions = Array(tree.children(of: county).prefix(townships))
        self.townships = divisions.indices.map { places.count + $0 }
        places += divisions.map { HallPlan.Place($0, superior: CountyHalls.county) }
        var below: [Int] = []
        for (place, division) in divisions.enumerated() {
            for village in tree.children(of: division.code).prefix(villages) {
                below.append(places.count)
                places.append(HallPlan.Place(village, superior: self.townships[place]))
            }
        }
        self.villages = below
        plan = HallPlan(places: places)
        self.days = days
        var random = SimRandom(seed: seed, .faults)
        cuts = places.indices.map { place in
            place == CountyHalls.province ? [] : CountyHalls.cuts(cutsPerLine, days, &random)
        }
    }

    /// Stretches of one to four days that leave a week between them.
    private static func cuts(_ count: Int, _ days: CountyDays, _ random: inout SimRandom) -> [Cut] {
        let starts = (0..<count).map { _ in Int(random.within(5...Int64(days.count - 10))) }.sorted()
        var cuts: [Cut] = []
        for start in starts where cuts.last.map({ start > $0.back + 7 }) ?? true {
            cuts.append(Cut(from: start, back: days.worked(from: start + 1 + random.below(4))))
        }
        return cuts
    }

    /// Whether a hall has its line to its superior on a day.
    func isUp(_ place: Int, on day: Int) -> Bool { !cuts[place].contains { $0.from <= day && day < $0.back } }

    /// The first day, not before this one, on which a hall has its line.
    func up(_ place: Int, from day: Int) -> Int {
        cuts[place].first { $0.from <= day && day < $0.back }?.back ?? day
    }

    /// The day on which what is sent on a day arrives: each line of the way carries it as soon as it is there.
    func arrival(from: Int, to: Int, on day: Int) -> Int {
        let (ups, downs) = (plan.path(from: from), plan.path(from: to))
        guard let meeting = ups.first(where: downs.contains) else { return day }
        let lines = ups.prefix { $0 != meeting } + downs.prefix { $0 != meeting }.reversed()
        return lines.reduce(day) { up($1, from: $0) }
    }

    /// Who supervises a hall; nil for the province.
    func superior(_ place: Int) -> Int? { plan.places[place].superior }

    /// A hall's id.
    func id(_ place: Int) -> String { plan.places[place].id }

    // MARK: - Who works there

    /// The staff of every hall.
    enum Person: String, Sendable, CaseIterable {
        case window1 = "W1"
        case window2 = "W2"
        case section1 = "S1"
        case section2 = "S2"
        case head = "H1"
        case supervisor = "J1"

        var clerk: CaseClerk { CaseClerk(name: rawValue) }

        var section: String {
            switch self {
            case .window1, .window2: "窗口"
            case .section1: "审批股"
            case .section2: "勘验股"
            case .head: "领导"
            case .supervisor: "监察室"
            }
        }

        var role: StaffRole {
            switch self {
            case .window1, .window2: .window
            case .section1, .section2: .section
            case .head: .head
            case .supervisor: .supervisor
            }
        }
    }

    /// Enters the staff of a hall, from the day of its founding.
    static func staff(_ hall: Hall, from day: CivilDate) throws {
        for person in Person.allCases {
            _ = try StaffDesk(hall).run(
                .add(
                    StaffEntry(
                        id: person.rawValue, name: "\(person.section)\(person.rawValue)", section: person.section,
                        roles: [person.role], from: day)))
        }
    }
}
