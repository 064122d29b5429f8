extension Applicant {
    /// The rules that the applicant's data break, in the order of the fields; empty if none. `today` is the day in
    /// China. What must be there and is missing is a fault of reading, the rest are faults of rule.
    public func check(today: CivilDate) -> [CaseFault] {
        var faults: [CaseFault] = []
        checkText("name", name, isRequired: true, into: &faults)
        switch kind {
        case .citizen:
            checkNumber("idNumber", idNumber, isRequired: true, today: today, into: &faults)
            refuse("certificate", certificate != nil, into: &faults)
            refuse("creditCode", creditCode != nil, into: &faults)
            refuse("legalRepresentative", legalRepresentative != nil, into: &faults)
        case .person:
            if certificate == nil { faults.append(.missing("certificate")) }
            refuse("idNumber", idNumber != nil, into: &faults)
            refuse("creditCode", creditCode != nil, into: &faults)
            refuse("legalRepresentative", legalRepresentative != nil, into: &faults)
        case .organisation:
            checkText("creditCode", creditCode, isRequired: true, into: &faults)
            if let creditCode { add(CreditCode.check(creditCode), "creditCode", creditCode, into: &faults) }
            checkText("legalRepresentative", legalRepresentative, isRequired: true, into: &faults)
            refuse("idNumber", idNumber != nil, into: &faults)
            refuse("certificate", certificate != nil, into: &faults)
        }
        checkCertificate("certificate", certificate, into: &faults)
        checkText("phone", phone, isRequired: false, into: &faults)
        checkText("address", address, isRequired: false, into: &faults)
        checkOthers(today: today, into: &faults)
        return faults
    }

    private func checkOthers(today: CivilDate, into faults: inout [CaseFault]) {
        if let agent {
            checkText("agent.name", agent.name, isRequired: true, into: &faults)
            checkNumber("agent.idNumber", agent.idNumber, isRequired: false, today: today, into: &faults)
            checkText("agent.phone", agent.phone, isRequired: false, into: &faults)
            checkText("agent.relation", agent.relation, isRequired: false, into: &faults)
            checkText("agent.authorised", agent.authorised, isRequired: false, into: &faults)
        }
        if let subject {
            checkText("subject.name", subject.name, isRequired: true, into: &faults)
            checkNumber("subject.idNumber", subject.idNumber, isRequired: false, today: today, into: &faults)
            checkCertificate("subject.certificate", subject.certificate, into: &faults)
            checkText("subject.relation", subject.relation, isRequired: false, into: &faults)
        }
    }

    private func checkNumber(
        _ field: String, _ value: String?, isRequired: Bool, today: CivilDate, into faults: inout [CaseFault]
    ) {
        checkText(field, value, isRequired: isRequired, into: &faults)
        if let value { add(CitizenNumber.check(value, today: today), field, value, into: &faults) }
    }

    /// An empty or overlong code has its fault already.
    private func add(_ check: CodeCheck, _ field: String, _ value: String, into faults: inout [CaseFault]) {
        guard let reason = check.reason, faults.last?.field != field else { return }
        faults.append(
            CaseFault(
                field: field, value: value, message: reason,
                hint: Bilingual(en: "compare it with the document", zh: "请与证件核对")))
    }

    private func checkCertificate(_ field: String, _ value: Certificate?, into faults: inout [CaseFault]) {
        guard let value else { return }
        checkText("\(field).type", value.type, isRequired: true, into: &faults)
        checkText("\(field).number", value.number, isRequired: true, into: &faults)
    }

    private func checkText(_ field: String, _ value: String?, isRequired: Bool, into faults: inout [CaseFault]) {
        guard let value, value.contains(where: { !$0.isWhitespace }) else {
            if isRequired { faults.append(.missing(field)) }
            return
        }
        guard value.unicodeScalars.count > CaseLimits.nameCharacters else { return }
        faults.append(
            CaseFault(
                field: field,
                message: Bilingual(
                    en: "longer than \(CaseLimits.nameCharacters) characters",
                    zh: "超过 \(CaseLimits.nameCharacters) 个字"),
                hint: Bilingual(en: "shorten it", zh: "请改短")))
    }

    private func refuse(_ field: String, _ isThere: Bool, into faults: inout [CaseFault]) {
        guard isThere else { return }
        faults.append(
            CaseFault(
                field: field,
                message: Bilingual(
                    en: "does not belong to an applicant of kind \(kind.rawValue)", zh: "与申请人类型 \(kind.rawValue) 不符"),
                hint: Bilingual(en: "leave it out, or correct kind", zh: "请删去，或更正 kind")))
    }
}

extension Applicant {
    /// The applicant with all codes as they are kept: without blanks, in upper case. A code that is not right stays
    /// as it is.
    public func normalised(today: CivilDate) -> Applicant {
        var next = self
        next.idNumber = idNumber.map { CitizenNumber.check($0, today: today).normalised ?? $0 }
        next.creditCode = creditCode.map { CreditCode.check($0).normalised ?? $0 }
        next.agent?.idNumber = agent?.idNumber.map { CitizenNumber.check($0, today: today).normalised ?? $0 }
        next.subject?.idNumber = subject?.idNumber.map { CitizenNumber.check($0, today: today).normalised ?? $0 }
        return next
    }
}

extension CaseFault {
    fileprivate static func missing(_ field: String) -> CaseFault {
        CaseFault(
            field: field, isReading: true, message: Bilingual(en: "is missing", zh: "缺少"),
            hint: Bilingual(en: "fill it in", zh: "请填写"))
    }
}
