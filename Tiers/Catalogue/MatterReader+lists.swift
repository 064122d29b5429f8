// The materials and fees of a matter.
extension NodeReader {
    /// 申请材料: required, may be empty.
    mutating func materials(in outer: NodeFields) -> [MatterMaterial]? {
        guard let node = outer["materials"], node.value != .null else {
            missing(
                "materials", in: outer,
                hint: Bilingual(en: "list them, or write [] where none is asked for", zh: "请列出材料；无需材料时写 []"))
            return nil
        }
        guard let items = list(node, "materials", limit: 100, mayBeEmpty: true) else { return nil }
        var result: [MatterMaterial] = []
        var names: Set<String> = []
        for item in items {
            guard let (material, line) = material(item) else { continue }
            if !names.insert(material.name).inserted {
                fault(
                    "materials.name", at: line, value: material.name,
                    Bilingual(en: "this material stands in the list twice", zh: "材料名称重复"),
                    hint: Bilingual(en: "each material has a name of its own", zh: "同一事项的材料名称必须唯一"))
                continue
            }
            result.append(material)
        }
        return result
    }

    private mutating func material(_ node: SourceNode) -> (MatterMaterial, line: Int)? {
        guard let fields = fields(node, of: "materials", known: MatterReader.materialFieldNames, extras: true) else {
            return nil
        }
        let name = text("name", in: fields, limit: Size.name, oneLine: true, required: true)
        let required = flag("required", in: fields)
        let shared = flag("shared", in: fields)
        let form = word("form", in: fields, as: MatterMaterial.Form.self, required: false)
        let copies = number("copies", in: fields, range: 1...100)
        let deferrable = flag("deferrable", in: fields)
        let note = text("note", in: fields, limit: Size.text, oneLine: false, required: false)
        let extras = extras(in: fields)
        guard let name else { return nil }
        let material = MatterMaterial(
            name: name.text, required: required ?? true, shared: shared ?? false, form: form ?? .either,
            copies: copies?.value ?? 1, deferrable: deferrable ?? false, note: note?.text, extras: extras)
        return (material, name.line)
    }

    /// 收费项目: absent means none.
    mutating func fees(in outer: NodeFields) -> [MatterFee] {
        guard let node = outer["fees"], node.value != .null,
            let items = list(node, "fees", limit: 50, mayBeEmpty: true)
        else { return [] }
        return items.compactMap { fee($0) }
    }

    private mutating func fee(_ node: SourceNode) -> MatterFee? {
        guard let fields = fields(node, of: "fees", known: MatterReader.feeFieldNames, extras: true) else { return nil }
        let name = text("name", in: fields, limit: Size.name, oneLine: true, required: true)
        let amount = text("amount", in: fields, limit: Size.name, oneLine: true, required: false)
        if let amount, !MatterFee.isAmount(amount.text) {
            fault(
                "fees.amount", at: amount.line, value: amount.text,
                Bilingual(en: "this is not an amount in yuan", zh: "金额格式不对"),
                hint: Bilingual(
                    en: "digits and two decimals, as 80.00; null where a standard says it",
                    zh: "数字加两位小数，如 80.00；按标准收取的写 null"))
        }
        let unit = text("unit", in: fields, limit: Size.name, oneLine: true, required: false)
        let basis = text("basis", in: fields, limit: Size.text, oneLine: false, required: false)
        let extras = extras(in: fields)
        guard let name else { return nil }
        return MatterFee(name: name.text, amount: amount?.text, unit: unit?.text, basis: basis?.text, extras: extras)
    }
}
