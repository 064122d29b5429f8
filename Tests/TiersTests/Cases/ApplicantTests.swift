import Foundation
import TestSupport
import Testing

@testable import Tiers

/// Who may be an applicant.
@Suite struct ApplicantTests {
    /// An invented citizen number with a right check character.
    static let number =
        "36073219800101123" + (CitizenNumber.checkCharacter(for: "36073219800101123").map(String.init) ?? "")
    /// An invented credit code of a set of test vectors.
    static let creditCode = "11340100YYYY00020H"

    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        let applicant: Applicant
        /// `field`, or `field?` where it is missing.
        let faults: [String]
        var testDescription: String { title }
    }

    static let rows: [Row] = [
        Row(title: "a citizen", applicant: Applicant(kind: .citizen, name: "王某", idNumber: number), faults: []),
        Row(
            title: "a citizen without a number", applicant: Applicant(kind: .citizen, name: "王某"),
            faults: ["idNumber?"]),
        Row(
            title: "a wrong check character and no name",
            applicant: Applicant(kind: .citizen, name: " ", idNumber: "360732198001011230x"),
            faults: ["name?", "idNumber"]),
        Row(
            title: "a citizen with a credit code",
            applicant: Applicant(kind: .citizen, name: "王某", idNumber: number, creditCode: creditCode),
            faults: ["creditCode"]),
        Row(title: "a person with a passport", applicant: CaseWorld.applicant, faults: []),
        Row(
            title: "a person without a certificate", applicant: Applicant(kind: .person, name: "John"),
            faults: ["certificate?"]),
        Row(
            title: "a certificate without its number",
            applicant: Applicant(
                kind: .person, name: "John", certificate: Applicant.Certificate(type: "护照", number: "")),
            faults: ["certificate.number?"]),
        Row(
            title: "an organisation",
            applicant: Applicant(
                kind: .organisation, name: "某公司", creditCode: creditCode, legalRepresentative: "李某"), faults: []),
        Row(
            title: "an organisation with a mistyped code and nobody in charge",
            applicant: Applicant(kind: .organisation, name: "某公司", creditCode: "11340100YYYY00020A"),
            faults: ["creditCode", "legalRepresentative?"]),
        Row(
            title: "an agent and a subject with wrong numbers",
            applicant: Applicant(
                kind: .citizen, name: "王某", idNumber: number, agent: Applicant.Agent(name: "", idNumber: "1"),
                subject: Applicant.Subject(name: "王小某", idNumber: "2")),
            faults: ["agent.name?", "agent.idNumber", "subject.idNumber"]),
        Row(
            title: "an address that is a novel",
            applicant: Applicant(
                kind: .citizen, name: "王某", idNumber: number, address: String(repeating: "路", count: 201)),
            faults: ["address"]),
    ]

    @Test("All faults of an applicant are named", arguments: rows) func faults(row: Row) throws {
        let today = try #require(CivilDate("2026-03-02"))
        let faults = row.applicant.check(today: today)
        #expect(faults.map { $0.isReading ? "\($0.field)?" : $0.field } == row.faults)
    }

    @Test("A case is not opened for an applicant at fault") func notOpened() throws {
        let opening = CaseOpening(
            matter: CaseWorld.matter(decidedBy: .county), applicant: Applicant(kind: .citizen, name: "王某"))
        let refusal = #expect(throws: CaseRefusal.self) { try CaseWorld().decide(.open(opening), at: "county") }
        #expect(refusal?.code == .applicantInvalid && refusal?.faults.map(\.field) == ["idNumber"])
    }

    @Test("Codes are kept without blanks and in upper case") func normalised() throws {
        let today = try #require(CivilDate("2026-03-02"))
        let typed = Applicant(
            kind: .organisation, name: "某公司", creditCode: " 11340100yyyy00020h", legalRepresentative: "李某")
        #expect(typed.check(today: today).isEmpty)
        #expect(typed.normalised(today: today).creditCode == ApplicantTests.creditCode)
    }

    @Test("A body is JSON with the field names of the interface, and reads back the same", .carries(89, 163))
    func json() throws {
        var world = CaseWorld()
        let opening = CaseOpening(
            matter: CaseWorld.matter(decidedBy: .county),
            applicant: Applicant(
                kind: .citizen, name: "王某", idNumber: ApplicantTests.number,
                agent: Applicant.Agent(name: "张某", relation: "村代办员", authorised: "委托书")), materials: CaseWorld.complete,
            external: "3600-77")
        let body = try world.run(.open(opening), at: "county").body
        let data = try JSONEncoder().encode(body)
        #expect(try JSONDecoder().decode(CaseBody.self, from: data) == body)
        let tree = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(tree["as"] as? String == "李四" && tree["external"] as? String == "3600-77")
        let applicant = try #require(tree["applicant"] as? [String: Any])
        #expect(Set(applicant.keys) == ["kind", "name", "idNumber", "agent"])
        let agent = try #require(applicant["agent"] as? [String: Any])
        #expect(agent as? [String: String] == ["name": "张某", "relation": "村代办员", "authorised": "委托书"])
        #expect(tree["note"] == nil, "what is not said is not there")
    }
}
