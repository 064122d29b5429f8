import GRDB
import Sync
public import Tiers

/// `hall matter list` and `hall matter show`.
public enum MatterViews {
    /// Every matter known here, by code and owner: the version in force today, else the newest.
    public static func list(_ hall: Hall, now: Instant? = nil) throws(HallError) -> JSONValue {
        let now = now ?? hall.now
        let today = now.chinaDate
        return try hall.read { db in
            let tier = try tier(hall, db)
            return .list(
                try MatterStore.newest(db).map { newest in
                    let versions =
                        newest.matter.effectiveFrom <= today
                        ? [newest] : try MatterStore.versions("\(newest.owner)/\(newest.matter.code)", db)
                    return .object(
                        fields(Standing(versions, on: today) ?? Standing(only: newest, on: today), tier: tier))
                })
        }
    }

    /// One matter whole, today or as it stood or will stand on a day.
    public static func show(
        _ hall: Hall, _ name: String, at day: CivilDate? = nil, now: Instant? = nil
    ) throws(HallError) -> JSONValue {
        let now = now ?? hall.now
        return try hall.read { db in
            let versions = try MatterStore.one(name, db)
            guard let standing = Standing(versions, on: day ?? now.chinaDate) else {
                throw HallError.fault("a matter without versions")
            }
            let matter = standing.version.matter
            let local = try MatterStore.local(hall.id, owner: standing.version.owner, code: matter.code, db)
            return .object(fields(standing, tier: try tier(hall, db)) + details(matter, local))
        }
    }

    /// The version that counts on a day and what it is then.
    struct Standing {
        let version: MatterStore.Version
        let state: String

        /// Nil for no versions.
        init?(_ versions: [MatterStore.Version], on day: CivilDate) {
            if let version = MatterStore.inForce(versions, on: day) {
                (self.version, state) = (version, "in-force")
            } else if let last = versions.last(where: { $0.matter.effectiveFrom <= day }) {
                (version, state) = (last, "cancelled")
            } else if let next = versions.min(by: { $0.matter.effectiveFrom < $1.matter.effectiveFrom }) {
                (version, state) = (next, "future")
            } else {
                return nil
            }
        }

        /// A version by itself.
        init(only version: MatterStore.Version, on day: CivilDate) {
            self.version = version
            state = version.matter.effectiveFrom > day ? "future" : "in-force"
        }
    }

    private static func tier(_ hall: Hall, _ db: Database) throws -> Tier? {
        try Directory.entry(hall.engine.node, db).map(Halls.tier)
    }

    private static func fields(_ standing: Standing, tier: Tier?) -> [JSONValue.Field] {
        let version = standing.version
        let matter = version.matter
        let isAccepted = standing.state == "in-force" && tier.map(matter.acceptedAt.contains) == true
        return object([
            "code": .text(matter.code), "name": .text(matter.name), "version": .int(Int64(version.version)),
            "type": .text(matter.type.code), "caseType": .text(matter.caseType.rawValue),
            "owner": .text(version.owner.rawValue), "effectiveFrom": .text(matter.effectiveFrom.text),
            "effectiveTo": .optional(matter.effectiveTo?.text), "state": .text(standing.state),
            "statutoryDays": .optional(matter.statutoryLimit?.days),
            "promisedDays": .optional(matter.promisedLimit?.days), "acceptedHere": .bool(isAccepted),
        ])
    }

    private static func details(_ matter: Matter, _ local: MatterLocal?) -> [JSONValue.Field] {
        object([
            "materials": .list(matter.materials.map(material)), "steps": texts(matter.steps),
            "fees": .list(matter.fees.map(fee)), "basis": .text(matter.basis), "local": local.map(self.local) ?? .null,
            "preReview": texts(matter.preReview), "acceptedAt": texts(matter.acceptedAt.map(\.rawValue)),
            "decidedBy": .fields([
                "tier": .text(matter.decidedBy.tier.rawValue), "department": .optional(matter.decidedBy.department),
            ]),
            "statutoryUnit": .optional(matter.statutoryLimit?.unit.rawValue),
            "promisedUnit": .optional(matter.promisedLimit?.unit.rawValue),
            "serviceObject": texts(matter.serviceObject.map(\.rawValue)), "conditions": .optional(matter.conditions),
            "place": .optional(matter.place), "hours": .optional(matter.hours), "phone": .optional(matter.phone),
            "extras": extras(matter.extras), "onTheSpot": .bool(matter.onTheSpot),
            "stepRules": .list(matter.stepRules.map { stepRule($0, matter) }),
            "checklist": .list(matter.checklist.map(point)), "enquiry": .optional(matter.enquiry?.rawValue),
            "acrossArea": .optional(matter.acrossArea?.rawValue), "visits": .optional(matter.visits),
            "procedures": .list(
                matter.procedures.map {
                    .fields([
                        "procedure": .text($0.procedure.rawValue), "name": .text($0.procedure.chinese),
                        "days": .int(Int64($0.days)),
                    ])
                }), "notToAsk": texts(matter.notToAsk),
        ])
    }

    private static func stepRule(_ rule: StepRule, _ matter: Matter) -> JSONValue {
        let chain = rule.chain == .steps ? matter.steps : matter.preReview
        return .fields([
            "chain": .text(rule.chain.rawValue), "place": .int(Int64(rule.place)),
            "step": .optional(chain.indices.contains(rule.place) ? chain[rule.place] : nil),
            "days": .optional(rule.limit?.days), "unit": .optional(rule.limit?.unit.rawValue),
            "role": .optional(rule.role?.rawValue),
        ])
    }

    private static func point(_ point: ChecklistPoint) -> JSONValue {
        .fields([
            "point": .text(point.point), "required": .bool(point.required), "step": .optional(point.step),
            "basis": .optional(point.basis),
        ])
    }

    private static func material(_ material: MatterMaterial) -> JSONValue {
        .fields([
            "name": .text(material.name), "required": .bool(material.required), "shared": .bool(material.shared),
            "form": .text(material.form.rawValue), "copies": .int(Int64(material.copies)),
            "deferrable": .bool(material.deferrable), "note": .optional(material.note),
            "extras": extras(material.extras),
        ])
    }

    private static func fee(_ fee: MatterFee) -> JSONValue {
        .fields([
            "name": .text(fee.name), "amount": .optional(fee.amount), "unit": .optional(fee.unit),
            "basis": .optional(fee.basis), "extras": extras(fee.extras),
        ])
    }

    /// An overlay.
    static func local(_ local: MatterLocal) -> JSONValue {
        .fields([
            "window": .optional(local.window), "address": .optional(local.address), "phone": .optional(local.phone),
            "hours": .optional(local.hours), "promisedDays": .optional(local.promisedDays),
        ])
    }

    private static func texts(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }

    private static func extras(_ extras: [String: String]) -> JSONValue {
        .object(extras.sorted { $0.key < $1.key }.map { JSONValue.Field(name: $0.key, value: .text($0.value)) })
    }

    private static func object(_ fields: KeyValuePairs<String, JSONValue>) -> [JSONValue.Field] {
        fields.map { JSONValue.Field(name: $0.key, value: $0.value) }
    }
}
