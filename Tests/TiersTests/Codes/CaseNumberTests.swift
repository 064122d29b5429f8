import Foundation
import TestSupport
import Testing

@testable import Tiers

@Suite struct CaseNumberTests {
    /// 0 1 2 A Y 9 H X by their values; two bytes are beyond 30 and count by their remainder.
    let random: [UInt8] = [0, 1, 2, 10, 30, 40, 17, 60]

    func number(_ hall: String) throws -> CaseNumber {
        let number = CaseNumber.make(hall: try #require(HallID(hall)), date: try day("2026-03-02"), random: random)
        return try #require(number)
    }

    @Test(
        "A number names its hall and day, and its check is the one computed on paper", .carries(54),
        arguments: [
            // Worked out by hand from the rule: weights 3^(i−1) mod 31 over letters and digits, I O S V Z as 1 0 5 U 2.
            ("34", "34-260302-012AY9HX3"), ("360732", "360732-260302-012AY9HXP"),
            ("360732:zvosi~2", "360732:zvosi~2-260302-012AY9HX2"),
        ])
    func made(_ hall: String, _ expected: String) throws {
        let number = try number(hall)
        #expect(number.rawValue == expected)
        #expect(number.hall.rawValue == hall)
        #expect(number.date.text == "2026-03-02")
        #expect(CaseNumber(number.rawValue) == number)
        #expect(CaseNumber.check(number.rawValue) == .right(number.rawValue, form: "hallnet"))
    }

    @Test("Two off-line desks number 20,000 cases each on one day: no number comes twice")
    func offLine() throws {
        var numbers = Set<String>()
        for hall in ["360732100", "360732101"] {
            // Drawn alike: what keeps the two apart is the hall in the number.
            var random = SeededRandom(seed: 5)
            for _ in 0..<20_000 {
                let number = CaseNumber.make(
                    hall: try #require(HallID(hall)), date: try day("2026-03-02"), random: random.bytes(8))
                numbers.insert(try #require(number).rawValue)
            }
        }
        #expect(numbers.count == 40_000)
    }

    @Test("The longest hall id still gives a number of at most 50 characters")
    func longest() throws {
        #expect(try number("360732100200:abcdefghijkl~99").rawValue.count <= 50)
    }

    @Test("A number read over the telephone is put right: lower case, blanks, O for 0 and Z for 2")
    func spoken() throws {
        let right = try number("360732:dkj").rawValue
        let spoken = " " + right.uppercased().replacingOccurrences(of: "012AY", with: "oiz ay") + " "
        #expect(CaseNumber.check(spoken).normalised == right)
        #expect(CaseNumber(spoken) == nil)
    }

    @Test("Every single mistyped character after the hall is found")
    func mistyped() throws {
        let right = Array(try number("360732").rawValue.utf8)
        for position in right.indices.suffix(9) {
            for character in CreditAlphabet.characters where character != right[position] {
                var wrong = right
                wrong[position] = character
                #expect(!CaseNumber.check(String(decoding: wrong, as: UTF8.self)).valid)
            }
        }
    }

    @Test(
        "What is no case number says why",
        arguments: [
            ("12345", "two dashes"), ("3607321-260302-012AY9HX0", "id of a hall"), ("360732-260230-012AY9HX0", "a day"),
            ("360732-26030-012AY9HX0", "a day"), ("360732-260302-012AY9HX", "nine"),
            ("360732-260302-012AY9HXÄ", "nine"), ("11340100YYYY00020H3340125001000202602300001", "YYYYMMDD"),
            ("11340100YYYY00020X3340125001000202603020001", "implementation code"),
        ])
    func reason(_ text: String, _ reason: String) throws {
        #expect(try #require(CaseNumber.check(text).reason).en.contains(reason))
    }

    @Test("A number needs eight random bytes and a year with two digits")
    func refused() throws {
        let hall = try #require(HallID("34"))
        #expect(CaseNumber.make(hall: hall, date: try day("2026-03-02"), random: [1, 2, 3]) == nil)
        #expect(CaseNumber.make(hall: hall, date: try day("2100-01-01"), random: random) == nil)
    }

    @Test("A number comes back from JSON as it went; another text does not")
    func json() throws {
        let number = try number("360732:dkj")
        #expect(try JSONDecoder().decode([CaseNumber].self, from: JSONEncoder().encode([number])) == [number])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([CaseNumber].self, from: Data("[\"34\"]".utf8)) }
    }
}
