extension CaseMatter {
    /// The snapshot of a published matter. The hall's local overlay may promise a shorter limit; nil: the matter's own.
    public init(_ matter: Matter, owner: HallID, version: UInt32, promised: Limit? = nil) {
        self.init(
            owner: owner, code: matter.code, version: version, name: matter.name, type: matter.type.code,
            caseType: matter.caseType,
            decidedBy: CaseDecider(tier: matter.decidedBy.tier, department: matter.decidedBy.department),
            acceptedAt: matter.acceptedAt, statutory: matter.statutoryLimit, promised: promised ?? matter.promisedLimit,
            preReview: matter.preReview, steps: matter.steps,
            materials: matter.materials.map {
                CaseMatterMaterial(
                    name: $0.name, required: $0.required, shared: $0.shared, form: $0.form.snapshot, copies: $0.copies,
                    deferrable: $0.deferrable, note: $0.note)
            },
            basis: matter.basis)
        fees = matter.fees
        if !matter.stepRules.isEmpty { stepRules = matter.stepRules }
        if !matter.checklist.isEmpty { checklist = matter.checklist }
        if matter.onTheSpot { onTheSpot = true }
        enquiry = matter.enquiry
        visits = matter.visits
        acrossArea = matter.acrossArea
        if !matter.procedures.isEmpty { procedures = matter.procedures }
        if !matter.notToAsk.isEmpty { notToAsk = matter.notToAsk }
    }
}

extension MatterMaterial.Form {
    fileprivate var snapshot: CaseMatterMaterial.Form {
        switch self {
        case .paper: .paper
        case .electronic: .electronic
        case .either: .either
        }
    }
}
