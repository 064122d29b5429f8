// The body of a matter's commit is JSON with the names of the catalogue file. A limit therefore stands there as two
// fields, days and unit; what does not apply is left out. A newer hall may add fields: they are ignored here.
extension Matter: Codable {
    private enum CodingKeys: String, CodingKey {
        case code, name, type, caseType, decidedBy, acceptedAt
        case statutoryDays, statutoryUnit, promisedDays, promisedUnit
        case basis, effectiveFrom, effectiveTo, preReview, steps, stepRules, checklist, onTheSpot, materials, fees
        case serviceObject, conditions, place, hours, phone, enquiry, acrossArea, procedures, notToAsk, visits, extras
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let from = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            code: try from.decode(String.self, forKey: .code),
            name: try from.decode(String.self, forKey: .name),
            type: try from.decode(MatterType.self, forKey: .type),
            caseType: try from.decode(CaseType.self, forKey: .caseType),
            decidedBy: try from.decode(MatterDecider.self, forKey: .decidedBy),
            acceptedAt: try from.decode([Tier].self, forKey: .acceptedAt),
            basis: try from.decode(String.self, forKey: .basis),
            effectiveFrom: try from.decode(CivilDate.self, forKey: .effectiveFrom),
            steps: try from.decode([String].self, forKey: .steps),
            materials: try from.decode([MatterMaterial].self, forKey: .materials))
        statutoryLimit = try Matter.limit(from, days: .statutoryDays, unit: .statutoryUnit)
        promisedLimit = try Matter.limit(from, days: .promisedDays, unit: .promisedUnit)
        effectiveTo = try from.decodeIfPresent(CivilDate.self, forKey: .effectiveTo)
        preReview = try from.decodeIfPresent([String].self, forKey: .preReview) ?? Matter.defaultPreReview
        stepRules = try from.decodeIfPresent([StepRule].self, forKey: .stepRules) ?? []
        checklist = try from.decodeIfPresent([ChecklistPoint].self, forKey: .checklist) ?? []
        onTheSpot = try from.decodeIfPresent(Bool.self, forKey: .onTheSpot) ?? false
        fees = try from.decodeIfPresent([MatterFee].self, forKey: .fees) ?? []
        serviceObject = try from.decodeIfPresent([ServiceObject].self, forKey: .serviceObject) ?? []
        conditions = try from.decodeIfPresent(String.self, forKey: .conditions)
        place = try from.decodeIfPresent(String.self, forKey: .place)
        hours = try from.decodeIfPresent(String.self, forKey: .hours)
        phone = try from.decodeIfPresent(String.self, forKey: .phone)
        enquiry = try from.decodeIfPresent(Enquiry.self, forKey: .enquiry)
        acrossArea = try from.decodeIfPresent(AcrossArea.self, forKey: .acrossArea)
        procedures = try from.decodeIfPresent([MatterProcedure].self, forKey: .procedures) ?? []
        notToAsk = try from.decodeIfPresent([String].self, forKey: .notToAsk) ?? []
        visits = try from.decodeIfPresent(Int.self, forKey: .visits)
        extras = try from.decodeIfPresent([String: String].self, forKey: .extras) ?? [:]
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var into = encoder.container(keyedBy: CodingKeys.self)
        try into.encode(code, forKey: .code)
        try into.encode(name, forKey: .name)
        try into.encode(type, forKey: .type)
        try into.encode(caseType, forKey: .caseType)
        try into.encode(decidedBy, forKey: .decidedBy)
        try into.encode(acceptedAt, forKey: .acceptedAt)
        try into.encodeIfPresent(statutoryLimit?.days, forKey: .statutoryDays)
        try into.encodeIfPresent(statutoryLimit?.unit, forKey: .statutoryUnit)
        try into.encodeIfPresent(promisedLimit?.days, forKey: .promisedDays)
        try into.encodeIfPresent(promisedLimit?.unit, forKey: .promisedUnit)
        try into.encode(basis, forKey: .basis)
        try into.encode(effectiveFrom, forKey: .effectiveFrom)
        try into.encodeIfPresent(effectiveTo, forKey: .effectiveTo)
        try into.encode(preReview, forKey: .preReview)
        try into.encode(steps, forKey: .steps)
        // What says nothing is left out, so that a matter without it is the same bytes as before.
        if !stepRules.isEmpty { try into.encode(stepRules, forKey: .stepRules) }
        if !checklist.isEmpty { try into.encode(checklist, forKey: .checklist) }
        if onTheSpot { try into.encode(onTheSpot, forKey: .onTheSpot) }
        try into.encode(materials, forKey: .materials)
        try into.encode(fees, forKey: .fees)
        try into.encode(serviceObject, forKey: .serviceObject)
        try into.encodeIfPresent(conditions, forKey: .conditions)
        try into.encodeIfPresent(place, forKey: .place)
        try into.encodeIfPresent(hours, forKey: .hours)
        try into.encodeIfPresent(phone, forKey: .phone)
        try into.encodeIfPresent(enquiry, forKey: .enquiry)
        try into.encodeIfPresent(acrossArea, forKey: .acrossArea)
        if !procedures.isEmpty { try into.encode(procedures, forKey: .procedures) }
        if !notToAsk.isEmpty { try into.encode(notToAsk, forKey: .notToAsk) }
        try into.encodeIfPresent(visits, forKey: .visits)
        try into.encode(extras, forKey: .extras)
    }

    private static func limit(
        _ from: KeyedDecodingContainer<CodingKeys>, days daysKey: CodingKeys, unit unitKey: CodingKeys
    ) throws -> Limit? {
        guard let days = try from.decodeIfPresent(Int.self, forKey: daysKey) else { return nil }
        let unit = try from.decodeIfPresent(Limit.Unit.self, forKey: unitKey) ?? .working
        guard let limit = Limit(days: days, unit: unit) else {
            throw DecodingError.dataCorruptedError(
                forKey: daysKey, in: from, debugDescription: "a limit has 1 to 3650 days, not \(days)")
        }
        return limit
    }
}
