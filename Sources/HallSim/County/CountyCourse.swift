import Tiers

/// How cases go in the simulated county: who files what where, and what comes of it.
extension CountyScript {
    /// Draws the script of one case.
    static func draw(_ index: Int, of count: Int, _ halls: CountyHalls, seed: UInt64) -> CountyCase {
        var random = SimRandom(seed: seed, .workload, index)
        let worked = halls.days.all
        let day = worked[min(worked.count - 1, index * worked.count / max(count, 1))]
        let (matter, origin) = filing(halls, &random)
        var script = CountyScript(index, matter, at: origin, on: day, halls, random)
        script.play()
        return script.story
    }

    private static func filing(_ halls: CountyHalls, _ random: inout SimRandom) -> (CountyMatter, Int) {
        let village = random.pick(halls.villages) ?? CountyHalls.county
        let township = random.pick(halls.townships) ?? CountyHalls.county
        switch random.below(100) {
        case ..<12: return (.immediateVillage, village)
        case ..<24: return (.immediateTownship, township)
        case ..<38: return (.immediateCounty, CountyHalls.county)
        case ..<43: return (.replyTownship, township)
        case ..<48: return (.replyCounty, CountyHalls.county)
        case ..<60: return (.promiseTownship, township)
        case ..<74: return (.promiseCounty, CountyHalls.county)
        case ..<80: return (.promiseBureau, CountyHalls.county)
        case ..<86: return (.upToCounty, village)
        case ..<89: return (.upToCounty, township)
        case ..<92: return (.upToCity, township)
        case ..<95: return (.upToCity, CountyHalls.county)
        case ..<96: return (.upToCity, village)
        case ..<97: return (.upToProvince, village)
        default: return (.joint, CountyHalls.county)
        }
    }

    private mutating func play() {
        switch story.matter.type {
        case .immediate: immediate()
        case .reply: reply()
        case .promise where story.matter == .promiseTownship && random.chance(6): onPaper()
        default: chained()
        }
    }

    // MARK: - The short ones

    private mutating func open(complete: Bool) {
        act(.open(complete: complete), clerk(), .received)
        begin(.acceptanceTime, 5, share: 5)
    }

    /// 即办件
    private mutating func immediate() {
        open(complete: true)
        if random.chance(4) {
            decline()
            return
        }
        accept(.accept, promised: 0, share: nil)
        wait(random.chance(97) ? 0 : 1 + random.below(3))
        act(.grant, clerk(), .granted)
        decided()
        conclude()
        handOut(wait: 0)
    }

    /// 答复件
    private mutating func reply() {
        open(complete: true)
        let limit = story.matter.isComplaint ? 10 : 5
        accept(.accept, promised: limit, share: limit)
        wait(takes(limit))
        act(.answer, clerk(), .concluded)
        decided()
        handOut(wait: random.chance(90) ? 0 : 1)
    }

    /// Done on paper on two days, and entered on a third (补录).
    private mutating func onPaper() {
        let entered = days.after(day, 3 + random.below(4))
        let first = day
        goOn(at: place, on: entered)
        paper = (first, 0)
        story.tenures[0].from = first
        open(complete: true)
        accept(.accept, promised: 5, share: 5)
        paper = (days.after(first, 1), 0)
        act(.review(reasoned: true), .head, .inReview)
        end(.stepTime)
        act(.grant, .head, .granted)
        decided()
        act(.conclude(charged: nil), clerk(), .concluded)
        paper = (days.after(first, 2), 0)
        act(.deliver, clerk(), .delivered)
    }

    // MARK: - Acceptance

    private mutating func decline() {
        let isReasoned = random.chance(80)
        act(.decline(reasoned: isReasoned), clerk(), .declined)
        if !isReasoned { fault(.noReason) }
    }

    private mutating func accept(_ deed: CountyDeed, promised: Int, share: Int?, from counted: Int? = nil) {
        act(deed, clerk(), .accepted)
        end(.acceptanceTime)
        begin(story.matter.rule, promised, share: share, from: counted)
        if story.matter.type == .reportUp { begin(.forwardTime, 3, share: 3) }
        openStep(1)
    }

    /// Files and takes in; false where the case ends there.
    private mutating func takeIn() -> Bool {
        let promised = story.matter.promised ?? 20
        let opened = day
        switch random.below(100) {
        case ..<70:
            open(complete: true)
            if random.chance(3) {
                wait(6 + random.below(2))
                accept(.accept, promised: promised, share: promised, from: opened)
                return true
            }
            wait(random.chance(80) ? 0 : random.below(5))
            if random.chance(4) {
                decline()
                return false
            }
            if random.chance(3) {
                act(.withdraw, clerk(), .withdrawn)
                return false
            }
            if random.chance(3) { act(.amend, clerk(), .received) }
            accept(.accept, promised: promised, share: promised)
        case ..<88: return corrected(promised)
        case ..<94 where story.matter.preReview.isEmpty:
            open(complete: false)
            accept(.acceptWithGaps, promised: promised, share: promised)
            if random.chance(20) {
                wait(CountyDeed.gapDays + 1)
                act(.terminate, clerk(), .terminated)
                return false
            }
            wait(random.below(3))
            act(.supplement, clerk(), .accepted)
        case ..<97 where story.matter.type == .promise && story.matter.preReview.isEmpty:
            open(complete: false)
            accept(.commit, promised: 0, share: promised)
        default:
            open(complete: true)
            accept(.accept, promised: promised, share: promised)
        }
        if random.chance(15) { act(.tell(tellable), clerk(), .accepted) }
        return true
    }

    /// What the acceptance has left to tell.
    private var tellable: CaseNotice.What {
        let deeds = story.acts.map(\.deed)
        return deeds.contains(.acceptWithGaps) ? .gaps : deeds.contains(.commit) ? .commitment : .acceptance
    }

    /// 一次性告知补正: the clock of the acceptance ends with the notice.
    private mutating func corrected(_ promised: Int) -> Bool {
        open(complete: false)
        wait(takes(5, late: 0))
        act(.correct, clerk(), .correcting)
        end(.acceptanceTime)
        wait(1 + random.below(8))
        if random.chance(8) {
            decline()
            return false
        }
        act(.supplement, clerk(), .received)
        accept(.accept, promised: promised, share: promised)
        if random.chance(15) { act(.tell(.acceptance), clerk(), .accepted) }
        return true
    }

    // MARK: - The long ones

    /// 承诺件、上报件、联办件
    private mutating func chained() {
        guard takeIn() else { return }
        let decider = halls.plan.path(from: story.origin).first { halls.plan.places[$0].tier <= story.matter.decider }
        let target = story.matter == .promiseBureau ? CountyHalls.bureaus[0] : decider ?? place
        if target != place {
            guard passUp(to: target) else { return }
        } else if story.matter.type == .joint {
            askBureaus()
        }
        guard review() else { return }
        decide()
        conclude()
        handOut(wait: takes(10, late: 2))
    }

    /// The newest act begins the step of a place of the chain.
    private mutating func openStep(_ step: Int) {
        let chain = isDecider ? story.matter.steps : story.matter.preReview
        let isOpen = story.spans.contains { $0.rule == .stepTime && $0.end == nil }
        guard !isOpen, chain.indices.contains(step), let limit = chain[step].days else { return }
        begin(.stepTime, limit, share: limit)
    }

    private var isDecider: Bool {
        story.matter == .promiseBureau
            ? place == CountyHalls.bureaus[0] : halls.plan.places[place].tier == story.matter.decider
    }

    /// 上报: the pre-review of the accepting hall, and up tier by tier. False where the applicant withdraws.
    private mutating func passUp(to target: Int) -> Bool {
        if story.matter.preReview.count > 1 {
            wait(takes(2))
            act(.review(reasoned: true), .head, .inReview)
            end(.stepTime)
        }
        climb(to: target, first: true)
        act(.receive, clerk(), .inReview)
        openStep(0)
        if random.chance(8) {
            comeBack(from: target)
        } else if random.chance(3) {
            withdrawn(at: target)
            return false
        }
        return true
    }

    /// From here up to the hall that decides, where the case lies then and waits to be taken in.
    private mutating func climb(to target: Int, first: Bool) {
        waitForMorning(first ? takes(3) : random.below(2))
        while place != target {
            let isDown = target == CountyHalls.bureaus[0] && place == CountyHalls.county
            let next = isDown ? target : halls.superior(place) ?? target
            send(.forward, clerk(), .forwarded, to: next, ending: [.forwardTime])
            guard place != target else { return }
            act(.receive, clerk(), .inReview)
            waitForMorning(1 + random.below(2))
        }
    }

    /// 退回补正: back to the origin, where the clock stands until the applicant has handed in; and up again.
    private mutating func comeBack(from target: Int) {
        waitForMorning(1)
        send(.giveBack(to: story.origin), clerk(), .returned, to: story.origin, ending: [.stepTime])
        if isNearTheEnd {
            // Too late for a stop of the clock: the applicant is told, and that is all.
            act(.tell(.returned), clerk(), .returned)
        } else {
            act(.correct, clerk(), .returned)
            let from = day
            wait(1 + random.below(6))
            act(.supplement, clerk(), .returned)
            if day > from { story.stops.append((from, day)) }
        }
        climb(to: target, first: false)
        act(.receive, clerk(), .inReview)
        openStep(0)
    }

    /// 撤回: asked at the origin, done where the case is.
    private mutating func withdrawn(at target: Int) {
        let asked = days.after(day, 1)
        day = asked
        time = CountyScript.asking
        note(.withdraw, clerk(), at: story.origin)
        goOn(at: target, on: halls.arrival(from: story.origin, to: target, on: asked))
        act(.withdraw, clerk(), .withdrawn)
    }

    /// Nine in the morning, ms.
    private static let asking: Int64 = 9 * 3_600_000

    /// 征求意见 of both bureaus; the lead goes on when both have answered.
    private mutating func askBureaus() {
        waitForMorning(random.below(2))
        var answered = day
        let asked = day
        for bureau in CountyHalls.bureaus { act(.ask(bureau), .section1, .accepted) }
        for bureau in CountyHalls.bureaus {
            let there = halls.arrival(from: place, to: bureau, on: asked)
            let written = days.after(days.worked(from: there), random.below(4))
            let (holder, now) = (place, (day, time))
            goOn(at: holder, on: written)
            note(.opine, .section1, at: bureau)
            answered = max(answered, halls.arrival(from: bureau, to: holder, on: written))
            (day, time) = now
        }
        goOn(at: place, on: days.after(answered, 1))
    }

    // MARK: - The chain

    /// 审核, step by step. False where the case ends in it.
    private mutating func review() -> Bool {
        let steps = story.matter.steps
        let first = isOrigin ? 1 : 0
        for step in first..<steps.count {
            if step == first, random.chance(7), !isNearTheEnd { stop() }
            if step == first, random.chance(4), canExtend { extend() }
            let isCommitted = story.acts.contains { $0.deed == .commit }
            wait(isCommitted && random.chance(80) ? 0 : takes(steps[step].days, late: 4))
            if isOrigin, random.chance(2) {
                act(.withdraw, clerk(), .withdrawn)
                return false
            }
            let isReasoned = random.chance(99)
            act(.review(reasoned: isReasoned), person(steps[step].role), .inReview)
            if !isReasoned { fault(.noReviewContent) }
            end(.stepTime)
            openStep(step + 1)
        }
        return true
    }

    private var isOrigin: Bool { place == story.origin }

    /// 特别程序
    private mutating func stop() {
        act(.suspend, .section1, .suspended)
        begin(.procedureTime, CountyDeed.procedureDays, share: CountyDeed.procedureDays)
        let from = day
        wait(2 + random.below(CountyDeed.procedureDays + 1))
        act(.resume, .section1, .inReview)
        end(.procedureTime)
        story.stops.append((from, day))
    }

    private var canExtend: Bool {
        guard let span = story.spans.last(where: { $0.rule == .caseTime && $0.end == nil }) else { return false }
        return used(.caseTime) < span.limit
    }

    /// 延期
    private mutating func extend() {
        act(.extend(5), .head, stage)
        story.extended = (day, 5)
    }

    private mutating func decide() {
        let isCommitted = story.acts.contains { $0.deed == .commit }
        wait(isCommitted ? 0 : random.below(2))
        if random.chance(8) {
            let isReasoned = random.chance(80)
            act(.refuse(reasoned: isReasoned), .head, .refused)
            if !isReasoned { fault(.refusalWithoutReason) }
        } else {
            act(.grant, .head, .granted)
        }
        decided()
    }

    // MARK: - The end

    private mutating func decided() {
        for rule in [story.matter.rule, .forwardTime] { end(rule) }
        begin(.deliveryTime, 10, share: 10)
    }

    private mutating func conclude() {
        let isTooMuch = random.chance(1)
        let charged =
            random.chance(20) || isTooMuch ? CountyMatter.feeAmount + (isTooMuch ? 500 : 0) : nil
        guard place != story.origin else {
            act(.conclude(charged: charged), clerk(), .concluded)
            if isTooMuch { fault(.illegalCharge) }
            return
        }
        waitForMorning(random.below(2))
        send(.conclude(charged: charged), clerk(), .concluded, to: story.origin)
        if isTooMuch { fault(.illegalCharge) }
    }

    private mutating func handOut(wait count: Int) {
        wait(count)
        act(.deliver, clerk(), .delivered)
        if random.chance(20) {
            wait(1 + random.below(10))
            act(.archive, clerk(), .archived)
        }
    }
}
