import Foundation
import HallNode
import TestSupport
import Testing
import Tiers

@Suite("The sample catalogue")
struct SampleCatalogueTests {
    private func matters() throws -> [Matter] {
        let province = try #require(HallID("36"))
        let content = CatalogueFile.read(
            Array(SampleCatalogue.yaml.utf8), file: "sample.yaml", publisher: province
        ) { _ in nil }
        #expect(content.faults == [])
        return content.matters
    }

    @Test("it is the file in docs, byte for byte")
    func isTheFile() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/sample-catalogue.yaml").standardizedFileURL
        #expect(try Data(contentsOf: file) == Data(SampleCatalogue.yaml.utf8))
    }

    @Test("every matter is sound and names a law and the article of it")
    func sound() throws {
        let matters = try matters()
        #expect(matters.count >= 40)
        #expect(matters.filter { $0.basis.firstMatch(of: /《.+》.*第.+条/) == nil }.map(\.basis) == [])
    }

    @Test("it shows every kind of matter that a hall meets", .carries(139))
    func covers() throws {
        let matters = try matters()
        #expect(Set(matters.map(\.caseType)) == Set(CaseType.allCases))
        #expect(Set(matters.map(\.decidedBy.tier)) == Set(Tier.allCases))
        #expect(Set(matters.flatMap(\.serviceObject)) == Set(ServiceObject.allCases))
        #expect(Set(matters.compactMap(\.statutoryLimit?.unit)) == Set(Limit.Unit.allCases))
        #expect(matters.contains { $0.fees.isEmpty } && matters.contains { !$0.fees.isEmpty })
        #expect(matters.contains { $0.materials.contains { $0.shared } })
        #expect(matters.count { $0.acceptedAt.contains(.village) } >= 8)
        #expect(
            matters.contains {
                $0.acceptedAt.contains(.village) && $0.decidedBy.tier == .province && $0.caseType == .reportUp
            })
        #expect(matters.contains { $0.extras["x-joint-departments"]?.split(separator: ";").count == 6 })
    }

    @Test("the matter of the demo stands in it as the documentation shows it")
    func demo() throws {
        let matter = try #require(try matters().first { $0.code == "JX-3607-KCP-01" })
        #expect(matter.name == "矿产品加工资格证核发" && matter.caseType == .reportUp && matter.type.code == "01")
        #expect(matter.decidedBy == MatterDecider(tier: .city, department: "dkj"))
        #expect(matter.acceptedAt == [.county, .township])
        #expect(matter.statutoryLimit == Limit(days: 20) && matter.promisedLimit == Limit(days: 10))
        #expect(matter.preReview == ["window", "head"] && matter.steps == ["window", "section", "head"])
        #expect(matter.materials.map(\.name) == ["矿产品加工资格证申请登记表", "企业名称预先核准通知书"])
    }

    @Test("a matter comes back from its JSON as it went in")
    func json() throws {
        let matters = try matters()
        #expect(try JSONDecoder().decode([Matter].self, from: JSONEncoder().encode(matters)) == matters)
    }
}
