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
        let flags: UInt64 = (facts.correctionBeforeAcceptance ? 1 : 0) + (facts.correctionSinceReturn ? 2 : 0)
        if flags != 0 { writer.number(.corrections, flags) }
        writer.stops(facts.stops)
        writer.signed(.stoppedSince, facts.stoppedSince?.daysSince1970)
        writer.limit(.statutory, facts.statutory)
        writer.limit(.promised, facts.promised)
        writer.count(.preReview, facts.preReview)
        writer.count(.steps, facts.steps)
        writer.text(.reasonCode, facts.reasonCode)
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
        let flags = fields.has(.corrections) ? fields.number(.corrections) : 0
        let stops = fields.has(.stops) ? fields.stops(.stops) : []
        guard let flags, flags <= 3, let stops else { return false }
        guard !fields.has(.corrections) || flags != 0, !fields.has(.stops) || !stops.isEmpty else { return false }
        facts.correctionBeforeAcceptance = flags & 1 != 0
        facts.correctionSinceReturn = flags & 2 != 0
        facts.stops = stops
        guard (facts.reasonCode?.utf8.count ?? 0) <= CaseLimits.reasonCodeBytes else { return false }
        return fields.has(.acceptingHall) == (facts.acceptingHall != nil)
            && fields.has(.forwardedBy) == (facts.forwardedBy != nil)
            && fields.has(.acceptedAt) == (facts.acceptedAt != nil)
            && fields.has(.decidedAt) == (facts.decidedAt != nil)
            && fields.has(.stoppedSince) == (facts.stoppedSince != nil)
            && fields.has(.statutory) == (facts.statutory != nil)
            && fields.has(.promised) == (facts.promised != nil)
            && fields.has(.reasonCode) == (facts.reasonCode != nil)
    }
}

// MARK: - The numbers of words; they never change

extension CaseFactsCodec {
    private static let actions: [CaseAction] = [
        .open, .requestCorrection, .supplement, .accept, .decline, .review, .forward, .receive, .giveBack, .decide,
        .conclude, .deliver, .withdraw,
    ]
    private static let stages: [CaseStage] = [
        .received, .correcting, .accepted, .declined, .inReview, .forwarded, .returned, .granted, .refused, .concluded,
        .delivered, .withdrawn,
    ]
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
