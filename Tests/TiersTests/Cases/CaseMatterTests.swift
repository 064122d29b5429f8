import TestSupport
import Testing

@testable import Tiers

/// The snapshot that a case keeps of its matter.
@Suite struct CaseMatterTests {
    static func published() throws -> Matter {
        var matter = Matter(
            code: "JX-3607-KCP-01", name: "矿产品加工资格证核发", type: try #require(MatterType("01")), caseType: .reportUp,
            decidedBy: MatterDecider(tier: .city, department: "dkj"), acceptedAt: [.county, .township],
            basis: "《江西省矿产资源管理条例》", effectiveFrom: try #require(CivilDate("2026-01-01")),
            steps: ["window", "section", "head"],
            materials: [
                MatterMaterial(name: "申请登记表"),
                MatterMaterial(name: "照片", required: false, form: .paper, copies: 2, deferrable: true, note: "一寸"),
            ])
        matter.statutoryLimit = Limit(days: 20)
        matter.promisedLimit = Limit(days: 10)
        matter.preReview = ["window", "head"]
        return matter
    }

    @Test("The snapshot says what the published matter says", .carries(26, 53)) func snapshot() throws {
        let snapshot = CaseMatter(try CaseMatterTests.published(), owner: CaseWorld.id("province"), version: 3)
        #expect(snapshot.code == "JX-3607-KCP-01" && snapshot.version == 3 && snapshot.type == "01")
        #expect(snapshot.decidedBy == CaseDecider(tier: .city, department: "dkj"))
        #expect(snapshot.preReview == ["window", "head"] && snapshot.steps == ["window", "section", "head"])
        #expect(snapshot.statutory == Limit(days: 20) && snapshot.promised == Limit(days: 10))
        #expect(
            snapshot.material("照片")
                == CaseMatterMaterial(
                    name: "照片", required: false, form: .paper, copies: 2, deferrable: true, note: "一寸"))
        #expect(snapshot.material("申请登记表")?.required == true)
    }

    @Test("A hall's own promise takes the place of the matter's") func localPromise() throws {
        let snapshot = CaseMatter(
            try CaseMatterTests.published(), owner: CaseWorld.id("province"), version: 1, promised: Limit(days: 7))
        let facts = CaseFacts(
            opening: snapshot, origin: CaseWorld.id("county"), decidingHall: CaseWorld.id("bureau"),
            at: CaseWorld.morning("2026-03-02"))
        #expect(facts.promised == Limit(days: 7) && facts.statutory == Limit(days: 20))
        #expect(facts.preReview == StepCount(total: 2) && facts.steps == StepCount(total: 3))
    }
}
