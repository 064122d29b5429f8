/// Reads values out of a hand-written file and collects every fault on the way. Each method answers nil when there is
/// nothing usable, and then a fault says so, unless the field may be absent.
struct NodeReader {
    /// The file as the caller named it.
    let file: String
    /// All faults so far, in the order in which they were met.
    private(set) var faults: [Fault] = []

    /// Sizes that bound what one file can ask of a hall. Characters are Unicode scalars: a single visible sign may hold
    /// any number of them.
    enum Size {
        static let name = 1_000
        static let text = 4_000
        static let word = 64
        static let extras = 50
    }

    init(file: String) { self.file = file }

    /// The faults in the order of the file: by line, and within a line as they were met.
    var faultsInOrder: [Fault] {
        faults.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    mutating func fault(
        _ field: String?, at line: Int, value: String? = nil, _ message: Bilingual, hint: Bilingual,
        kind: Fault.Kind = .reading
    ) {
        faults.append(
            Fault(file: file, line: line, field: field, value: value, message: message, hint: hint, kind: kind))
    }

    // MARK: - Groups of fields

    /// The fields of a group by name. Unknown names and names given twice are faults; `x-` names are let through where
    /// `extras` says so. A nil answer: it is no group at all.
    mutating func fields(_ node: SourceNode, of what: String?, known: [String], extras: Bool = false) -> NodeFields? {
        guard case .map(let list) = node.value else {
            wrongType(what, node, wanted: Bilingual(en: "a group of fields", zh: "一组字段"))
            return nil
        }
        var found = NodeFields(line: node.line, prefix: what.map { $0 + "." } ?? "")
        for field in list {
            let path = found.prefix + field.name
            if found[field.name] != nil {
                fault(
                    path, at: field.line, Bilingual(en: "this field stands here twice", zh: "该字段重复出现"),
                    hint: Bilingual(en: "keep one of the two", zh: "请只保留一个"))
            } else if known.contains(field.name) {
                found.add(field)
            } else if extras, field.name.hasPrefix("x-") {
                found.add(field)
                found.extraNames.append(field.name)
            } else {
                unknownField(path, field, known: known, extras: extras)
            }
        }
        return found
    }

    private mutating func unknownField(_ path: String, _ field: SourceNode.Field, known: [String], extras: Bool) {
        let own =
            extras
            ? Bilingual(en: "; own fields begin with x-", zh: "；自定义字段以 x- 开头") : Bilingual(en: "", zh: "")
        let hint: Bilingual
        if let near = NearestName.of(field.name, among: known) {
            hint = Bilingual(en: "did you mean \(near)?\(own.en)", zh: "是否应为 \(near)？\(own.zh)")
        } else {
            let all = known.joined(separator: ", ")
            hint = Bilingual(en: "the fields are \(all)\(own.en)", zh: "可用字段：\(all)\(own.zh)")
        }
        fault(
            path, at: field.line, value: field.name, Bilingual(en: "there is no such field", zh: "没有这个字段"), hint: hint)
    }

    mutating func wrongType(_ field: String?, _ node: SourceNode, wanted: Bilingual) {
        var value: String?
        if case .scalar(let text, _) = node.value { value = text }
        fault(
            field, at: node.line, value: value,
            Bilingual(
                en: "this is \(node.kindName.en), where \(wanted.en) is needed",
                zh: "此处应为\(wanted.zh)，现为\(node.kindName.zh)"),
            hint: Bilingual(en: "write \(wanted.en)", zh: "请写成\(wanted.zh)"))
    }

    mutating func missing(_ name: String, in fields: NodeFields, hint: Bilingual? = nil) {
        let line = fields[name]?.line ?? fields.line
        fault(
            fields.prefix + name, at: line, Bilingual(en: "this field is required", zh: "缺少必填字段"),
            hint: hint ?? Bilingual(en: "add \(name)", zh: "请补上 \(name)"))
    }

    // MARK: - Values

    /// A text of 1 to `limit` characters. Names stand on one line; longer text may have several.
    mutating func text(
        _ name: String, in fields: NodeFields, limit: Int, oneLine: Bool, required: Bool
    ) -> (text: String, line: Int)? {
        guard let node = fields[name], node.value != .null else {
            if required { missing(name, in: fields) }
            return nil
        }
        let path = fields.prefix + name
        guard case .scalar(let text, _) = node.value else {
            wrongType(path, node, wanted: Bilingual(en: "a text", zh: "文本"))
            return nil
        }
        return isGood(text, path, at: node.line, limit: limit, oneLine: oneLine) ? (text, node.line) : nil
    }

    mutating func isGood(_ text: String, _ path: String, at line: Int, limit: Int, oneLine: Bool) -> Bool {
        let scalars = text.unicodeScalars
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else {
            fault(
                path, at: line, value: text, Bilingual(en: "this is empty", zh: "内容为空"),
                hint: Bilingual(en: "write a text, or leave the field out if it may be absent", zh: "请填写内容；非必填字段可整行删去"))
            return false
        }
        guard scalars.count <= limit else {
            fault(
                path, at: line, value: text,
                Bilingual(en: "this has \(scalars.count) characters", zh: "共 \(scalars.count) 个字符，过长"),
                hint: Bilingual(en: "at most \(limit) characters", zh: "不得超过 \(limit) 个字符"))
            return false
        }
        guard !scalars.contains(where: { isForbidden($0, oneLine: oneLine) }) else {
            fault(
                path, at: line, value: oneLine ? nil : text,
                Bilingual(en: "this has control characters or line breaks", zh: "含有控制字符或换行"),
                hint: Bilingual(en: "type it anew as plain text", zh: "请以纯文本重新录入"))
            return false
        }
        return true
    }

    /// One word of a list of words.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, in fields: NodeFields, as type: Word.Type, required: Bool
    ) -> Word? where Word.RawValue == String {
        guard let (text, line) = text(name, in: fields, limit: Size.name, oneLine: true, required: required) else {
            return nil
        }
        return word(text, fields.prefix + name, at: line, as: type)
    }

    private mutating func word<Word: RawRepresentable & CaseIterable>(
        _ text: String, _ path: String, at line: Int, as type: Word.Type
    ) -> Word? where Word.RawValue == String {
        if let word = Word(rawValue: text) { return word }
        unknownWord(text, path, at: line, words: Word.allCases.map(\.rawValue))
        return nil
    }

    mutating func unknownWord(_ text: String, _ path: String, at line: Int, words: [String]) {
        let list = words.joined(separator: ", ")
        fault(
            path, at: line, value: text, Bilingual(en: "this word is not one of the list", zh: "不在可选值之内"),
            hint: Bilingual(en: list, zh: list))
    }

    /// A list of texts, in order; repeated entries are a fault where `unique`.
    mutating func texts(
        _ name: String, in fields: NodeFields, limit: Int, longest: Int, required: Bool, unique: Bool
    ) -> [(text: String, line: Int)]? {
        guard let node = fields[name], node.value != .null else {
            if required { missing(name, in: fields) }
            return nil
        }
        let path = fields.prefix + name
        guard let items = list(node, path, limit: limit, mayBeEmpty: !required) else { return nil }
        var result: [(text: String, line: Int)] = []
        for item in items {
            guard case .scalar(let text, _) = item.value else {
                wrongType(path, item, wanted: Bilingual(en: "a text", zh: "文本"))
                continue
            }
            guard isGood(text, path, at: item.line, limit: longest, oneLine: true) else { continue }
            if unique, result.contains(where: { $0.text == text }) {
                fault(
                    path, at: item.line, value: text, Bilingual(en: "this stands in the list twice", zh: "列表中重复"),
                    hint: Bilingual(en: "keep one of the two", zh: "请只保留一个"))
                continue
            }
            result.append((text, item.line))
        }
        return result
    }

    /// A list of words, in order, none twice.
    mutating func words<Word: RawRepresentable & CaseIterable>(
        _ name: String, in fields: NodeFields, as type: Word.Type, required: Bool
    ) -> [Word]? where Word.RawValue == String {
        let found = texts(
            name, in: fields, limit: type.allCases.count, longest: Size.name, required: required, unique: true)
        return found?.compactMap { word($0.text, fields.prefix + name, at: $0.line, as: type) }
    }

    /// The items of a list of at most `limit`.
    mutating func list(_ node: SourceNode, _ path: String, limit: Int, mayBeEmpty: Bool) -> [SourceNode]? {
        guard case .list(let items) = node.value else {
            wrongType(path, node, wanted: Bilingual(en: "a list", zh: "列表"))
            return nil
        }
        guard mayBeEmpty || !items.isEmpty else {
            fault(
                path, at: node.line, Bilingual(en: "this list is empty", zh: "列表为空"),
                hint: Bilingual(en: "give at least one", zh: "至少填写一项"))
            return nil
        }
        guard items.count <= limit else {
            fault(
                path, at: node.line, value: String(items.count),
                Bilingual(en: "this list has \(items.count) entries", zh: "列表有 \(items.count) 项，过多"),
                hint: Bilingual(en: "at most \(limit)", zh: "不得超过 \(limit) 项"))
            return nil
        }
        return items
    }
}

/// The fields of one group of a file, by name.
struct NodeFields {
    /// The line where the group begins.
    let line: Int
    /// What stands before a field's name in a fault: `decidedBy.`, or nothing.
    let prefix: String
    /// The names that begin with `x-`, in the order of the file.
    var extraNames: [String] = []
    private var values: [String: SourceNode] = [:]

    init(line: Int, prefix: String) {
        self.line = line
        self.prefix = prefix
    }

    subscript(name: String) -> SourceNode? { values[name] }

    mutating func add(_ field: SourceNode.Field) {
        // An empty field keeps the line of its name, which is the line that people look for.
        let value = field.value.value == .null ? SourceNode(line: field.line, value: .null) : field.value
        values[field.name] = value
    }
}

/// True for what no text of a catalogue may contain: control characters, and on one line any kind of line break.
private func isForbidden(_ scalar: Unicode.Scalar, oneLine: Bool) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: oneLine || (scalar != "\n" && scalar != "\r" && scalar != "\t")
    case .lineSeparator, .paragraphSeparator: oneLine
    default: false
    }
}
