/// The bytes of the facts in a commit's header.
///
/// One version byte (1), then fields in ascending order of their tags, each once: tag (one byte), length (varint,
/// at most two bytes), value. Numbers are varints (LEB128, shortest form; signed ones zigzag), texts are UTF-8. A
/// reader skips tags that it does not know, and takes nothing that a writer of this version would not have written
/// for those it knows.
public enum CaseFactsCodec {
    static let version: UInt8 = 1

    enum Tag: UInt8 {
        case action = 1
        case stage = 2
        case matterOwner = 3
        case matterCode = 4
        case matterVersion = 5
        case caseType = 6
        case origin = 7
        case decidingHall = 8
        case acceptingHall = 9
        case forwardedBy = 10
        case receivedAt = 11
        case acceptedAt = 12
        case decidedAt = 13
        case corrections = 14
        case stops = 15
        case stoppedSince = 16
        case statutory = 17
        case promised = 18
        case preReview = 19
        case steps = 20
        case reasonCode = 21
        case happenedAt = 22
        case procedure = 23
        case extensionDays = 24
        case gap = 25
        case enquiry = 26
        case noteCharacters = 40
        case charged = 41
    }

    /// The facts did not fit.
    public struct TooLarge: Error, Hashable, Sendable {
        /// Bytes that the facts would take; more than 512.
        public let bytes: Int
    }

    /// The bytes, always the same for the same facts. Throws if they are more than 512.
    public static func encode(_ facts: CaseFacts) throws(TooLarge) -> [UInt8] {
        var writer = FactsWriter(version: version)
        writer.number(.action, UInt64(code(of: facts.action)))
        writer.number(.stage, UInt64(code(of: facts.stage)))
        writer.text(.matterOwner, facts.matterOwner.rawValue)
        writer.text(.matterCode, facts.matterCode)
        writer.number(.matterVersion, UInt64(facts.matterVersion))
        writer.number(.caseType, UInt64(code(of: facts.caseType)))
        writer.text(.origin, facts.origin.rawValue)
        writer.text(.decidingHall, facts.decidingHall.rawValue)
        writer.text(.acceptingHall, facts.acceptingHall?.rawValue)
        writer.text(.forwardedBy, facts.forwardedBy?.rawValue)
        writer.signed(.receivedAt, facts.receivedAt.milliseconds)
        writer.signed(.acceptedAt, facts.acceptedAt?.milliseconds)
        writer.signed(.decidedAt, facts.decidedAt?.milliseconds)
        let flags = flags(of: facts)
        if flags != 0 { writer.number(.corrections, flags) }
        writer.stops(facts.stops)
        writer.signed(.stoppedSince, facts.stoppedSince?.daysSince1970)
        writer.limit(.statutory, facts.statutory)
        writer.limit(.promised, facts.promised)
        writer.count(.preReview, facts.preReview)
        writer.count(.steps, facts.steps)
        writer.text(.reasonCode, facts.reasonCode)
        writer.signed(.happenedAt, facts.happenedAt?.milliseconds)
        if let stop = facts.procedure {
            writer.numbers(.procedure, [UInt64(code(of: stop.kind, in: procedures)), UInt64(clamping: stop.days)])
        }
        if facts.extensionDays > 0 { writer.number(.extensionDays, UInt64(facts.extensionDays)) }
        writer.limit(.gap, facts.gap)
        // What every reply case was before is not written.
        if facts.enquiry != .consultation { writer.number(.enquiry, UInt64(code(of: facts.enquiry, in: enquiries))) }
        if let characters = facts.noteCharacters { writer.number(.noteCharacters, UInt64(characters)) }
        if let charged = facts.charged { writer.number(.charged, charged) }
        guard writer.bytes.count <= CaseLimits.factsBytes else { throw TooLarge(bytes: writer.bytes.count) }
        return writer.bytes
    }

    /// The facts in the bytes; nil if they are of another version, more than 512 bytes, not well-formed, or of a kind
    /// that this version does not know.
    public static func decode(_ bytes: some Collection<UInt8>) -> CaseFacts? {
        guard bytes.count <= CaseLimits.factsBytes, let fields = FactsReader(Array(bytes), version: version) else {
            return nil
        }
        guard let action = fields.number(.action).flatMap(action(of:)),
            let stage = fields.number(.stage).flatMap(stage(of:)),
            let owner = fields.hall(.matterOwner), let code = fields.text(.matterCode),
            code.utf8.count <= CaseLimits.matterCodeBytes,
            let number = fields.number(.matterVersion).flatMap({ UInt32(exactly: $0) }),
            let type = fields.number(.caseType).flatMap(caseType(of:)),
            let origin = fields.hall(.origin), let deciding = fields.hall(.decidingHall),
            let received = fields.signed(.receivedAt),
            let preReview = fields.count(.preReview), let steps = fields.count(.steps)
        else { return nil }
        var facts = CaseFacts(
            action: action, stage: stage, matterOwner: owner, matterCode: code, matterVersion: number, caseType: type,
            origin: origin, decidingHall: deciding, receivedAt: Instant(milliseconds: received),
            preReview: preReview, steps: steps)
        return readOptional(fields, into: &facts) ? facts : nil
    }

    /// Reads what need not be there; false if something is there and not well-formed.
    private static func readOptional(_ fields: FactsReader, into facts: inout CaseFacts) -> Bool {
        facts.acceptingHall = fields.hall(.acceptingHall)
        facts.forwardedBy = fields.hall(.forwardedBy)
        facts.acceptedAt = fields.signed(.acceptedAt).map { Instant(milliseconds: $0) }
        facts.decidedAt = fields.signed(.decidedAt).map { Instant(milliseconds: $0) }
        facts.stoppedSince = fields.day(.stoppedSince)
        facts.statutory = fields.limit(.statutory)
        facts.promised = fields.limit(.promised)
        facts.reasonCode = fields.text(.reasonCode)
        facts.noteCharacters = fields.number(.noteCharacters).flatMap { UInt16(exactly: $0) }
        facts.charged = fields.number(.charged)
        let flags = fields.has(.corrections) ? fields.number(.corrections) : 0
        let stops = fields.has(.stops) ? fields.stops(.stops) : []
        guard let flags, flags <= 31, let stops else { return false }
        guard !fields.has(.corrections) || flags != 0, !fields.has(.stops) || !stops.isEmpty else { return false }
        facts.correctionBeforeAcceptance = flags & 1 != 0
        facts.correctionSinceReturn = flags & 2 != 0
        facts.deemedAccepted = flags & 4 != 0
        facts.committed = flags & 8 != 0
        facts.registeredLate = flags & 16 != 0
        facts.stops = stops
        guard readLater(fields, into: &facts) else { return false }
        guard (facts.reasonCode?.utf8.count ?? 0) <= CaseLimits.reasonCodeBytes else { return false }
        return fields.has(.noteCharacters) == (facts.noteCharacters != nil)
            && fields.has(.charged) == (facts.charged != nil)
            && fields.has(.acceptingHall) == (facts.acceptingHall != nil)
            && fields.has(.forwardedBy) == (facts.forwardedBy != nil)
            && fields.has(.acceptedAt) == (facts.acceptedAt != nil)
            && fields.has(.decidedAt) == (facts.decidedAt != nil)
            && fields.has(.stoppedSince) == (facts.stoppedSince != nil)
            && fields.has(.statutory) == (facts.statutory != nil)
            && fields.has(.promised) == (facts.promised != nil)
            && fields.has(.reasonCode) == (facts.reasonCode != nil)
    }
    /// Reads the fields that came after the first release; false if one is there and not well-formed.
    private static func readLater(_ fields: FactsReader, into facts: inout CaseFacts) -> Bool {
        facts.happenedAt = fields.signed(.happenedAt).map { Instant(milliseconds: $0) }
        facts.gap = fields.limit(.gap)
        if let numbers = fields.numbers(.procedure), numbers.count == 2, let kind = word(numbers[0], in: procedures) {
            facts.procedure = ProcedureStop(kind: kind, days: Int(clamping: numbers[1]))
        }
        let enquiry = fields.number(.enquiry).flatMap { word($0, in: enquiries) }
        facts.enquiry = enquiry ?? .consultation
        facts.extensionDays = fields.number(.extensionDays).flatMap { UInt8(exactly: $0) } ?? 0
        return fields.has(.happenedAt) == (facts.happenedAt != nil) && fields.has(.gap) == (facts.gap != nil)
            && fields.has(.procedure) == (facts.procedure != nil)
            && fields.has(.extensionDays) == (facts.extensionDays > 0)
            && fields.has(.enquiry) == (facts.enquiry != .consultation)
    }

    /// Bits: 1 and 2 the two corrections, 4 deemed acceptance, 8 commitment, 16 entered afterwards.
    private static func flags(of facts: CaseFacts) -> UInt64 {
        let bits = [
            facts.correctionBeforeAcceptance, facts.correctionSinceReturn, facts.deemedAccepted, facts.committed,
            facts.registeredLate,
        ]
        return bits.enumerated().reduce(0) { $0 | ($1.element ? 1 << UInt64($1.offset) : 0) }
    }
}

// MARK: - The numbers of words; they never change

extension CaseFactsCodec {
    private static let actions: [CaseAction] = [
        .open, .requestCorrection, .supplement, .accept, .decline, .review, .forward, .receive, .giveBack, .decide,
        .conclude, .deliver, .withdraw, .acceptWithGaps, .notifyAndCommit, .suspend, .resume, .extend, .amend,
        .requestOpinion, .giveOpinion, .answer, .sendResult, .sendPapers, .takePapers, .tell, .terminate, .archive,
        .takeOver,
    ]
    private static let stages: [CaseStage] = [
        .received, .correcting, .accepted, .declined, .inReview, .forwarded, .returned, .granted, .refused, .concluded,
        .delivered, .withdrawn, .suspended, .terminated, .archived,
    ]
    private static let procedures: [SpecialProcedure] = [
        .hearing, .tender, .auction, .inspection, .testing, .quarantine, .appraisal, .expertReview,
    ]
    private static let enquiries: [Enquiry] = [.consultation, .complaint, .report]
    private static let caseTypes: [CaseType] = [.immediate, .reply, .promise, .reportUp, .joint]

    /// 1 for the first word of a list; 0 is never written.
    private static func code<Word: Equatable>(of word: Word, in list: [Word]) -> UInt8 {
        list.firstIndex(of: word).map { UInt8($0 + 1) } ?? 0
    }

    private static func word<Word>(_ code: UInt64, in list: [Word]) -> Word? {
        guard code >= 1, code <= UInt64(list.count) else { return nil }
        return list[Int(code) - 1]
    }

    private static func code(of action: CaseAction) -> UInt8 { code(of: action, in: actions) }
    private static func code(of stage: CaseStage) -> UInt8 { code(of: stage, in: stages) }
    private static func code(of type: CaseType) -> UInt8 { code(of: type, in: caseTypes) }
    private static func action(of code: UInt64) -> CaseAction? { word(code, in: actions) }
    private static func stage(of code: UInt64) -> CaseStage? { word(code, in: stages) }
    private static func caseType(of code: UInt64) -> CaseType? { word(code, in: caseTypes) }
}
