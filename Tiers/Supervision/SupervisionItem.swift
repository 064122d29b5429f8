/// The content of a commit in one of the two inboxes of supervision: `case/<number>/supervision/<hall>`, where a
/// superior writes, and `case/<number>/reply/<hall>/<supervisor>`, where it is answered. Nothing in them is ever
/// deleted.
public struct SupervisionItem: Codable, Hashable, Sendable {
    /// What it is.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// 发牌
        case card
        /// 撤销
        case revoke
        /// 督办
        case urge
        /// 说明: the answer to a card.
        case explain
        /// 答复: the answer to an urging.
        case answer
    }

    /// What it is.
    public var kind: Kind
    /// The name of the card that is issued, revoked or explained.
    public var card: String?
    /// The hall that the card is about or that is urged.
    public var hall: HallID?
    /// What the card costs.
    public var points: Points?
    /// The version of the rule set, `builtin` or a number.
    public var rules: String?
    /// The last day that would have been in time.
    public var deadline: CivilDate?
    /// The signed time on which the card rests.
    public var asOf: Instant?
    /// The version of the calendar by which the deadline was computed.
    public var calendar: String?
    /// The step's name.
    public var step: String?
    /// The reason, explanation, urging or answer.
    public var text: String?
    /// The urging that is answered: its place in the supervisor's stream.
    public var urging: UInt64?
    /// The id of who wrote it in the staff list of the writing hall; never a name.
    public var staff: String?

    /// An item of a kind, with nothing said yet.
    public init(_ kind: Kind) { self.kind = kind }
}

/// An item with where it stands.
public struct PlacedItem: Hashable, Sendable {
    /// The superior in whose stream it stands, or which it answers.
    public var supervisor: HallID
    /// The hall that wrote it.
    public var author: HallID
    /// Its place in its stream.
    public var sequence: UInt64
    /// The writer's clock.
    public var at: Instant
    /// What it says.
    public var item: SupervisionItem

    /// An item with where it stands.
    public init(supervisor: HallID, author: HallID, sequence: UInt64, at: Instant, item: SupervisionItem) {
        self.supervisor = supervisor
        self.author = author
        self.sequence = sequence
        self.at = at
        self.item = item
    }
}

/// A card as it stands: issued, perhaps explained, perhaps revoked.
public struct CardRecord: Hashable, Sendable {
    /// Its name within the case.
    public let name: CardName
    /// The superior that issued it.
    public let supervisor: HallID
    /// The hall that it is about.
    public let hall: HallID
    /// What it costs while it stands.
    public let points: Points
    /// When it was issued, by the supervisor's clock.
    public let issuedAt: Instant
    /// What the issuing commit says.
    public let item: SupervisionItem
    /// The place of that commit in the supervisor's stream.
    public let sequence: UInt64
    /// The hall's explanation: the first.
    public internal(set) var explanation: Said?
    /// Why and when it was revoked; nil while it stands.
    public internal(set) var revocation: Said?

    /// What was said of a card.
    public struct Said: Hashable, Sendable {
        /// The words.
        public var text: String
        /// When, by the writer's clock.
        public var at: Instant
        /// The place of the commit in its stream.
        public var sequence: UInt64
    }

    init(_ placed: PlacedItem, _ name: CardName, _ hall: HallID) {
        self.name = name
        self.hall = hall
        supervisor = placed.supervisor
        points = placed.item.points ?? .none
        issuedAt = placed.at
        item = placed.item
        sequence = placed.sequence
    }
}

/// An urging as it stands.
public struct UrgingRecord: Hashable, Sendable {
    /// The superior that urged.
    public let supervisor: HallID
    /// Its place in the superior's stream.
    public let sequence: UInt64
    /// The hall that was urged.
    public let hall: HallID
    /// What it says.
    public let text: String
    /// When, by the superior's clock.
    public let at: Instant
    /// The answer: the first.
    public internal(set) var answer: String?
    /// When it was answered, by the answering hall's clock.
    public internal(set) var answeredAt: Instant?
}

/// All that supervision says of one case: folded from the streams, whatever order they came in.
public struct SupervisionFile: Hashable, Sendable {
    /// Cards by name, each once: the first that was issued.
    public private(set) var cards: [CardRecord] = []
    /// Urgings in the order of their streams.
    public private(set) var urgings: [UrgingRecord] = []

    /// Folds items. What answers nothing that is here has no effect.
    public init(_ items: [PlacedItem]) {
        let sorted = items.sorted { ($0.supervisor, $0.author, $0.sequence) < ($1.supervisor, $1.author, $1.sequence) }
        for placed in sorted where placed.author == placed.supervisor { issue(placed) }
        for placed in sorted { answer(placed) }
        cards.sort { $0.name < $1.name }
    }

    private mutating func issue(_ placed: PlacedItem) {
        guard let hall = placed.item.hall else { return }
        switch placed.item.kind {
        case .card:
            guard let name = placed.item.card.flatMap({ CardName($0) }), self[name] == nil else { return }
            cards.append(CardRecord(placed, name, hall))
        case .urge:
            urgings.append(
                UrgingRecord(
                    supervisor: placed.supervisor, sequence: placed.sequence, hall: hall,
                    text: placed.item.text ?? "", at: placed.at))
        case .revoke, .explain, .answer: return
        }
    }

    private mutating func answer(_ placed: PlacedItem) {
        let text = placed.item.text ?? ""
        switch placed.item.kind {
        case .revoke:
            guard let place = cards.firstIndex(where: { isOn($0, placed) && placed.author == $0.supervisor }),
                cards[place].revocation == nil
            else { return }
            cards[place].revocation = .init(text: text, at: placed.at, sequence: placed.sequence)
        case .explain:
            guard let place = cards.firstIndex(where: { isOn($0, placed) && placed.author == $0.hall }),
                cards[place].explanation == nil
            else { return }
            cards[place].explanation = .init(text: text, at: placed.at, sequence: placed.sequence)
        case .answer:
            guard
                let place = urgings.firstIndex(where: {
                    $0.supervisor == placed.supervisor && $0.sequence == placed.item.urging && $0.hall == placed.author
                }), urgings[place].answeredAt == nil
            else { return }
            urgings[place].answer = text
            urgings[place].answeredAt = placed.at
        case .card, .urge: return
        }
    }

    private func isOn(_ card: CardRecord, _ placed: PlacedItem) -> Bool {
        card.supervisor == placed.supervisor && card.name.description == placed.item.card
    }

    /// The card of a name.
    public subscript(name: CardName) -> CardRecord? { cards.first { $0.name == name } }
}
