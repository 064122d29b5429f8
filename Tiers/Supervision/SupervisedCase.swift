/// A case as a supervising hall holds it: commits of the main stream with what is known of their times. A copy of facts
/// is enough for the clock and for the length of texts.
public struct SupervisedCase: Sendable {
    /// The case's number.
    public var number: String
    /// The main stream, oldest first.
    public var commits: [SupervisedCommit]
    /// What the case needs of its matter: from the opening, or of the catalogue; nil where this hall knows neither.
    public var matter: CaseMatter?
    /// What was charged, as far as it is known here.
    public var charges: [Charge]

    /// A case under supervision.
    public init(number: String, commits: [SupervisedCommit], matter: CaseMatter?, charges: [Charge] = []) {
        self.number = number
        self.commits = commits
        self.matter = matter
        self.charges = charges
    }

    /// What somebody paid.
    public struct Charge: Hashable, Sendable {
        /// The commit that says so.
        public var sequence: UInt64
        /// The hall that charged.
        public var hall: HallID
        /// The fee's name.
        public var name: String
        /// Hundredths of a yuan.
        public var amount: Int
        /// What the list allows, hundredths of a yuan; nil where it does not have the fee.
        public var listed: Int?

        /// What somebody paid.
        public init(sequence: UInt64, hall: HallID, name: String, amount: Int, listed: Int?) {
            self.sequence = sequence
            self.hall = hall
            self.name = name
            self.amount = amount
            self.listed = listed
        }
    }
}

/// One commit under supervision.
public struct SupervisedCommit: Hashable, Sendable {
    /// Header and facts.
    public var header: CaseHeader
    /// The writer's signed time, by its superior's clock; nil where the writer's clock was never measured: nothing
    /// rests on it.
    public var legalAt: Instant?
    /// When the next writer is known to have had it, by this hall's clock; nil where that is not known.
    public var reachedAt: Instant?

    /// One commit.
    public init(header: CaseHeader, legalAt: Instant?, reachedAt: Instant? = nil) {
        self.header = header
        self.legalAt = legalAt
        self.reachedAt = reachedAt
    }
}

/// When supervision looks, and what it has heard until then.
public struct SupervisionMoment: Sendable {
    /// Now, by the clock of the supervising hall as its own superior measured it; nil where that was never measured: no
    /// card is issued for time then.
    public var now: Instant?
    /// For each hall, up to when all that it wrote is here, by its own signed word. Of a hall that is missing nothing
    /// is known.
    public var heardUntil: [HallID: Instant]
    /// The calendar of working days.
    public var calendar: WorkCalendar

    /// A moment.
    public init(now: Instant?, heardUntil: [HallID: Instant], calendar: WorkCalendar) {
        self.now = now
        self.heardUntil = heardUntil
        self.calendar = calendar
    }
}
