/// A file or paper that somebody handed in or that a hall gives out.
public struct MaterialRef: Codable, Hashable, Sendable {
    /// How it is there.
    public enum Form: String, Codable, Hashable, Sendable, CaseIterable {
        /// 电子文件
        case file
        /// 纸质
        case paper
    }

    /// The material's name in the matter, or the result's.
    public var name: String
    /// How it is there.
    public var form: Form
    /// Copies on paper, 1…999; 1 for a file.
    public var copies: Int
    /// The file's name as it came; nil for paper.
    public var fileName: String?
    /// The file's size in bytes; nil for paper.
    public var bytes: Int64?
    /// SHA-256 of the file, 64 lower-case hex digits; nil for paper.
    public var sha256: String?
    /// The text of the blob's id; nil for paper.
    public var blob: String?

    /// Paper.
    public init(paper name: String, copies: Int = 1) {
        self.name = name
        form = .paper
        self.copies = copies
    }

    /// A file.
    public init(file name: String, fileName: String, bytes: Int64, sha256: String, blob: String) {
        self.name = name
        form = .file
        copies = 1
        self.fileName = fileName
        self.bytes = bytes
        self.sha256 = sha256
        self.blob = blob
    }
}

/// One item of a correction notice (补正事项).
public struct CorrectionItem: Codable, Hashable, Sendable {
    /// What is missing or wrong: a material's name, or another word for it.
    public var name: String
    /// Why.
    public var why: String

    /// An item.
    public init(name: String, why: String) {
        self.name = name
        self.why = why
    }
}

/// One charge that a hall made (收费).
public struct CaseCharge: Codable, Hashable, Sendable {
    /// The fee's name.
    public var name: String
    /// Hundredths of a yuan, 0…100,000,000,000.
    public var amount: Int

    /// A charge.
    public init(name: String, amount: Int) {
        self.name = name
        self.amount = amount
    }

    /// Reads `80`, `80.5` or `80.00` yuan; nil for anything else.
    public static func amount(_ text: String) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : "0"
        let isDigits = (parts + [fraction]).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard isDigits, parts[0].utf8.count <= 9, fraction.utf8.count <= 2, let whole = Int(parts[0]),
            let rest = Int(fraction.utf8.count == 1 ? fraction + "0" : fraction)
        else { return nil }
        return whole * 100 + rest
    }
}

/// Who worked: all of it is private.
public struct CaseClerk: Hashable, Sendable {
    /// The clerk's name as given by `--as`, or as the staff list has it.
    public var name: String?
    /// The operating system's login.
    public var login: String?
    /// The person's permanent id in the staff list; nil where the hall keeps none.
    public var staff: String?
    /// The id of the colleague for whom a deputy acts (AB岗).
    public var standsInFor: String?

    /// A clerk.
    public init(name: String? = nil, login: String? = nil, staff: String? = nil, standsInFor: String? = nil) {
        self.name = name
        self.login = login
        self.staff = staff
        self.standsInFor = standsInFor
    }
}

/// An inbox commit that a commit of the main stream makes count.
public struct CaseCitation: Codable, Hashable, Sendable {
    /// What follows the number in the side stream's name: `origin`, `opinion/360732:gsj/gsj`.
    public var stream: String
    /// The cited commit's place there.
    public var sequence: UInt64
    /// The text of the cited commit's id.
    public var id: String

    /// A citation.
    public init(stream: String, sequence: UInt64, id: String) {
        self.stream = stream
        self.sequence = sequence
        self.id = id
    }
}

/// The private part of a commit of a case. Unknown fields of a later version are passed over.
public struct CaseBody: Codable, Hashable, Sendable {
    /// What this commit does.
    public var action: CaseAction
    /// The clerk as given by `--as`.
    public var clerk: String?
    /// The operating system's login.
    public var login: String?
    /// The person's id in the staff list of the writing hall.
    public var staff: String?
    /// The id of the colleague for whom the person acted as deputy.
    public var standsInFor: String?
    /// The remark, opinion or reason: one text, whatever the action calls it.
    public var note: String?
    /// What the applicant has to correct.
    public var items: [CorrectionItem]?
    /// Who wants something; in the opening.
    public var applicant: Applicant?
    /// What the case needs of its matter; in the opening.
    public var matter: CaseMatter?
    /// Points of the checklist that the reviewer ticked, from 1.
    public var ticks: [Int]?
    /// What was handed in with this commit.
    public var materials: [MaterialRef]?
    /// What the hall gives out; with `conclude`.
    public var results: [MaterialRef]?
    /// What was charged; with `conclude`.
    public var charged: [CaseCharge]?
    /// The number that an upper platform gave the case.
    public var external: String?
    /// Who took the result; with `deliver`.
    public var toPerson: String?
    /// The case that stays where this one is a second filing; with `withdraw`.
    public var duplicateOf: String?
    /// Inbox commits that count from here on.
    public var cites: [CaseCitation]?
    /// What was mistyped, with the old and the new value; with `amend`.
    public var amendments: [CaseAmendment]?
    /// Days that were said: to close a gap, for a special procedure, of an extension, to give an opinion.
    public var days: Int?
    /// The special procedure; with `suspend`.
    public var procedure: SpecialProcedure?
    /// Who approved; with `extend`.
    public var approvedBy: String?
    /// The hall that is asked or that something goes to; with `request-opinion`, `send-result`, `send-papers`.
    public var toHall: HallID?
    /// What an opinion says; with `give-opinion`.
    public var value: OpinionValue?
    /// The papers that move, by name; with `send-papers` and `take-papers`.
    public var papers: [String]?
    /// What a carrier gave; with `deliver` and `send-papers`.
    public var tracking: String?
    /// How the result was handed out; with `deliver`. How papers came in; with an opening and `supplement`, where they
    /// did not come over the counter.
    public var way: DeliveryWay?
    /// What the applicant was told; with `tell`.
    public var what: CaseNotice.What?
    /// How the applicant was told; with `tell`.
    public var how: CaseNotice.How?
    /// The class under which the case is kept; with `archive`.
    public var archiveClass: String?
    /// Years for which it is kept; with `archive`.
    public var years: Int?
    /// The row of a table from which the case was taken, as a hash; with an opening.
    public var sourceRow: String?

    /// A body with nothing but its action and who worked.
    public init(action: CaseAction, clerk: CaseClerk = CaseClerk()) {
        self.action = action
        self.clerk = clerk.name
        login = clerk.login
        staff = clerk.staff
        standsInFor = clerk.standsInFor
    }

    private enum CodingKeys: String, CodingKey {
        case action
        case clerk = "as"
        case login
        case staff
        case standsInFor = "for"
        case note
        case items
        case ticks
        case applicant
        case matter
        case materials
        case results
        case charged
        case external
        case toPerson
        case duplicateOf
        case cites
        case amendments
        case days
        case procedure
        case approvedBy
        case toHall
        case value
        case papers
        case tracking
        case way
        case what
        case how
        case archiveClass
        case years
        case sourceRow
    }
}

/// A commit of one of the case's inboxes, `case/<number>/origin` or `…/opinion/…`: asked or given, without effect until
/// the main stream cites it.
public struct InboxItem: Hashable, Sendable {
    /// How the main stream cites it.
    public var citation: CaseCitation
    /// The hall that wrote it.
    public var author: HallID
    /// The writer's clock.
    public var at: Instant
    /// What it asks or gives.
    public var body: CaseBody

    /// An inbox commit as read from its stream.
    public init(citation: CaseCitation, author: HallID, at: Instant, body: CaseBody) {
        self.citation = citation
        self.author = author
        self.at = at
        self.body = body
    }
}
