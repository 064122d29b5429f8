/// The divisions of one or more provinces with their tiers. A table of names and places to start from: which halls
/// there are, the directory says.
public struct DivisionTree: Sendable {
    /// All divisions, ascending by code.
    public let divisions: [Division]
    private let positions: [DivisionCode: Int]
    private let childPositions: [DivisionCode: [Int]]

    /// The five tiers of Anhui, 20,033 divisions (statistical edition 2021). Read at first use.
    public static let anhui = builtIn(BuiltInData.anhuiDivisions)

    /// Jiangxi with the city of Ganzhou down to its villages, 4,351 divisions. Read at first use.
    public static let ganzhou = builtIn(BuiltInData.ganzhouDivisions)

    /// Reads a table `code,name,tier,parent`, at most 64 MB and 1,000,000 rows. Codes have 2, 4, 6, 9 or 12 digits; the
    /// parent may be empty and then follows from the code. Rows that are no government (grouping codes, the
    /// pseudo-counties of cities without counties) are dropped, and what hangs on them hangs on the government above.
    /// Throws all faults with their lines; the file's name stands in them.
    public init(csv: String, file: String = "divisions.csv") throws(TableFaults) {
        self = try DivisionTable(csv: csv, file: file).tree()
    }

    /// A tree of divisions that are sound: no code twice, every parent there.
    init(sound divisions: [Division]) {
        self.divisions = divisions.sorted { $0.code < $1.code }
        var positions: [DivisionCode: Int] = [:]
        var childPositions: [DivisionCode: [Int]] = [:]
        positions.reserveCapacity(divisions.count)
        for (position, division) in self.divisions.enumerated() {
            positions[division.code] = position
            if let parent = division.parent { childPositions[parent, default: []].append(position) }
        }
        self.positions = positions
        self.childPositions = childPositions
    }

    /// The division with this code.
    public subscript(_ code: DivisionCode) -> Division? { positions[code].map { divisions[$0] } }

    /// The divisions directly below, ascending by code; empty for a village and for an unknown code.
    public func children(of code: DivisionCode) -> [Division] {
        (childPositions[code] ?? []).map { divisions[$0] }
    }

    /// The division, the one above it, and so on up to the province; empty for an unknown code.
    public func path(from code: DivisionCode) -> [Division] {
        var path: [Division] = []
        var next = self[code]
        // Each parent is of a higher tier, so there are at most as many steps as tiers.
        while let division = next, path.count < Tier.allCases.count {
            path.append(division)
            next = division.parent.flatMap { self[$0] }
        }
        return path
    }

    private static func builtIn(_ csv: String) -> DivisionTree {
        do {
            return try DivisionTree(csv: csv)
        } catch {
            preconditionFailure("a built-in table of divisions cannot be read: \(error.faults.prefix(3))")
        }
    }
}
