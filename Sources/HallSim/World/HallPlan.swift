import Tiers

/// The halls of a simulated network: who they are and under whom, superiors first.
struct HallPlan: Sendable {
    /// One hall.
    struct Place: Sendable {
        /// Its code; a department's own node has its superior's.
        var code: DivisionCode
        var name: String
        var tier: Tier
        /// A department's own node.
        var department: String?
        /// Place of its superior in the list; nil for the province.
        var superior: Int?

        var id: String { code.natural + (department.map { ":\($0)" } ?? "") }
    }

    let places: [Place]
    private let placesByID: [String: Int]
    private let superiors: Set<Int>

    /// The bureau whose own node every simulated county seat has, when there is room for one.
    static let department = "dkj"

    /// These halls, superiors first.
    init(places: [Place]) {
        self.places = places
        placesByID = Dictionary(places.enumerated().map { ($1.id, $0) }) { first, _ in first }
        superiors = Set(places.compactMap(\.superior))
    }

    /// The place of a hall, by its id.
    func place(of id: String) -> Int? { placesByID[id] }

    /// Whether nobody stands below a hall.
    func isLeaf(_ place: Int) -> Bool { !superiors.contains(place) }

    /// So many halls of a tree, drawn by a seed: always a line down to a village, if there are five or more.
    init(_ count: Int, of tree: DivisionTree, seed: UInt64) throws {
        var random = SimRandom(seed: seed, .tree)
        guard let root = tree.divisions.first(where: { $0.parent == nil }) else {
            throw SimError("a tree without a root")
        }
        var places = [Place(root, superior: nil)]
        // For each place the divisions below it that are not in yet.
        var open = [tree.children(of: root.code)]
        func add(below place: Int) -> Bool {
            guard let next = open[place].indices.randomElement(using: &random) else { return false }
            let division = open[place].remove(at: next)
            places.append(Place(division, superior: place))
            open.append(tree.children(of: division.code))
            return true
        }
        while places.count < count, places.count < 5, add(below: places.count - 1) {}
        if count > 6, let county = places.indices.first(where: { places[$0].tier == .county }) {
            places.append(
                Place(
                    code: places[county].code, name: places[county].name + "地质矿产局", tier: .county,
                    department: HallPlan.department, superior: county))
            open.append([])
        }
        var free = places.indices.filter { !open[$0].isEmpty }
        while places.count < count, !free.isEmpty {
            let choice = random.below(free.count)
            if add(below: free[choice]) {
                if !open[places.count - 1].isEmpty { free.append(places.count - 1) }
            } else {
                free.remove(at: choice)
            }
        }
        guard places.count == count else { throw SimError("the tree has only \(places.count) halls") }
        self.init(places: places)
    }

    /// Every hall of the path from a place to the province, itself first.
    func path(from place: Int) -> [Int] {
        var path = [place]
        while let next = path.last.flatMap({ places[$0].superior }) { path.append(next) }
        return path
    }
}

extension HallPlan.Place {
    init(_ division: Division, superior: Int?) {
        self.init(
            code: division.code, name: division.name, tier: division.tier, department: nil, superior: superior)
    }
}
