import GRDB
import Sync
public import Tiers

/// `hall cards`, `hall card …` and `hall urge`: what people do about supervision.
public struct SupervisionDesk: Sendable {
    let hall: Hall

    /// Supervision at a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// What a list of cards selects.
    public struct Selection: Sendable {
        /// Only cards about this hall.
        public var about: HallID?
        /// Only cards of this colour.
        public var colour: CardColour?
        /// Only cards that stand.
        public var standing = false
        /// Only cards issued on this day or later.
        public var since: CivilDate?

        /// All cards known here.
        public init() {}
    }

    /// Every card known here, the newest first.
    public func cards(_ selection: Selection) throws(HallError) -> JSONValue {
        try hall.read { db in
            var found: [(number: CaseNumber, card: CardRecord)] = []
            for number in try SupervisionStore.numbers(db) {
                for card in try SupervisionStore.load(number, db).cards where SupervisionDesk.fits(card, selection) {
                    found.append((number, card))
                }
            }
            found.sort { ($1.card.issuedAt, $0.number.rawValue) < ($0.card.issuedAt, $1.number.rawValue) }
            return .list(found.map { SupervisionStore.json($0.number, $0.card) })
        }
    }

    private static func fits(_ card: CardRecord, _ selection: Selection) -> Bool {
        (selection.about.map { $0 == card.hall } ?? true) && (selection.colour.map { $0 == card.name.colour } ?? true)
            && (!selection.standing || card.revocation == nil)
            && (selection.since.map { $0 <= card.issuedAt.chinaDate } ?? true)
    }

    /// One card.
    public func card(_ number: String, _ name: String) throws(HallError) -> JSONValue {
        let number = try CaseView.number(number)
        return try hall.read { db in
            let card = try SupervisionDesk.find(name, SupervisionStore.load(number, db))
            return SupervisionStore.json(number, card)
        }
    }

    /// 说明: the hall that the card is about says how it came.
    public func explain(
        _ text: String, _ name: String, _ explanation: String, _ act: CaseWindow.Act
    ) throws(HallError) -> JSONValue {
        try write(text, act) { number, file, standing, desks, clerk, batch, db in
            let card = try SupervisionDesk.find(name, standing)
            guard card.hall == desks.hall else { throw SupervisionDesk.notAbout(card.hall) }
            if card.explanation?.text == explanation { return }
            guard card.explanation == nil else { throw SupervisionDesk.saidAlready }
            let named = try desks.clerk(clerk, to: .conclude, nil, db)
            var item = SupervisionItem(.explain)
            item.card = card.name.description
            item.text = try SupervisionDesk.text(explanation, "text")
            item.staff = named.staff
            try SupervisionDesk.append(
                item, to: SupervisionStore.reply(number, from: desks.hall, to: card.supervisor), &batch)
        } answer: { number, standing in
            SupervisionStore.json(number, try SupervisionDesk.find(name, standing))
        }
    }

    /// 撤销: who issued the card takes it back, with a reason; it stays to be seen.
    public func revoke(
        _ text: String, _ name: String, reason: String, _ act: CaseWindow.Act
    ) throws(HallError) -> JSONValue {
        try write(text, act) { number, file, standing, desks, clerk, batch, _ in
            let card = try SupervisionDesk.find(name, standing)
            guard card.supervisor == desks.hall else { throw SupervisionDesk.notIssuedHere(card.supervisor) }
            if card.revocation?.text == reason { return }
            guard card.revocation == nil else { throw SupervisionDesk.saidAlready }
            var item = SupervisionItem(.revoke)
            item.card = card.name.description
            item.text = try SupervisionDesk.text(reason, "reason")
            item.staff = try desks.supervisor(clerk, of: file).staff
            try SupervisionDesk.append(item, to: SupervisionStore.stream(number, by: desks.hall), &batch)
        } answer: { number, standing in
            SupervisionStore.json(number, try SupervisionDesk.find(name, standing))
        }
    }

    /// What a person found (人工发牌).
    public struct Finding: Sendable {
        let rule: SupervisionRule
        let colour: CardColour
        let reason: String
        let hall: HallID?

        /// A finding.
        ///
        /// - Parameter hall: whom it is about, of those that held the case; nil: who decides it where the rule is about
        ///   the decision, else who holds it now.
        public init(rule: SupervisionRule, colour: CardColour = .yellow, reason: String, hall: HallID? = nil) {
            self.rule = rule
            self.colour = colour
            self.reason = reason
            self.hall = hall
        }

        /// The hall that the card is about.
        func about(_ state: CaseState) throws(HallError) -> HallID {
            let isOfDecision = rule == .decisionChanged || rule == .lawsuitLost
            let about = hall ?? (isOfDecision ? state.decidingHall : state.holder)
            guard state.heldBy.contains(about) else { throw SupervisionDesk.neverHeld(about, state.heldBy) }
            return about
        }
    }

    /// 人工发牌: a person found what no clock and no text shows.
    public func issue(_ text: String, _ found: Finding, _ act: CaseWindow.Act) throws(HallError) -> JSONValue {
        let hall = hall
        let sequence = try hall.read { db in
            try CaseStore.load(CaseView.number(text), db)?.state.stepSequence ?? 1
        }
        let name = CardName(sequence: sequence, rule: found.rule, colour: found.colour)
        return try write(text, act) { number, file, standing, desks, clerk, batch, db in
            guard standing[name] == nil else { return }
            let watch = try SupervisionWatch(hall, now: Instant(milliseconds: batch.now), db)
            let about = try found.about(file.state)
            guard watch.isMine(about) else { throw SupervisionDesk.notRightBelow(about) }
            guard found.rule.kind == .person, let points = watch.rules.entry(found.rule)?.points(found.colour) else {
                throw SupervisionDesk.noSuchCard(name, watch.rules)
            }
            var item = SupervisionItem(.card)
            item.card = name.description
            item.hall = about
            item.points = points
            item.rules = watch.version
            item.text = try SupervisionDesk.text(found.reason, "reason")
            item.staff = try desks.supervisor(clerk, of: file).staff
            try SupervisionDesk.append(item, to: SupervisionStore.stream(number, by: desks.hall), &batch)
        } answer: { number, standing in
            SupervisionStore.json(number, try SupervisionDesk.find(name.description, standing))
        }
    }

    /// 督办: a superior asks for something; with `order` it is a supervision order and costs points.
    public func urge(
        _ text: String, _ urging: String, order: Bool, _ act: CaseWindow.Act
    ) throws(HallError) -> JSONValue {
        let hall = hall
        return try write(text, act) { number, file, standing, desks, clerk, batch, db in
            let isSaid = standing.urgings.contains { $0.supervisor == desks.hall && $0.text == urging }
            if isSaid { return }
            let holder = file.state.holder
            guard let node = NodeID(holder.rawValue),
                try Directory.ancestors(node, db).contains(hall.engine.node)
            else { throw SupervisionDesk.notBelow(holder) }
            var item = SupervisionItem(.urge)
            item.hall = holder
            item.text = try SupervisionDesk.text(urging, "text")
            item.staff = try desks.supervisor(clerk, of: file).staff
            let stream = SupervisionStore.stream(number, by: desks.hall)
            try SupervisionDesk.append(item, to: stream, &batch)
            guard order else { return }
            let (rules, version) = try SupervisionRuleStore.current(db)
            let name = CardName(sequence: file.state.stepSequence, rule: .orderIssued, colour: .yellow)
            guard let points = rules.entry(.orderIssued)?.yellow, standing[name] == nil else { return }
            item.kind = .card
            item.card = name.description
            item.points = points
            item.rules = version
            try SupervisionDesk.append(item, to: stream, &batch)
        } answer: { number, standing in
            .fields(["number": .text(number.rawValue), "urgings": .list(standing.urgings.map(SupervisionStore.json))])
        }
    }

    /// 答复: the hall that was urged answers; the oldest open urging where none is named.
    public func reply(
        _ text: String, _ answer: String, to urging: UInt64?, _ act: CaseWindow.Act
    ) throws(HallError) -> JSONValue {
        try write(text, act) { number, file, standing, desks, clerk, batch, db in
            let mine = standing.urgings.filter { $0.hall == desks.hall && (urging == nil || $0.sequence == urging) }
            guard let open = mine.first(where: { $0.answeredAt == nil }) else {
                if mine.contains(where: { $0.answer == answer }) { return }
                throw SupervisionDesk.nothingToAnswer
            }
            var item = SupervisionItem(.answer)
            item.urging = open.sequence
            item.text = try SupervisionDesk.text(answer, "reply")
            item.staff = try desks.clerk(clerk, to: .conclude, nil, db).staff
            try SupervisionDesk.append(
                item, to: SupervisionStore.reply(number, from: desks.hall, to: open.supervisor), &batch)
        } answer: { number, standing in
            .fields(["number": .text(number.rawValue), "urgings": .list(standing.urgings.map(SupervisionStore.json))])
        }
    }

    /// The urgings of a case.
    public func urgings(_ text: String) throws(HallError) -> JSONValue {
        let number = try CaseView.number(text)
        return try hall.read { db in
            _ = try CaseStore.known(number, at: hall.engine.node, db)
            let file = try SupervisionStore.load(number, db)
            return .fields([
                "number": .text(number.rawValue), "urgings": .list(file.urgings.map(SupervisionStore.json)),
            ])
        }
    }

    // MARK: -

    private typealias Write =
        @Sendable (
            CaseNumber, CaseFile, SupervisionFile, CaseDesks, CaseClerk, inout WriteBatch, Database
        ) throws -> Void

    private func write(
        _ text: String, _ act: CaseWindow.Act, _ body: @escaping Write,
        answer: @escaping @Sendable (CaseNumber, SupervisionFile) throws -> JSONValue
    ) throws(HallError) -> JSONValue {
        try hall.onCase(text) { file, desks, batch, db in
            try body(file.number, file, SupervisionStore.load(file.number, db), desks, act.clerk, &batch, db)
            return try answer(file.number, SupervisionStore.load(file.number, db))
        }
    }

    private static func append(
        _ item: SupervisionItem, to stream: StreamName?, _ batch: inout WriteBatch
    ) throws {
        guard let stream else { throw HallError.fault("no stream of supervision") }
        try batch.append(Draft(stream: stream, facts: [], content: try BodyJSON.encode(item)))
    }

    static func find(_ text: String, _ file: SupervisionFile) throws(HallError) -> CardRecord {
        if let card = CardName(text).flatMap({ file[$0] }) { return card }
        let names = file.cards.map(\.name.description)
        throw HallError(
            .cardUnknown, Bilingual(en: "the case has no card \(text.prefix(60))", zh: "该办件没有牌 \(text.prefix(60))"),
            hint: names.isEmpty
                ? Bilingual(en: "it has none", zh: "该办件没有牌")
                : Bilingual(en: "it has \(names.joined(separator: ", "))", zh: "现有：\(names.joined(separator: "、"))"))
    }
}
