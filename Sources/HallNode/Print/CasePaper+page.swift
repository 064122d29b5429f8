import Tiers

extension CasePaper {
    /// The page of the paper.
    var page: FormPage {
        FormPage(
            title: title, englishTitle: englishTitle, issuer: issuerName, documentNumber: documentNumber,
            number: number.rawValue, addressee: addressee, body: body, attachment: attachment, clerk: clerk,
            day: at.chinaDate, checkCode: checkCode, proof: proof, context: context)
    }

    /// A letter to another hall names the hall; a sheet that stays in the file names nobody.
    private var addressee: String? {
        switch form {
        case .approval: nil
        case .opinion: event?.body?.toHall.map(context.name) ?? detail.applicant.name
        case .papers: move?.body.toHall.map(context.name) ?? detail.applicant.name
        default: detail.applicant.name
        }
    }

    private var body: Markup {
        switch form {
        case .receipt: ReceiptForm.body(self)
        case .acceptance: AcceptanceForm.body(self)
        case .correction: CorrectionForm.body(self)
        case .decline: DeclineForm.body(self)
        case .decision: DecisionForm.body(self)
        case .gaps: GapsForm.body(self)
        case .commitment: CommitmentForm.body(self)
        case .procedure: ProcedureForm.body(self)
        case .extended: ExtensionForm.body(self)
        case .opinion: OpinionForm.body(self)
        case .approval: ApprovalForm.body(self)
        case .answer: AnswerForm.body(self)
        case .delivery: DeliveryForm.body(self)
        case .papers: PapersForm.body(self)
        case .termination: TerminationForm.body(self)
        }
    }

    /// What stands behind the signature (附件), however long it is. On a receipt the materials are the body itself.
    private var attachment: Markup {
        switch form {
        case .acceptance: FormParts.materials(detail.materials, "附：申请材料", "Materials")
        case .decline: DeclineForm.attachment(self)
        case .decision: DecisionForm.attachment(self)
        default: .empty
        }
    }
}
