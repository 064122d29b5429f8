/// A paper original and who has it (原件保管).
public struct PaperCustody: Hashable, Sendable {
    /// Its name in the matter, or the result's.
    public var name: String
    /// Who has it, or sent it last.
    public var hall: HallID
    /// Where it is on its way to; nil while it lies where it is.
    public var toHall: HallID?
    /// Since when.
    public var since: Instant
    /// What the carrier gave.
    public var tracking: String?
}

/// A question to another hall (征求意见) and its answer.
public struct OpinionRequest: Hashable, Sendable {
    /// The hall that is asked.
    public var hall: HallID
    /// What it is asked.
    public var question: String
    /// Working days for the answer, as asked; nil where none were named.
    public var days: Int?
    /// When it was asked.
    public var at: Instant
    /// The answer; nil while there is none.
    public var answer: InboxItem?
}

/// How an ended case is kept (归档).
public struct CaseKeeping: Hashable, Sendable {
    /// 档案类别, as the hall sorts its archive.
    public var name: String?
    /// Years for which it is kept; nil: for ever.
    public var years: Int?
    /// When it was archived.
    public var since: Instant
}

extension CaseDetail {
    /// How it is kept; nil until it is archived.
    public var kept: CaseKeeping? {
        newest(.archive).map { CaseKeeping(name: $0.body?.archiveClass, years: $0.body?.years, since: $0.at) }
    }

    /// What a clerk said that counts: history and inbox together, oldest first.
    var said: [(at: Instant, hall: HallID, body: CaseBody)] {
        let own = history.filter { $0.irregular == nil }.compactMap { entry in
            entry.body.map { (at: entry.at, hall: entry.hall, body: $0) }
        }
        return (own + (notes + given).map { (at: $0.at, hall: $0.author, body: $0.body) }).sorted { $0.at < $1.at }
    }

    /// What the applicant was told, oldest first.
    public var told: [CaseTold] {
        said.compactMap { entry in
            guard entry.body.action == .tell, let what = entry.body.what, let how = entry.body.how else { return nil }
            return CaseTold(
                what: what, how: how, person: entry.body.toPerson, at: entry.at, hall: entry.hall,
                clerk: entry.body.clerk)
        }
    }

    /// The paper originals and where each is, by name. A paper lies where it was handed in until it is sent; the result
    /// on paper goes with the case to its origin, and is the applicant's from the delivery on.
    public var custody: [PaperCustody] {
        var papers: [String: PaperCustody] = [:]
        for entry in said {
            let given = (entry.body.materials ?? []).filter { $0.form == .paper }
            for paper in given { papers[paper.name] = .init(name: paper.name, hall: entry.hall, since: entry.at) }
            for paper in (entry.body.results ?? []) where paper.form == .paper {
                let target = entry.hall == origin ? nil : origin
                papers[paper.name] = .init(name: paper.name, hall: entry.hall, toHall: target, since: entry.at)
            }
            if entry.body.action == .deliver {
                for result in results where result.form == .paper { papers[result.name] = nil }
            }
            for name in entry.body.papers ?? [] {
                switch entry.body.action {
                case .sendPapers:
                    papers[name]?.hall = entry.hall
                    papers[name]?.toHall = entry.body.toHall
                    papers[name]?.tracking = entry.body.tracking
                    papers[name]?.since = entry.at
                case .takePapers: papers[name] = .init(name: name, hall: entry.hall, since: entry.at)
                default: break
                }
            }
        }
        return papers.values.sorted { $0.name < $1.name }
    }

    /// Who was asked for an opinion, oldest first, with the answers as far as they are here; `pending` are inbox
    /// commits that no main commit cites yet.
    public func opinions(pending: [InboxItem] = []) -> [OpinionRequest] {
        var requests: [OpinionRequest] = []
        for entry in history where entry.irregular == nil && entry.action == .requestOpinion {
            guard let hall = entry.body?.toHall else { continue }
            requests.append(
                OpinionRequest(hall: hall, question: entry.note ?? "", days: entry.body?.days, at: entry.at))
        }
        for answer in given + pending where answer.body.action == .giveOpinion {
            let open = requests.firstIndex { $0.hall == answer.author && $0.answer == nil }
            if let open { requests[open].answer = answer }
        }
        return requests
    }

    /// What was left open at the acceptance and is still not there, in the order of the notice.
    public var openGaps: [CorrectionItem] {
        let held = Set(materials.map(\.name))
        return gaps.filter { !held.contains($0.name) }
    }

    /// The newest entry of an action that had its effect.
    public func newest(_ action: CaseAction) -> Entry? {
        history.last { $0.action == action && $0.irregular == nil }
    }
}
