import Testing

@testable import Tiers

@Suite struct DivisionCodeTests {
    @Test(
        "The natural form drops empty groups, never single digits",
        arguments: [
            ("34", "34"), ("341000", "3410"), ("341000000000", "3410"), ("3410", "3410"), ("340000", "34"),
            ("340122100000", "340122100"), ("340122100", "340122100"), ("340120", "340120"),
            ("340122100010", "340122100010"), ("441900", "4419"), ("441900003000", "441900003"),
        ])
    func natural(_ text: String, _ natural: String) throws {
        let code = try #require(DivisionCode(text))
        #expect(code.natural == natural)
        #expect(code.padded.utf8.count == 12 && code.padded.hasPrefix(natural))
        #expect(DivisionCode(code.padded) == code)
    }

    @Test(
        "What is no code is refused",
        arguments: ["", "3", "341", "34101", "0034", "000000", "34a1", "３４", "3401221000001"])
    func refused(_ text: String) { #expect(DivisionCode(text) == nil) }

    @Test(
        "The division above, by digits and as governments stand",
        arguments: [
            ("340122100001", "340122100", "340122100"), ("340122100", "340122", "340122"), ("340122", "3401", "3401"),
            ("3401", "34", "34"),
            // Municipalities: the city-level entries only group.
            ("110101", "1101", "11"), ("120101", "1201", "12"), ("310101", "3101", "31"), ("500101", "5001", "50"),
            ("500229", "5002", "50"), ("110101001", "110101", "110101"), ("5002", "50", "50"),
            // Units directly under a province, the Corps' cities among them.
            ("419001", "4190", "41"), ("429021", "4290", "42"), ("469001", "4690", "46"), ("659012", "6590", "65"),
            ("419001001", "419001", "419001"),
            // Cities without counties: the township hangs on the city.
            ("441900003000", "4419", "4419"), ("442000001", "4420", "4420"), ("460400100", "4604", "4604"),
            ("441900003001", "441900003", "441900003"),
            // Jiayuguan's one county is the city.
            ("620201100", "620201", "6202"), ("620201", "6202", "6202"), ("620201100001", "620201100", "620201100"),
            // Elsewhere 01 and 02 are cities of their own.
            ("340201", "3402", "3402"), ("130102", "1301", "1301"),
        ])
    func parent(_ text: String, _ byDigits: String, _ governing: String) throws {
        let code = try #require(DivisionCode(text))
        #expect(code.parentByDigits?.natural == byDigits)
        #expect(code.parent?.natural == governing)
    }

    @Test("A province has nothing above")
    func province() throws {
        let code = try #require(DivisionCode("340000"))
        #expect(code.parent == nil && code.parentByDigits == nil)
    }

    @Test(
        "A code covers what lies in it, by groups",
        arguments: [
            ("34", "340122100001", true), ("3401", "340122", true), ("340122", "340122", true),
            ("3410", "340122", false),
            ("340122100", "340122100001", true), ("340122100001", "340122100", false), ("340122", "3401", false),
            ("441900", "441900003", true), ("341000000000", "341002", true), ("3401", "3410", false),
        ])
    func covers(_ outer: String, _ inner: String, _ expected: Bool) throws {
        #expect(try #require(DivisionCode(outer)).covers(try #require(DivisionCode(inner))) == expected)
    }

    @Test(
        "The check gives 12 digits and the tier that the digits tell",
        arguments: [
            ("34", "340000000000", "province"), ("340100", "340100000000", "city"),
            ("340122", "340122000000", "county"),
            ("441900003", "441900003000", "township"), ("3401 2210 0001", "340122100001", "village"),
        ])
    func checked(_ text: String, _ normalised: String, _ tier: String) {
        #expect(DivisionCode.check(text) == .right(normalised, form: tier))
    }

    @Test(
        "A wrong code says why",
        arguments: [
            ("34010", "5 digits"), ("34x1", "only digits"), ("9901", "no province 99"), ("000000", "no province 00"),
        ])
    func wrong(_ text: String, _ reason: String) throws {
        #expect(try #require(DivisionCode.check(text).reason).en.contains(reason))
    }
}
