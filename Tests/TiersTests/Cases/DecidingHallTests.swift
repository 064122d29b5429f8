import TestSupport
import Testing

@testable import Tiers

/// Which hall decides.
@Suite struct DecidingHallTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        let origin: String
        let tier: Tier
        var department: String?
        let decides: String
        var testDescription: String { title }
    }

    static let rows: [Row] = [
        Row(title: "the hall of that tier on the way up", origin: "village", tier: .county, decides: "county"),
        Row(title: "the origin itself", origin: "county", tier: .county, decides: "county"),
        Row(title: "not a hall beside the way", origin: "neighbour", tier: .county, decides: "neighbour"),
        Row(title: "the bureau's own node", origin: "county", tier: .city, department: "dkj", decides: "bureau"),
        Row(
            title: "no such node: the hall", origin: "county", tier: .county, department: "dkj", decides: "county"),
        Row(title: "opened at the bureau's node", origin: "bureau", tier: .city, department: "dkj", decides: "bureau"),
        Row(title: "opened at the bureau's node, the hall decides", origin: "bureau", tier: .city, decides: "city"),
        Row(title: "an origin above that tier decides itself", origin: "city", tier: .county, decides: "city"),
    ]

    @Test("Deciding hall", .carries(152, 187), arguments: rows) func decides(row: Row) {
        let context = CaseWorld.context(row.origin)
        let hall = context.decidingHall(CaseDecider(tier: row.tier, department: row.department))
        #expect(hall.map(CaseWorld.name) == row.decides)
    }

    @Test(
        "A window takes matters of several departments in and decides none of them", .carries(135, 279),
        arguments: ["dkj", "gsj"])
    func windowOfMany(department: String) throws {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(decidedBy: .city, department: department))
        try world.play(["county accept"])
        let refusal = #expect(throws: CaseRefusal.self) { try world.play(["county grant"]) }
        #expect(refusal?.code == .init(.notDecidingHall) && !world.allowed(at: "county").contains(.decide))
        #expect(world.state.map { CaseWorld.name($0.decidingHall) } == (department == "dkj" ? "bureau" : "city"))
    }

    @Test("Where a tier is missing, the next above decides, or its bureau") func missingTier() {
        let way = CaseWorld.halls.filter { $0.tier != .county && $0.department == nil }
        let county = CaseDecider(tier: .county)
        let bureau = CaseDecider(tier: .county, department: "dkj")
        let nodes = CaseWorld.context("village").departmentNodes
        #expect(resolveDecidingHall(county, way: way, departmentNodes: nodes) == CaseWorld.id("city"))
        #expect(resolveDecidingHall(bureau, way: way, departmentNodes: nodes) == CaseWorld.id("bureau"))
    }

    @Test("A hall that does not know its way up cannot tell") func unknownWay() {
        let village = CaseWorld.context("village").here
        #expect(resolveDecidingHall(CaseDecider(tier: .city), way: [village], departmentNodes: []) == nil)
    }
}
