import Testing

@testable import Tiers

@Suite struct CodeTests {
    @Test(
        "A wrong citizen number says which check failed",
        arguments: [
            ("", "nothing was typed"), ("34010119000101001", "17 characters"), ("340101000101001", "15-digit"),
            ("X40101190001010017", "17 digits"), ("000000190001010017", "no province 00"),
            ("３４０１０１１９０００１０１００１７", "half width"), ("340101190013010014", "birth date"),
            ("340101209912310018", "birth date"), ("340101190001010010", "check character"),
        ])
    func citizenReason(_ number: String, _ reason: String) throws {
        let answer = CitizenNumber.check(number, today: try day("2026-03-02"))
        #expect(try #require(answer.reason).en.contains(reason))
        #expect(answer.reason?.zh.isEmpty == false)
    }

    @Test("Blanks and invisible marks of a pasted number are taken out")
    func pasted() throws {
        let answer = CitizenNumber.check(" 340101 1900\u{3000}0101 005x\u{200B}\n", today: try day("2026-03-02"))
        #expect(answer.normalised == "34010119000101005X")
    }

    @Test("A birth date of today is accepted, of tomorrow not")
    func bornToday() throws {
        let first = "34010120260302001"
        let number = first + String(try #require(CitizenNumber.checkCharacter(for: first)))
        #expect(CitizenNumber.check(number, today: try day("2026-03-02")).valid)
        #expect(!CitizenNumber.check(number, today: try day("2026-03-01")).valid)
    }

    @Test("A foreigner's permanent residence number is taken with a warning")
    func foreigner() throws {
        let first = "93401119000101001"
        let number = first + String(try #require(CitizenNumber.checkCharacter(for: first)))
        let answer = CitizenNumber.check(number, today: try day("2026-03-02"))
        #expect(answer.valid && answer.form == "foreigner" && answer.warnings.count == 1)
    }

    @Test("Every single mistyped character of a credit code is found")
    func creditCodeMistyped() {
        let right = Array("91350100M000100Y43".utf8)
        for position in right.indices {
            for character in CreditAlphabet.characters where character != right[position] {
                var wrong = right
                wrong[position] = character
                let text = String(decoding: wrong, as: UTF8.self)
                #expect(!CreditCode.check(text).valid, "\(text)")
            }
        }
    }

    @Test("A credit code with an unknown registering department is taken with a warning")
    func unknownDepartment() throws {
        let body = Array("8134010".utf8) + Array("0YYYY00063".utf8)
        let values = body.compactMap(CreditAlphabet.value)
        let code = String(decoding: body + [CreditAlphabet.checkCharacter(over: values)], as: UTF8.self)
        let known = CreditCode.check(code)
        #expect(known.valid && known.warnings.isEmpty)
        let other = Array("99340100YYYY00063".utf8)
        let otherValues = other.compactMap(CreditAlphabet.value)
        let otherCode = String(decoding: other + [CreditAlphabet.checkCharacter(over: otherValues)], as: UTF8.self)
        #expect(CreditCode.check(otherCode).warnings.map(\.zh) == ["登记管理部门代码 99 不在目录中，请与证书核对"])
    }

    @Test(
        "A licence identifier is read part by part",
        arguments: [
            ("1.2.156.3005.3.X", "begin with"), ("1.2.156.3005.2.X", "follow type, issuer"),
            ("1.2.156.3005.2.11340000YYYY00012H001.11340100YYYY00020H..001.C", "serial is missing"),
            ("1.2.156.3005.2.11340000YYYY00012H001.11340100YYYY00020H.2026000001.01.C", "version"),
            ("1.2.156.3005.2.11340000YYYY00012H.11340100YYYY00020H.2026000001.001.C", "must have 21"),
            ("1.2.156.3005.2.11340000YYYY00012H001.11340100YYYY0002.2026000001.001.C", "must be a credit code"),
            ("1.2.156.3005.2.11340000YYYY00012H001.11340100YYYY00020H.2026-00001.001.C", "Latin letters"),
        ])
    func licenceReason(_ identifier: String, _ reason: String) throws {
        #expect(try #require(LicenceIdentifier.check(identifier).reason).en.contains(reason))
    }

    @Test("An old licence whose issuer is a division code is taken with a warning")
    func oldIssuer() {
        let characters = Array("11340000YYYY00012H0013401002026000001001".utf8)
        let check = String(decoding: [LicenceIdentifier.checkCharacter(over: characters)], as: UTF8.self)
        let answer = LicenceIdentifier.check("1.2.156.3005.2.11340000YYYY00012H001.340100.2026000001.001.\(check)")
        #expect(answer.valid && answer.warnings.count == 1)
    }

    @Test(
        "The form of a matter's code is told by its shape",
        arguments: [
            ("340125001000", "basic"), ("000125001000", "basic"),
            ("11340100YYYY00020H3340125001000", "implementation"),
            ("11340100yyyy00020h334012500100001", "handling-item"),
            ("12441500196720244T3442199806003", "implementation"),
            ("11370800MB285591843370117002011", "implementation"),
            ("JX-3607-KCP-01", "opaque"), ("511A0138000000-511602000000-000-115113010833722043-1-00", "opaque"),
            ("XK0010100Y", "opaque"), ("矿产-01", "opaque"), ("990125001000", nil),
            ("11340100YYYY00020H334012500100", nil),
            ("11340100YYYY00020X3340125001000", nil), ("11340100YYYY00020H9340125001000", nil), ("a/b", nil),
        ])
    func matterForm(_ code: String, _ form: String?) {
        let answer = MatterCode.check(code)
        #expect(answer.form == form)
        #expect(answer.valid == (form != nil))
        #expect(answer.warnings.isEmpty == (form != "opaque"))
    }

    @Test("No text, however odd, does harm", arguments: CheckKind.allCases)
    func oddTexts(_ kind: CheckKind) throws {
        let today = try day("2026-03-02")
        let texts = [
            "\u{0}", "-", "--", "~:-260302-", "９", "🀄️", String(repeating: "9", count: 100_000), ".....",
            "1.2.156.3005.2.",
            "99999999-999999-999999999", "e\u{301}", "000000000000", "-260302-AAAAAAAAA", "\u{3000}",
        ]
        for text in texts {
            let answer = kind.check(text, today: today)
            #expect(
                answer.valid == (answer.reason == nil) && answer.valid == (answer.normalised != nil),
                "\(text.prefix(30))")
        }
    }
}
