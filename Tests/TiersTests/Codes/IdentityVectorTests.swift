import Testing

@testable import Tiers

/// A row of `id-vectors.csv`.
struct IdentityVector: Sendable, CustomTestStringConvertible {
    let kind: String
    let value: String
    let verdict: String
    let note: String

    var testDescription: String { "\(kind) \(value): \(note)" }

    /// Every row of the file; a file that cannot be read shows in the count below.
    static let all: [IdentityVector] = {
        var faults: [Fault] = []
        let text = (try? DataFile.text("id-vectors.csv")) ?? ""
        let table = Table(
            text, file: "id-vectors.csv", columns: ["kind", "value", "valid", "note"], maximumBytes: 100_000,
            maximumRows: 1_000,
            faults: &faults)
        return table.rows.map { row in
            IdentityVector(kind: row.fields[0], value: row.fields[1], verdict: row.fields[2], note: row.fields[3])
        }
    }()

    var checkKind: CheckKind? {
        switch kind {
        case "citizen_id": .citizen
        case "uscc": .creditCode
        case "licence_id": .licence
        case "matter_base_code", "matter_impl_code", "matter_item_code": .matter
        case "case_no": .case_
        default: nil
        }
    }
}

@Suite struct IdentityVectorTests {
    @Test("Every code of the list is judged as the list says", arguments: IdentityVector.all)
    func verdict(_ vector: IdentityVector) throws {
        let kind = try #require(vector.checkKind)
        let answer = kind.check(vector.value, today: try day("2026-03-02"))
        switch vector.verdict {
        case "1":
            #expect(answer.valid && answer.normalised == vector.value && answer.warnings.isEmpty)
        case "0":
            #expect(!answer.valid && answer.normalised == nil && answer.warnings.isEmpty)
        case "N":
            #expect(answer.valid && answer.normalised != vector.value && answer.warnings.isEmpty)
        case "W":
            #expect(answer.valid && answer.normalised == vector.value && !answer.warnings.isEmpty)
        default:
            Issue.record("unknown verdict \(vector.verdict)")
        }
        #expect((answer.reason == nil) == answer.valid)
    }

    @Test("The list is read whole")
    func whole() {
        #expect(IdentityVector.all.count == 45)
    }
}
