import Foundation

/// A story about one case under a clock that is moved on: what was done on which day, and what is shown on which.
struct ClockStory: Sendable, CustomStringConvertible {
    let title: String
    let matter: String
    /// What the applicant has on paper.
    var papers = ["申请表", "环评批复"]
    /// The day on which the case is taken in at the county.
    let opened: String
    /// The day, who, and what, a line each:
    ///
    /// - `2025-02-06 county forward`: a command of a clerk there, and `2025-02-08 county! …` one that is refused;
    /// - `2025-02-07 shows stage=received left=0`: what every hall answers in the evening; `-` stands for nothing;
    /// - `2025-02-08 cards 2.case-time.yellow`: all cards of this case by then, as the city issues them.
    let lines: [String]

    var description: String { title }

    /// One line.
    struct Line: Sendable {
        let day: String
        let who: String
        let words: [String]
    }

    var parsed: [Line] {
        lines.map { line in
            let words = line.split(separator: " ").map(String.init)
            return Line(day: words.first ?? "", who: words.dropFirst().first ?? "", words: Array(words.dropFirst(2)))
        }
    }
}

/// Three halls, a province, a city and a county, and one clock for their processes, which goes from day to day through
/// all stories at once: in the morning clerks work, in the evening one looks.
struct ClockWalk {
    let folder: TemporaryFolder
    let province: TestHall
    let city: TestHall
    let county: TestHall
    private var numbers: [String: String] = [:]
    /// Who wrote the newest commit of a story's case.
    private var authors: [String: TestHall] = [:]
    /// What was not as its story says.
    private(set) var faults: [String] = []

    var halls: [TestHall] { [province, city, county] }

    init() throws {
        folder = try TemporaryFolder()
        let environment = FakeTime.following(folder.path + "/time")
        province = try TestHall(id: "36", name: "江西省", in: folder.path, environment: environment)
        city = try TestHall(id: "3607", name: "赣州市", in: folder.path, environment: environment)
        county = try TestHall(id: "360732", name: "兴国县", in: folder.path, environment: environment)
    }

    /// Founds the halls on a day with a catalogue that all of them have.
    func found(on day: String, catalogue: String) async throws {
        try set(day)
        try await HallTests.found(province)
        let file = try folder.write("matters.yaml", Array(catalogue.utf8))
        let published = try await province.run("matter", "publish", file)["published"].elements
        try await join(city, to: province, ["--code", city.id])
        try await join(county, to: city, ["--code", county.id])
        guard let last = published.last?["code"].text else { throw TestFailure("nothing was published") }
        try await province.run("rollout", last, "--wait", "30s")
    }

    private func set(_ day: String) throws {
        _ = try folder.write("time", FakeTime.offset(to: "\(day)T09:00:00+08:00"))
    }

    /// Goes through all days on which something is done or looked at.
    mutating func run(_ stories: [ClockStory]) async throws {
        let lines = stories.flatMap { story in story.parsed.map { (story, $0) } }
        for day in Set(stories.map(\.opened) + lines.map { $0.1.day }).sorted() {
            try set(day)
            for story in stories where story.opened == day { try await open(story) }
            let today = lines.filter { $0.1.day == day }
            for (story, line) in today where line.who != "shows" && line.who != "cards" {
                try await work(line, story)
            }
            for story in stories { if let author = authors[story.title] { try await arrive(story, from: author) } }
            try await look(today.filter { $0.1.who == "shows" }, on: day)
            try await judge(today.filter { $0.1.who == "cards" }, on: day)
        }
    }

    // MARK: - In the morning

    private mutating func open(_ story: ClockStory) async throws {
        let person = try folder.applicant()
        let answer = try await county.run(
            ["case", "open", "--matter", story.matter, "--applicant", person]
                + story.papers.flatMap { ["--paper", $0] })
        guard let number = answer["number"].text else { throw TestFailure("\(story): \(answer)") }
        numbers[story.title] = number
        authors[story.title] = county
    }

    private mutating func work(_ line: ClockStory.Line, _ story: ClockStory) async throws {
        guard let number = numbers[story.title] else { throw TestFailure("\(story) is not opened") }
        let isRefused = line.who.hasSuffix("!")
        guard let hall = halls.first(where: { line.who.hasPrefix(ClockWalk.word($0)) }) else {
            throw TestFailure("\(story): nobody is \(line.who)")
        }
        if let author = authors[story.title], author.id != hall.id { try await arrive(story, from: author) }
        let result = try await hall.result(["case", "do", number] + line.words)
        guard result.status == (isRefused ? 3 : 0) else {
            faults.append("\(story), \(line.day) \(line.words): \(result.status) \(result.errors)")
            return
        }
        if !isRefused { authors[story.title] = hall }
    }

    private static func word(_ hall: TestHall) -> String {
        switch hall.id.count {
        case 2: "province"
        case 4: "city"
        default: "county"
        }
    }

    /// Waits until every hall holds what one of them has written.
    private func arrive(_ story: ClockStory, from author: TestHall) async throws {
        guard let number = numbers[story.title] else { return }
        let commits = try author.commits(of: number)
        for hall in halls where hall.id != author.id {
            try await until("\(hall.name): \(story)") { try hall.commits(of: number) == commits ? true : nil }
        }
    }

    // MARK: - In the evening

    private mutating func look(_ lines: [(ClockStory, ClockStory.Line)], on day: String) async throws {
        guard !lines.isEmpty else { return }
        var lists: [(hall: TestHall, cases: [JSON])] = []
        for hall in [province, city] { lists.append((hall, try await hall.run("case", "list").elements)) }
        for (story, line) in lines {
            guard let number = numbers[story.title] else { continue }
            let whole = try await county.run("case", "show", number)
            compare(line.words, Shown(whole), "\(story), \(day), \(county.id)")
            for (hall, cases) in lists {
                let row = cases.first { $0["number"].text == number } ?? .missing
                let known = line.words.filter { Shown.everywhere.contains(String($0.prefix { $0 != "=" })) }
                compare(known, Shown(row), "\(story), \(day), \(hall.id)")
            }
        }
    }

    private mutating func compare(_ words: [String], _ shown: Shown, _ place: String) {
        for word in words {
            let name = String(word.prefix { $0 != "=" })
            let found = "\(name)=\(shown.value(of: name))"
            if found != word { faults.append("\(place): \(found), not \(word)") }
        }
    }

    private mutating func judge(_ lines: [(ClockStory, ClockStory.Line)], on day: String) async throws {
        guard !lines.isEmpty else { return }
        try await until("the city has heard the county on \(day)") {
            let report = try await city.run("supervise", "--dry-run")
            return report["unknown"].elements.isEmpty && report["unmeasured"].elements.isEmpty ? true : nil
        }
        try await city.run("supervise")
        let cards = try await city.run("cards").elements
        for (story, line) in lines {
            let own = cards.filter { $0["number"].text == numbers[story.title] }.compactMap { $0["card"].text }
            if Set(own) != Set(line.words) {
                faults.append("\(story), \(day): cards \(own.sorted()), not \(line.words)")
            }
        }
    }
}

/// What a hall answers about a case, in the words of a story.
private struct Shown {
    let answer: JSON

    init(_ answer: JSON) { self.answer = answer }

    /// What a hall above the county tells in its list, too.
    static let everywhere: Set<String> = ["stage", "accepted", "deadline", "law", "left", "deemed", "provisional"]

    func value(of name: String) -> String {
        switch name {
        case "stage": text(answer["stage"])
        case "accepted": String(text(answer["acceptedAt"]).prefix(10))
        case "deadline": text(answer["deadline"])
        case "law": text(answer["statutoryDeadline"])
        case "left": text(answer["workingDaysLeft"])
        case "deemed": text(answer["deemed"])
        case "provisional": text(answer["deadlineProvisional"])
        case "gap": text(answer["gap"]["deadline"])
        case "step": text(answer["desk"]["due"])
        case "tell": words(answer["toTell"].elements.compactMap { $0["what"].text })
        default: clock(name)
        }
    }

    /// A clock of the law, as `running:0:2025-02-07`: how it stands, working days left, its last day.
    private func clock(_ rule: String) -> String {
        guard let clock = answer["clocks"].elements.first(where: { $0["rule"].text == rule }) else { return "-" }
        return [clock["status"], clock["workingDaysLeft"], clock["deadline"]].map(text).joined(separator: ":")
    }

    private func words(_ words: [String]) -> String { words.isEmpty ? "-" : words.joined(separator: "+") }

    private func text(_ value: JSON) -> String {
        switch value {
        case .text(let text): text
        case .int(let number): "\(number)"
        case .bool(let bool): "\(bool)"
        default: "-"
        }
    }
}
