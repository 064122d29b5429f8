public import Tiers

/// What a paper needs to know beside the case: where, when and by whom it is printed.
public struct FormContext: Sendable {
    /// The name of the hall that prints.
    public var hallName: String
    /// The hall that prints.
    public var hallID: HallID
    /// Names of the halls; one without a name is shown by its id.
    public var halls: [HallID: String]
    /// The network is for practice (练习): every page says so.
    public var practice: Bool
    /// Counts the deadlines; its version stands beside them.
    public var calendar: WorkCalendar
    /// When the paper is printed.
    public var printedAt: Instant
    /// Who prints; nil if not known.
    public var clerk: String?
    /// The hall's telephone number for questions; nil leaves the line out.
    public var phone: String?
    /// The case's ``CheckCode``, for receipt, acceptance and correction; nil leaves it out. Decisions never show it:
    /// they are filed and made public (行政许可法 art. 40).
    public var checkCode: String?
    /// The province's fingerprint; with `commits` it makes the QR code. Nil leaves the code out.
    public var root: String?
    /// The ids of the commits of the main stream, by their sequence.
    public var commits: [UInt64: String] = [:]
    /// Inbox commits that no main commit cites yet: an answer to a question is printed as soon as it is here.
    public var pending: [InboxItem] = []

    /// A context.
    public init(
        hallName: String, hallID: HallID, halls: [HallID: String], practice: Bool, calendar: WorkCalendar = .builtIn,
        printedAt: Instant, clerk: String? = nil, phone: String? = nil, checkCode: String? = nil
    ) {
        self.hallName = hallName
        self.hallID = hallID
        self.halls = halls
        self.practice = practice
        self.calendar = calendar
        self.printedAt = printedAt
        self.clerk = clerk
        self.phone = phone
        self.checkCode = checkCode
    }

    /// A hall's name, or its id where no name is known.
    func name(of hall: HallID) -> String { halls[hall] ?? (hall == hallID ? hallName : hall.rawValue) }
}
