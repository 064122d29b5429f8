import Testing

@testable import Tiers

@Suite("The rules of a catalogue file")
struct MatterReaderTests {
    /// A sound matter, one field a line from line 1, with what is given put in place of or after its fields.
    private func matter(_ changes: [String: SourceNode.Value?] = [:]) -> SourceNode {
        var values: [(String, SourceNode.Value)] = [
            ("code", text("A-01")), ("name", text("测试事项")), ("type", text("01")), ("caseType", text("promise")),
            ("decidedBy", map([("tier", text("county"))])), ("acceptedAt", list([text("county")])),
            ("basis", text("法")),
            ("effectiveFrom", text("2026-01-01")), ("materials", .list([])), ("steps", list([text("window")])),
        ]
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            if let index = values.firstIndex(where: { $0.0 == name }) {
                if let value { values[index].1 = value } else { values.remove(at: index) }
            } else if let value {
                values.append((name, value))
            }
        }
        return SourceNode(line: 1, value: map(values))
    }

    private func text(_ text: String) -> SourceNode.Value { .scalar(text, quoted: true) }
    private func list(_ values: [SourceNode.Value]) -> SourceNode.Value {
        .list(values.map { SourceNode(line: 1, value: $0) })
    }
    private func map(_ values: [(String, SourceNode.Value)]) -> SourceNode.Value {
        .map(
            values.enumerated().map { index, field in
                SourceNode.Field(
                    name: field.0, line: index + 1, value: SourceNode(line: index + 1, value: field.1))
            })
    }

    private func read(_ matters: [SourceNode]) throws -> (matters: [Matter], faults: [Fault]) {
        let publisher = try #require(HallID("360732"))
        let root = SourceNode(line: 1, value: .list(matters))
        return MatterReader.read(root, file: "a.yaml", publisher: publisher) { code in
            code == "P-01" ? HallID("36") : code == "A-01" ? publisher : nil
        }
    }

    private func fault(_ field: String, _ value: SourceNode.Value?) throws -> [String] {
        try read([matter([field: value])]).faults.map { "\($0.field ?? "-")" }
    }

    @Test("a sound matter has no fault, also when its publisher owns the code already")
    func sound() throws {
        let result = try read([matter()])
        #expect(result.faults == [])
        #expect(result.matters.map(\.code) == ["A-01"])
    }

    @Test(
        "every required field is required",
        arguments: [
            "code", "name", "type", "caseType", "decidedBy", "acceptedAt", "basis", "effectiveFrom", "materials",
            "steps",
        ])
    func required(field: String) throws {
        #expect(try fault(field, nil) == [field])
        #expect(try fault(field, .null) == [field])
    }

    @Test(
        "a text that cannot stand in its field is a fault of that field",
        arguments: [
            ("code", "A/1"), ("code", " A"), ("code", "A\u{7}"), ("code", String(repeating: "A", count: 65)),
            ("code", ""),
            ("name", "  "), ("name", "a\nb"), ("name", "a\u{2028}b"), ("name", String(repeating: "名", count: 1_001)),
            ("basis", String(repeating: "法", count: 4_001)), ("basis", "a\u{0}b"), ("type", "1"), ("type", "30"),
            ("type", "０１"), ("caseType", "Promise"), ("effectiveFrom", "2026-02-29"), ("effectiveFrom", "2026-1-1"),
            ("effectiveTo", "2025-12-31"), ("statutoryDays", "0"), ("statutoryDays", "3651"), ("statutoryDays", "-1"),
            ("statutoryDays", "1.5"), ("statutoryDays", "99999999999999999999"), ("statutoryDays", "２０"),
            ("statutoryUnit", "days"), ("promisedUnit", ""), ("acceptedAt", "county"), ("decidedBy", "county"),
            ("materials", "none"), ("fees", "none"), ("x-a", String(repeating: "长", count: 4_001)),
            ("phone", "\u{1B}[2J"),
        ])
    func badText(field: String, value: String) throws {
        #expect(try fault(field, text(value)) == [field])
    }

    @Test("a text as long as allowed is allowed")
    func longest() throws {
        let changes: [String: SourceNode.Value?] = [
            "code": text(String(repeating: "A", count: 64)), "name": text(String(repeating: "名", count: 1_000)),
            "basis": text(String(repeating: "法", count: 4_000)), "statutoryDays": text("3650"),
            "conditions": text("一\n二\t三"),
        ]
        #expect(try read([matter(changes)]).faults == [])
    }

    @Test("lists have their sizes, and words stand in them once")
    func lists() throws {
        #expect(try fault("steps", .list([])) == ["steps"])
        #expect(try fault("steps", list(Array(repeating: text("window"), count: 21))) == ["steps"])
        #expect(try fault("steps", list(Array(repeating: text("window"), count: 20))) == [])
        #expect(try fault("acceptedAt", .list([])) == ["acceptedAt"])
        #expect(try fault("acceptedAt", list([text("county"), text("county")])) == ["acceptedAt"])
        #expect(try fault("acceptedAt", list([text("state")])) == ["acceptedAt"])
        #expect(try fault("serviceObject", list([text("everybody")])) == ["serviceObject"])
        let named = (0...100).map { map([("name", text("材料\($0)"))]) }
        #expect(try fault("materials", list(named)) == ["materials"])
        #expect(try fault("materials", list(Array(named.prefix(100)))) == [])
        #expect(try fault("fees", list(Array(named.prefix(51)))) == ["fees"])
    }

    @Test(
        "a material or fee has rules of its own",
        arguments: [
            ("materials", "required", "maybe"), ("materials", "shared", "1"), ("materials", "form", "stone"),
            ("materials", "copies", "0"), ("materials", "copies", "101"), ("materials", "deferrable", "later"),
            ("materials", "nmae", "x"), ("fees", "amount", "80"), ("fees", "amount", "080.00"),
            ("fees", "amount", "-1.00"),
            ("fees", "amount", "1,000.00"), ("fees", "amount", "9999999999.00"), ("fees", "price", "x"),
        ])
    func inside(field: String, name: String, value: String) throws {
        let item = list([map([("name", text("某")), (name, text(value))])])
        #expect(try fault(field, item) == ["\(field).\(name)"])
    }

    @Test(
        "how a matter serves is read, and what cannot be is a fault",
        arguments: [
            ("enquiry", "promise", "complaint", ["enquiry"]), ("enquiry", "reply", "complaint", []),
            ("enquiry", "reply", "question", ["enquiry"]), ("acrossArea", "promise", "city", []),
            ("acrossArea", "promise", "township", ["acrossArea"]), ("visits", "promise", "0", []),
            ("visits", "promise", "100", ["visits"]), ("visits", "promise", "once", ["visits"]),
        ] as [(String, String, String, [String])])
    func service(field: String, type: String, value: String, faults: [String]) throws {
        let result = try read([matter(["caseType": text(type), field: text(value)])])
        #expect(result.faults.map { $0.field ?? "-" } == faults)
        guard faults.isEmpty else { return }
        let read = try #require(result.matters.first)
        #expect((read.enquiry?.rawValue ?? read.acrossArea?.rawValue ?? read.visits?.description) == value)
    }

    @Test(
        "procedures stand with their days, each once",
        arguments: [
            (["appraisal=30", "hearing=20"], 0), (["appraisal"], 1), (["appraisal=0"], 1), (["survey=3"], 1),
            (["hearing=20", "hearing=10"], 1), (["=3"], 1),
        ])
    func procedures(items: [String], faults: Int) throws {
        let result = try read([matter(["procedures": list(items.map { text($0) })])])
        #expect(result.faults.map { $0.field ?? "-" } == Array(repeating: "procedures", count: faults))
        guard faults == 0 else { return }
        let read = try #require(result.matters.first)
        #expect(read.procedures == [MatterProcedure(.appraisal, days: 30), MatterProcedure(.hearing, days: 20)])
        let group = map([("procedure", text("appraisal")), ("days", .scalar("30", quoted: false))])
        #expect(try self.read([matter(["procedures": list([group])])]).matters.first?.procedures.count == 1)
    }

    @Test("what may not be asked for does not stand among the materials")
    func notToAsk() throws {
        let materials = list([map([("name", text("申请表"))])])
        let both = try read([matter(["materials": materials, "notToAsk": list([text("申请表")])])])
        #expect(both.faults.map(\.field) == ["notToAsk"])
        let sound = try read([matter(["materials": materials, "notToAsk": list([text("婚育证明"), text("婚育证明")])])])
        #expect(sound.matters.first?.notToAsk == ["婚育证明"])
    }

    @Test("a material's name stands once")
    func materialTwice() throws {
        let item = map([("name", text("申请书"))])
        #expect(try fault("materials", list([item, item])) == ["materials.name"])
        #expect(try fault("materials", list([map([("required", text("true"))])])) == ["materials.name"])
    }

    @Test(
        "a promise may not be longer than the law, as far as days of different units can be compared",
        arguments: [
            (20, "working", 20, "working", true), (20, "working", 21, "working", false),
            (20, "natural", 21, "natural", false),
            (20, "natural", 21, "working", false), (20, "natural", 20, "working", true),
            (20, "working", 25, "natural", true),
        ])
    func promise(statutory: Int, statutoryUnit: String, promised: Int, promisedUnit: String, allowed: Bool) throws {
        let result = try read([
            matter([
                "statutoryDays": text("\(statutory)"), "statutoryUnit": text(statutoryUnit),
                "promisedDays": text("\(promised)"), "promisedUnit": text(promisedUnit),
            ])
        ])
        #expect(result.faults.map { $0.field ?? "-" } == (allowed ? [] : ["promisedDays"]))
        #expect(Fault.exitStatus(of: result.faults) == (allowed ? 0 : 3))
    }

    @Test("a department is 1 to 12 lower-case letters or digits and stands with its tier")
    func department() throws {
        #expect(try fault("decidedBy", map([("department", text("dkj"))])) == ["decidedBy.tier"])
        #expect(
            try fault("decidedBy", map([("tier", text("city")), ("department", text("国土局"))])) == [
                "decidedBy.department"
            ])
        #expect(try fault("decidedBy", map([("tier", text("state"))])) == ["decidedBy.tier"])
        #expect(try fault("decidedBy", map([])) == ["decidedBy.tier"])
    }

    @Test("two matters of one code, a field given twice, and a code of another hall are named")
    func codes() throws {
        #expect(try read([matter(), matter()]).faults.map { $0.field ?? "-" } == ["code"])
        let foreign = try read([matter(["code": text("P-01")])]).faults
        #expect(foreign.map(\.kind) == [.rule])
        let twice = SourceNode(line: 1, value: map([("code", text("B")), ("code", text("C"))]))
        #expect(try read([twice]).faults.contains { $0.field == "code" && $0.message.en.contains("twice") })
    }

    @Test("a matter whose text would not fit into a commit is refused")
    func bytes() throws {
        let notes = (0..<100).map {
            map([("name", text("材料\($0)")), ("note", text(String(repeating: "长", count: 4_000)))])
        }
        let faults = try read([matter(["materials": list(notes)])]).faults
        #expect(faults.count == 1 && faults[0].field == nil)
    }

    @Test(
        "a misspelt name finds its neighbour, and nothing finds none",
        arguments: [
            ("promiseDays", "promisedDays"), ("Name", "name"), ("material", "materials"), ("bassi", "basis"),
            ("zzzzzzzz", nil), ("", nil), (String(repeating: "n", count: 10_000), nil),
        ] as [(String, String?)])
    func nearest(written: String, meant: String?) {
        #expect(NearestName.of(written, among: MatterReader.fieldNames) == meant)
    }

    @Test("a local promise may be shorter than the owner's limit, never longer")
    func local() throws {
        let owners = try #require(
            try read([matter(["promisedDays": text("10"), "promisedUnit": text("natural")])]).matters.first)
        func overlay(_ days: String?, _ matter: Matter) -> (local: MatterLocal?, faults: [Fault]) {
            MatterLocalReader.read(
                window: "3号窗口", address: nil, phone: nil, hours: nil, promisedDays: days, for: matter)
        }
        let shorter = overlay("5", owners)
        #expect(shorter.faults == [] && shorter.local?.promisedDays == 5 && shorter.local?.window == "3号窗口")
        #expect(owners.effectiveLimit(with: shorter.local) == Limit(days: 5, unit: .natural))
        #expect(owners.effectiveLimit(with: nil) == Limit(days: 10, unit: .natural))
        #expect(Fault.exitStatus(of: overlay("11", owners).faults) == 3)
        #expect(Fault.exitStatus(of: overlay("eleven", owners).faults) == 2)
        var immediate = owners
        immediate.caseType = .immediate
        #expect(Fault.exitStatus(of: overlay("1", immediate).faults) == 3)
        #expect(overlay(nil, immediate).faults == [])
    }
}
