import HallNode
import Testing
import Tiers

struct FormSafetyTests {
    static let hostile = "<script>alert('x')</script>\"&\u{0}\u{202E}<\u{301}b>"

    @Test("what people typed never becomes markup", arguments: CaseForm.allCases)
    func escapes(form: CaseForm) throws {
        let text = FormSafetyTests.hostile
        var applicant = PaperCase.citizen
        applicant.name = text
        applicant.phone = "<b>1</b>"
        applicant.agent = Applicant.Agent(name: text, relation: "<i>")
        let matter = try PaperCase.matter(
            name: text, materials: [CaseMatterMaterial(name: text, required: true)])
        let file = MaterialRef(
            file: text, fileName: "\"><img src=x>.pdf", bytes: 5, sha256: String(repeating: "0", count: 64), blob: "b")
        let html = try PaperCase.ready(for: form, matter, applicant: applicant, materials: [file]).paper(form)
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"))
        let tags = html.lowercased()
        for tag in ["<script", "<img", "<b>1", "<i>", "\u{0}", "\u{202E}", "<\u{301}"] {
            #expect(
                !tags.unicodeScalars.contains(sequence: tag.unicodeScalars),
                "\(form.rawValue) has \(tag.unicodeScalars.map(\.value))")
        }
    }

    @Test("a paper refers to nothing outside", arguments: CaseForm.allCases)
    func standsAlone(form: CaseForm) throws {
        let html = try PaperCase.ready(for: form).paper(form, practice: true).lowercased()
        for reference in ["http", "src=", "href", "@import", "url(", "<link", "<script", "//"] {
            #expect(!html.contains(reference), "\(form.rawValue) has \(reference)")
        }
    }

    @Test("a long matter name and 60 materials are all on the paper, the table's head repeated by the browser")
    func long() throws {
        let name = String(repeating: "矿产品加工", count: 200)
        let names = (1...60).map { "第\($0)号材料" }
        let matter = try PaperCase.matter(
            name: name, materials: names.map { CaseMatterMaterial(name: $0, required: true) })
        var file = try PaperCase(matter, materials: names.map { MaterialRef(paper: $0, copies: 2) })
        try file.run(.accept)
        try file.run(.refuse(reason: "理由第一行\n理由第二行"))
        let html = try file.paper(.decision)
        #expect(html.contains(name))
        for name in names { #expect(html.contains("<td>\(name)</td>")) }
        #expect(html.contains("理由第一行\n理由第二行"))
        #expect(html.contains("共 60 项"))
        #expect(!html.contains("overflow: hidden"))
    }
}

struct CheckCodeTests {
    let salt = [UInt8](0..<16)

    @Test("a check code has 6 characters of GB 32100's alphabet and follows from number and salt alone")
    func shape() throws {
        let number = try PaperCase.number()
        let code = CheckCode.of(number: number, salt: salt)
        #expect(code.count == CheckCode.length)
        #expect(code.allSatisfy { "0123456789ABCDEFGHJKLMNPQRTUWXY".contains($0) })
        #expect(code == CheckCode.of(number: number, salt: salt))
        #expect(code != CheckCode.of(number: number, salt: salt.reversed()))
        let other = try #require(
            CaseNumber.make(hall: number.hall, date: number.date, random: [8, 7, 6, 5, 4, 3, 2, 1]))
        #expect(code != CheckCode.of(number: other, salt: salt))
    }

    @Test("a typed code is taken in lower case, with blanks and with misread letters, and no other is")
    func typed() throws {
        let number = try PaperCase.number()
        let code = CheckCode.of(number: number, salt: salt)
        let misread = String(code.map { ["1": "I", "0": "O", "5": "S", "U": "V", "2": "Z"][$0] ?? $0 })
        for typed in [code, code.lowercased(), "\(code.prefix(3)) \(code.suffix(3))", misread] {
            #expect(CheckCode.matches(typed, number: number, salt: salt), "\(typed)")
        }
        let wrong = String(code.dropLast()) + (code.last == "A" ? "B" : "A")
        for typed in ["", wrong, code + "0", String(code.dropLast()), String(repeating: code, count: 100)] {
            #expect(!CheckCode.matches(typed, number: number, salt: salt), "\(typed)")
        }
    }
}

extension String.UnicodeScalarView {
    /// Compared scalar by scalar: a string would compare whole characters and overlook a `<` with a mark on it.
    func contains(sequence other: String.UnicodeScalarView) -> Bool {
        let all = Array(self)
        let wanted = Array(other)
        guard !wanted.isEmpty, all.count >= wanted.count else { return wanted.isEmpty }
        return (0...(all.count - wanted.count)).contains { all[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
