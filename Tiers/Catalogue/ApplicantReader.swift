/// Reads an applicant's file (申请人) from the tree that a JSON or YAML reader made.
public enum ApplicantReader {
    /// Reads an applicant and checks the data as the rules of cases do.
    ///
    /// - Parameters:
    ///   - root: the whole file: one group of fields.
    ///   - file: the file as the caller named it; it stands in every fault.
    ///   - today: the day in China, for what a date of birth may be.
    /// - Returns: the applicant, codes as they are kept, nil where there are faults, and all faults in order.
    public static func read(
        _ root: SourceNode, file: String, today: CivilDate
    ) -> (applicant: Applicant?, faults: [Fault]) {
        var reader = NodeReader(file: file)
        guard let fields = reader.fields(root, of: nil, known: names("")) else { return (nil, reader.faultsInOrder) }
        guard let kind = reader.word("kind", in: fields, as: Applicant.Kind.self, required: true) else {
            let rest = reader.applicant(.citizen, in: fields)
            if rest.name.isEmpty, !reader.faults.contains(where: { $0.field == "name" }) {
                reader.missing("name", in: fields)
            }
            return (nil, reader.faultsInOrder)
        }
        let applicant = reader.applicant(kind, in: fields)
        for found in applicant.check(today: today) where !reader.faults.contains(where: { $0.field == found.field }) {
            reader.fault(
                found.field, at: fields.line(of: found.field), value: found.value, found.message,
                hint: found.hint ?? Bilingual(en: "correct it", zh: "请更正"), kind: found.isReading ? .reading : .rule)
        }
        return (reader.faults.isEmpty ? applicant.normalised(today: today) : nil, reader.faultsInOrder)
    }

    /// The known fields of a group.
    fileprivate static func names(_ group: String) -> [String] { Applicant.fieldNames[group] ?? [] }
}

extension NodeReader {
    /// Every field is read, so that all faults are named; what must be there is asked by the rules of cases.
    fileprivate mutating func applicant(_ kind: Applicant.Kind, in fields: NodeFields) -> Applicant {
        Applicant(
            kind: kind, name: quoted("name", in: fields) ?? "", idNumber: quoted("idNumber", in: fields),
            certificate: certificate(in: fields, path: "certificate"), creditCode: quoted("creditCode", in: fields),
            legalRepresentative: quoted("legalRepresentative", in: fields), phone: quoted("phone", in: fields),
            address: quoted("address", in: fields), agent: agent(in: fields), subject: subject(in: fields))
    }

    private mutating func agent(in outer: NodeFields) -> Applicant.Agent? {
        guard let fields = group("agent", in: outer, path: "agent") else { return nil }
        return Applicant.Agent(
            name: quoted("name", in: fields) ?? "", idNumber: quoted("idNumber", in: fields),
            phone: quoted("phone", in: fields), relation: quoted("relation", in: fields),
            authorised: quoted("authorised", in: fields))
    }

    private mutating func subject(in outer: NodeFields) -> Applicant.Subject? {
        guard let fields = group("subject", in: outer, path: "subject") else { return nil }
        return Applicant.Subject(
            name: quoted("name", in: fields) ?? "", idNumber: quoted("idNumber", in: fields),
            certificate: certificate(in: fields, path: "subject.certificate"),
            relation: quoted("relation", in: fields),
            birthDate: date("birthDate", in: fields, required: false)?.value)
    }

    private mutating func certificate(in outer: NodeFields, path: String) -> Applicant.Certificate? {
        guard let fields = group("certificate", in: outer, path: path) else { return nil }
        return Applicant.Certificate(
            type: quoted("type", in: fields) ?? "", number: quoted("number", in: fields) ?? "")
    }

    private mutating func group(_ name: String, in outer: NodeFields, path: String) -> NodeFields? {
        guard let node = outer[name], node.value != .null else { return nil }
        return fields(node, of: path, known: ApplicantReader.names(path))
    }

    /// A text on one line. A number without quotes is refused: other programs round long ones.
    private mutating func quoted(_ name: String, in fields: NodeFields) -> String? {
        if let node = fields[name], case .scalar(_, quoted: false) = node.value {
            fault(
                fields.prefix + name, at: node.line,
                Bilingual(en: "this is not a text", zh: "应为文本"),
                hint: Bilingual(en: "put it in quotes", zh: "请加引号"))
            return nil
        }
        return text(name, in: fields, limit: Size.name, oneLine: true, required: false)?.text
    }
}

extension NodeFields {
    /// The line of a field by its path, or of the nearest group around it that is there.
    fileprivate func line(of path: String) -> Int {
        var here = line
        var node: SourceNode?
        for (index, part) in path.split(separator: ".").map(String.init).enumerated() {
            if index == 0 {
                node = self[part]
            } else if case .map(let fields)? = node?.value {
                node = fields.first { $0.name == part }?.value
            } else {
                node = nil
            }
            here = node?.line ?? here
        }
        return here
    }
}
