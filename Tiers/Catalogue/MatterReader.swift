/// Reads the list of matters in a catalogue file by the rules of the catalogue, whatever format the file had.
public enum MatterReader {
    /// Most matters in one file.
    public static let mattersMax = 20_000
    /// Most bytes of UTF-8 in all texts of one matter, so that its commit stays below the 1 MiB of a body.
    public static let matterBytesMax = 400_000
    /// How often an applicant may have to come.
    public static let visitsRange = 0...99
    /// Most characters in a code.
    public static let codeMax = 64

    /// The fields of a matter, in the order of the documentation; own fields begin with `x-`.
    public static let fieldNames = [
        "code", "name", "type", "caseType", "decidedBy", "acceptedAt", "statutoryDays", "statutoryUnit", "promisedDays",
        "promisedUnit", "basis", "effectiveFrom", "effectiveTo", "preReview", "steps", "materials", "fees",
        "serviceObject", "conditions", "place", "hours", "phone", "checklist", "onTheSpot", "enquiry", "acrossArea",
        "procedures", "notToAsk", "visits",
    ]
    /// The fields of a step that is more than its name.
    public static let stepFieldNames = ["step", "days", "unit", "role"]
    /// The fields of a special procedure.
    public static let procedureFieldNames = ["procedure", "days"]
    /// The fields of a point of the checklist.
    public static let pointFieldNames = ["point", "required", "step", "basis"]
    /// The fields of a material.
    public static let materialFieldNames = ["name", "required", "shared", "form", "copies", "deferrable", "note"]
    /// The fields of a fee.
    public static let feeFieldNames = ["name", "amount", "unit", "basis"]
    /// The fields of `decidedBy`.
    public static let deciderFieldNames = ["tier", "department"]

    /// Reads all matters of a file for the hall that publishes it.
    ///
    /// - Parameters:
    ///   - root: the whole file: a list of matters.
    ///   - file: the file as the caller named it; it stands in every fault.
    ///   - publisher: the hall that publishes.
    ///   - owner: the hall that already owns a code, nil where nobody does.
    /// - Returns: the sound matters and all faults, both in the order of the file. Publish
    ///   only if there is no fault.
    public static func read(
        _ root: SourceNode, file: String, publisher: HallID, owner: (String) -> HallID?
    ) -> (matters: [Matter], faults: [Fault]) {
        var reader = NodeReader(file: file)
        var matters: [Matter] = []
        var firstLines: [String: Int] = [:]
        guard case .list(let items) = root.value else {
            reader.wrongType(nil, root, wanted: Bilingual(en: "a list of matters", zh: "事项列表"))
            return ([], reader.faultsInOrder)
        }
        guard !items.isEmpty, items.count <= mattersMax else {
            reader.fault(
                nil, at: root.line, value: String(items.count),
                Bilingual(en: "a file holds 1 to \(mattersMax) matters", zh: "一个文件应含 1 至 \(mattersMax) 个事项"),
                hint: Bilingual(en: "write a matter, or split the file", zh: "请填写事项，或分成多个文件"))
            return ([], reader.faultsInOrder)
        }
        for item in items {
            let before = reader.faults.count
            let matter = reader.matter(item) { reader, code, line in
                if let first = firstLines[code] {
                    reader.duplicate(code, at: line, first: first)
                } else {
                    firstLines[code] = line
                }
                if let other = owner(code), other != publisher { reader.foreign(code, at: line, owner: other) }
            }
            if let matter, reader.faults.count == before { matters.append(matter) }
        }
        return (matters, reader.faultsInOrder)
    }
}

extension NodeReader {
    /// One matter. Every field is read, so that all faults are named, before it is asked whether the matter is whole.
    fileprivate mutating func matter(
        _ node: SourceNode, checkCode: (inout NodeReader, String, Int) -> Void
    ) -> Matter? {
        guard isWithinBytes(node), let fields = fields(node, of: nil, known: MatterReader.fieldNames, extras: true)
        else {
            return nil
        }
        let code = code(in: fields)
        if let code { checkCode(&self, code.text, code.line) }
        let name = text("name", in: fields, limit: Size.name, oneLine: true, required: true)
        let type = matterType(in: fields)
        let caseType = word("caseType", in: fields, as: CaseType.self, required: true)
        let decidedBy = decider(in: fields)
        let acceptedAt = words("acceptedAt", in: fields, as: Tier.self, required: true)
        let limits = limits(in: fields)
        let basis = text("basis", in: fields, limit: Size.text, oneLine: false, required: true)
        let dates = dates(in: fields)
        let preReview = chain(.preReview, in: fields, required: false)
        let steps = chain(.steps, in: fields, required: true)
        let stepRules = (preReview?.rules ?? []) + (steps?.rules ?? [])
        checkSteps(stepRules, whole: limits.promised ?? limits.statutory, in: fields)
        let checklist = checklist(in: fields, steps: steps?.names ?? [])
        let onTheSpot = flag("onTheSpot", in: fields)
        let materials = materials(in: fields)
        let enquiry = enquiry(in: fields, of: caseType)
        let acrossArea = word("acrossArea", in: fields, as: AcrossArea.self, required: false)
        let procedures = procedures(in: fields)
        let notToAsk = notToAsk(in: fields, materials: materials)
        let visits = number("visits", in: fields, range: MatterReader.visitsRange)
        let fees = fees(in: fields)
        let serviceObject = words("serviceObject", in: fields, as: ServiceObject.self, required: false)
        let extras = extras(in: fields)
        let conditions = text("conditions", in: fields, limit: Size.text, oneLine: false, required: false)
        let place = text("place", in: fields, limit: Size.text, oneLine: false, required: false)
        let hours = text("hours", in: fields, limit: Size.text, oneLine: false, required: false)
        let phone = text("phone", in: fields, limit: Size.text, oneLine: false, required: false)
        guard let code, let name, let type, let caseType, let decidedBy, let acceptedAt, let basis, let dates,
            let steps,
            let materials
        else { return nil }
        var matter = Matter(
            code: code.text, name: name.text, type: type, caseType: caseType, decidedBy: decidedBy,
            acceptedAt: acceptedAt.sorted(), basis: basis.text, effectiveFrom: dates.from, steps: steps.names,
            materials: materials)
        matter.statutoryLimit = limits.statutory
        matter.promisedLimit = limits.promised
        matter.effectiveTo = dates.to
        if let preReview { matter.preReview = preReview.names }
        matter.stepRules = stepRules
        matter.checklist = checklist
        matter.onTheSpot = onTheSpot ?? false
        matter.enquiry = enquiry
        matter.acrossArea = acrossArea
        matter.procedures = procedures
        matter.notToAsk = notToAsk
        matter.visits = visits?.value
        matter.fees = fees
        matter.serviceObject = serviceObject ?? []
        matter.conditions = conditions?.text
        matter.place = place?.text
        matter.hours = hours?.text
        matter.phone = phone?.text
        matter.extras = extras
        return matter
    }

    private mutating func isWithinBytes(_ node: SourceNode) -> Bool {
        let bytes = node.textBytes
        if bytes <= MatterReader.matterBytesMax { return true }
        fault(
            nil, at: node.line, value: String(bytes),
            Bilingual(en: "this matter has \(bytes) bytes of text", zh: "该事项文本共 \(bytes) 字节，过长"),
            hint: Bilingual(
                en: "at most \(MatterReader.matterBytesMax)", zh: "不得超过 \(MatterReader.matterBytesMax) 字节"))
        return false
    }
}
