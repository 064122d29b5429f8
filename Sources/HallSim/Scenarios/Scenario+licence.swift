import GRDB
import HallNode
import Sync
import Tiers

// 王某's licence, as far as halls tell each other of it: taken in below, decided above, with the line
// down on the way up and on the way down, every request doubled or overtaken, refused, returned, and too late.
extension Scenario {
    private static let cityMatter = "JX-SIM-003"
    private static let day: Int64 = 86_400_000

    /// Taken in at the county and decided by the city. The line is down when the county hands the case up, for two
    /// days, and again when the city hands the result down; meanwhile requests come twice and in another order.
    func licenceLineDown(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let number = try stage.open(at: stage.county, matter: Scenario.cityMatter)
        stage.disturb()
        try stage.step(number, .accept, at: stage.county)
        try stage.wait(60)
        stage.cut(stage.county)
        try stage.step(number, .forward(to: nil), at: stage.county)
        stage.advance(to: 2)
        try stage.wait(10)
        try stage.expectClock(.forwarding, .met, of: number, at: stage.county)
        stage.cut(stage.county, false)
        stage.disturb()
        try stage.wait(120)
        // Handed over in time and two days on the way: that is the line's, and no card comes of it.
        let seen = try stage.supervise(at: stage.city)
        stage.expect(seen["newCards"] == .int(0), "a card for a line that was down")
        stage.expect(
            stage.delay(of: stage.county, in: seen) > Scenario.day, "the wait is not told as a delay of the link")
        try stage.decide(number, at: stage.city)
        stage.cut(stage.county)
        try stage.step(number, .conclude(results: []), at: stage.city)
        stage.disturb()
        try stage.wait(60)
        stage.expect(try stage.stage(of: number, at: stage.county) != .concluded, "a result came over a cut line")
        stage.cut(stage.county, false)
        stage.disturb()
        try stage.wait(60)
        try stage.step(
            number, .deliver(way: .counter, toPerson: nil, tracking: nil), at: stage.county)
        try stage.rest()
        // Nothing was typed twice, and nothing is there twice.
        try stage.expectAlike(number, steps: 9, stage: .delivered, at: [stage.province, stage.city, stage.county])
        return stage
    }

    /// A licence that the county has accepted and handed up to the city.
    private func handedUp(_ seed: UInt64) throws -> (stage: Stage, number: String) {
        let stage = try Stage(seed: seed)
        let number = try stage.handUp(at: stage.county, matter: Scenario.cityMatter)
        try stage.wait(60)
        return (stage, number)
    }

    /// The city refuses: the county has the reason, and its applicant is to be told.
    func licenceRefused(_ seed: UInt64) throws -> Stage {
        let (stage, number) = try handedUp(seed)
        try stage.decide(number, at: stage.city, refusing: "不符合安全距离要求")
        try stage.step(number, .conclude(results: []), at: stage.city)
        try stage.rest()
        let toTell = try CaseView(stage.hall(stage.county)).show(number)["toTell"]
        stage.expect(toTell?.line.contains("decision") == true, "nobody is to tell the applicant of the refusal")
        try stage.expectAlike(number, steps: 8, stage: .concluded, at: [stage.province, stage.city, stage.county])
        return stage
    }

    /// The city gives the case back; the clock stands while the applicant corrects, at all halls by as much.
    func licenceReturned(_ seed: UInt64) throws -> Stage {
        let (stage, number) = try handedUp(seed)
        try stage.step(number, .giveBack(reason: "登记表缺页", to: nil), at: stage.city)
        try stage.wait(60)
        let missing = CorrectionItem(name: SimCatalogue.certificate, why: "缺第二页")
        try stage.step(number, .requestCorrection(items: [missing]), at: stage.county)
        // Monday to Wednesday, two working days, in which nobody's time runs.
        stage.advance(to: 2)
        try stage.wait(120)
        try stage.step(
            number, .supplement(materials: [MaterialRef(paper: SimCatalogue.certificate)]), at: stage.county)
        try stage.step(number, .forward(to: nil), at: stage.county)
        try stage.wait(60)
        try stage.decide(number, at: stage.city)
        try stage.rest()
        try stage.expectAlike(number, steps: 11, stage: .granted, at: [stage.province, stage.city, stage.county])
        // Ten working days from Monday 2 March, and the two that the clock stood.
        try stage.expectDeadline("2026-03-18", of: number, at: [stage.province, stage.city, stage.county])
        return stage
    }

    /// The county does not hand the case up: reminder, yellow and red card, and points for the hall that holds it.
    func licenceOverdue(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let number = try stage.open(at: stage.county, matter: Scenario.cityMatter)
        try stage.step(number, .accept, at: stage.county)
        // Accepted on Monday; three working days to hand it up, ten for the whole.
        for (day, cards): (Int64, Int64) in [(1, 0), (2, 1), (3, 0), (4, 1), (7, 1), (10, 1), (15, 1), (16, 1)] {
            stage.advance(to: day)
            try stage.wait(120)
            let seen = try stage.supervise(at: stage.city)
            stage.expect(seen["newCards"] == .int(cards), "day \(day): \(seen["newCards"]?.line ?? "?") new cards")
            stage.expect(
                try stage.supervise(at: stage.province)["newCards"] == .int(0),
                "day \(day): a card by a hall that is not the lowest superior")
        }
        try stage.wait(120)
        for place in [stage.city, stage.county] {
            stage.expect(
                try stage.score(of: stage.county, at: place) == "97",
                "at \(stage.id(place)) the county has other points")
        }
        return stage
    }

    /// A villager's case that the province decides: four halls up, and down again.
    func licenceFromVillage(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let number = try stage.handUp(at: stage.village, matter: "JX-SIM-004")
        for place in [stage.township, stage.county, stage.city] {
            stage.disturb()
            try stage.wait(120)
            try stage.step(number, .receive, at: place)
            try stage.step(number, .forward(to: nil), at: place)
        }
        try stage.wait(120)
        try stage.decide(number, at: stage.province)
        try stage.step(number, .conclude(results: []), at: stage.province)
        stage.disturb()
        try stage.wait(120)
        try stage.step(number, .deliver(way: .counter, toPerson: nil, tracking: nil), at: stage.village)
        try stage.rest()
        try stage.expectAlike(number, steps: 15, stage: .delivered, at: Array(stage.world.machines.indices))
        for place in [stage.city, stage.county, stage.township] {
            stage.expect(
                try stage.supervise(at: place)["newCards"] == .int(0),
                "a card at \(stage.id(place)) though all is in time")
        }
        return stage
    }
}

// What these stories do and look at.
extension Stage {
    /// The place of the city in the line.
    var city: Int { 1 }

    /// The next push of every line comes twice and late, after others.
    func disturb() {
        for line in world.lines {
            line?.repeatsAfter = 700
            line?.overtakenFor = 5_000
        }
    }

    /// All clocks go to so many days after the beginning.
    func advance(to day: Int64) {
        for machine in world.machines { machine.clock.set(ahead: day * 86_400_000) }
    }

    /// Takes a case in, reviews and decides it.
    func decide(_ number: String, at place: Int, refusing reason: String? = nil) throws {
        try step(number, .receive, at: place)
        try step(number, .review(opinion: "材料齐全"), at: place)
        try step(number, .review(opinion: "同意"), at: place)
        try step(number, reason.map { .refuse(reason: $0) } ?? .grant(opinion: "准予许可"), at: place)
    }

    /// A look of a superior at the halls below it.
    func supervise(at place: Int) throws -> JSONValue {
        let answer = try act(at: place) { try SupervisionRun($0).run() }
        try wait(60)
        return answer
    }

    /// The longest delay of what a hall signed, ms; 0 where nothing is told.
    func delay(of place: Int, in answer: JSONValue) -> Int64 {
        guard case .list(let rows)? = answer["linkDelay"] else { return 0 }
        let own = rows.first { $0["hall"] == .text(id(place)) }
        if case .int(let longest)? = own?["maxMs"] { return longest }
        return 0
    }

    /// What a hall's score book of this month says of a hall.
    func score(of place: Int, at book: Int) throws -> String? {
        guard case .list(let rows)? = try ScoreStore(hall(book)).show(nil)["rows"] else { return nil }
        let row = rows.first { $0["kind"] == .text("hall") && $0["unit"] == .text(id(place)) }
        if case .text(let score)? = row?["score"] { return score }
        return nil
    }

    func stage(of number: String, at place: Int) throws -> CaseStage? { try CaseView(hall(place)).stage(number) }

    /// Notes a clock of the law that does not stand as it should.
    func expectClock(_ rule: LegalRule, _ status: ClockReading.Status, of number: String, at place: Int) throws {
        var clocks: [JSONValue] = []
        if case .list(let shown)? = try CaseView(hall(place)).show(number)["clocks"] { clocks = shown }
        let clock = clocks.first { $0["rule"] == .text(rule.rawValue) }
        expect(
            clock?["status"] == .text(status.rawValue), "at \(id(place)) \(rule) is \(clock?["status"]?.line ?? "not")")
    }

    /// Notes every hall that gives a case another deadline.
    func expectDeadline(_ day: String, of number: String, at places: [Int]) throws {
        for place in places {
            let shown = try CaseView(hall(place)).show(number)["deadline"]
            expect(shown == .text(day), "at \(id(place)) \(number) is due on \(shown?.line ?? "no day")")
        }
    }

    /// Notes every hall that holds another number of steps, stage or deadline of a case than it should.
    func expectAlike(_ number: String, steps: Int, stage: CaseStage, at places: [Int]) throws {
        var said: Set<String> = []
        for place in places {
            let hall = try hall(place)
            let shown = try CaseView(hall).show(number)
            let count = try hall.read { db in
                try Int.fetchOne(db, sql: "SELECT head FROM streams WHERE name = ?", arguments: ["case/\(number)"])
            }
            expect(count == steps, "\(id(place)) holds \(count ?? 0) steps of \(number)")
            expect(shown["stage"] == .text(stage.rawValue), "at \(id(place)) it is \(shown["stage"]?.line ?? "?")")
            let fields = ["holder", "deadline", "statutoryDeadline", "workingDaysLeft", "clocks"]
            said.insert(fields.map { shown[$0]?.line ?? "?" }.joined(separator: " "))
        }
        expect(said.count <= 1, "halls tell \(number) differently: \(said.sorted())")
    }
}
