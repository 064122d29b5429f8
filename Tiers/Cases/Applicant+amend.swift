extension Applicant {
    /// The fields that can be amended, by their names in the applicant's file.
    public static let amendable = [
        "name", "idNumber", "certificate.type", "certificate.number", "creditCode", "legalRepresentative", "phone",
        "address", "agent.name", "agent.idNumber", "agent.phone", "agent.relation", "subject.name", "subject.idNumber",
        "subject.relation",
    ]

    /// The fields that say who the applicant is: they stand in the decision, so that nothing changes them after it.
    public static let identityFields: Set<String> = [
        "idNumber", "certificate.type", "certificate.number", "creditCode",
    ]

    /// The value of a field; nil where there is none.
    public func value(of field: String) -> String? {
        switch field {
        case "name": name
        case "idNumber": idNumber
        case "certificate.type": certificate?.type
        case "certificate.number": certificate?.number
        case "creditCode": creditCode
        case "legalRepresentative": legalRepresentative
        case "phone": phone
        case "address": address
        case "agent.name": agent?.name
        case "agent.idNumber": agent?.idNumber
        case "agent.phone": agent?.phone
        case "agent.relation": agent?.relation
        case "subject.name": subject?.name
        case "subject.idNumber": subject?.idNumber
        case "subject.relation": subject?.relation
        default: nil
        }
    }

    /// The applicant with another value in a field. What has no place (an agent's telephone where there is no agent)
    /// changes nothing.
    public func amended(_ field: String, to value: String) -> Applicant {
        var next = self
        switch field {
        case "name": next.name = value
        case "idNumber": next.idNumber = value
        case "certificate.type": next.certificate?.type = value
        case "certificate.number": next.certificate?.number = value
        case "creditCode": next.creditCode = value
        case "legalRepresentative": next.legalRepresentative = value
        case "phone": next.phone = value
        case "address": next.address = value
        case "agent.name": next.agent?.name = value
        case "agent.idNumber": next.agent?.idNumber = value
        case "agent.phone": next.agent?.phone = value
        case "agent.relation": next.agent?.relation = value
        case "subject.name": next.subject?.name = value
        case "subject.idNumber": next.subject?.idNumber = value
        case "subject.relation": next.subject?.relation = value
        default: break
        }
        return next
    }
}
