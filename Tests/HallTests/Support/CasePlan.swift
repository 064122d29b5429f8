/// What twenty cases are to go through, hall by hall; and how far they are.
struct CasePlan: Sendable {
    /// One command of a clerk.
    struct Step: Sendable {
        var hall: String
        var words: [String]
    }

    /// One case from the filing to the hand-over.
    struct Story: Sendable {
        var matter: String
        var papers: [String]
        /// A material that is handed in as a file.
        var scan: String?
        var steps: [Step]
        var number: String?
        var done = 0

        var next: Step? { done < steps.count ? steps[done] : nil }

        /// The clerk's command for the next step of the story at this place of the plan; `nil` if it is done.
        ///
        /// - Parameters:
        ///   - applicant: the applicant's file.
        ///   - file: handed in as the material that is no paper.
        func command(place: Int, applicant: String, scan file: String) -> [String]? {
            guard let step = next else { return nil }
            var words: [String]
            if step.words == ["open"] {
                words = ["case", "open", "--matter", matter, "--applicant", applicant]
                words += papers.flatMap { ["--paper", $0] }
                if let scan { words += ["--material", "\(scan)=\(file)"] }
            } else {
                words = ["case", "do", number ?? ""] + step.words
            }
            return words + ["--once", "case \(place) step \(done)"]
        }
    }

    var stories: [Story]

    /// Twenty cases of four kinds: decided by the township, the county, the city (across the bureau) and the province.
    static let twenty = CasePlan.twenty(from: "360732100200")

    /// The same for any village; its township, county and city follow from its id.
    static func twenty(from village: String) -> CasePlan {
        let township = String(village.prefix(9))
        let county = String(village.prefix(6))
        var stories: [Story] = []
        for _ in 0..<8 {
            stories.append(
                Story(
                    matter: "JX-MZ-003", papers: ["临时救助申请书", "居民身份证"],
                    steps: steps(village, "open accept forward")
                        + steps(township, "receive review review grant conclude")
                        + steps(village, "deliver")))
        }
        for turn in 0..<6 {
            stories.append(
                Story(
                    matter: "JX-MZ-004", papers: ["居民身份证"], scan: "高龄津贴申请表",
                    steps: steps(village, "open accept forward") + steps(township, "receive forward")
                        + steps(county, "receive review review \(turn.isMultiple(of: 2) ? "grant" : "refuse") conclude")
                        + steps(village, "deliver")))
        }
        for _ in 0..<3 {
            stories.append(
                Story(
                    matter: "JX-3607-KCP-01", papers: ["矿产品加工资格证申请登记表", "企业名称预先核准通知书"],
                    steps: steps(county, "open accept review across") + steps("360732:dkj", "receive forward")
                        + steps("3607", "receive review review review grant conclude") + steps(county, "deliver")))
        }
        for _ in 0..<3 {
            stories.append(
                Story(
                    matter: "JX-LY-002", papers: ["建设项目有关批准文件", "建设项目使用林地可行性报告", "林地补偿协议"],
                    scan: "使用林地申请表",
                    steps: steps(village, "open accept forward") + steps(township, "receive forward")
                        + steps(county, "receive forward") + steps("3607", "receive forward")
                        + steps("36", "receive review review review grant conclude") + steps(village, "deliver")))
        }
        return CasePlan(stories: stories)
    }

    private static func steps(_ hall: String, _ words: String) -> [Step] {
        words.split(separator: " ").map { word in
            let command =
                switch word {
                case "review": ["review", "--opinion", "同意"]
                case "grant": ["decide", "--grant"]
                case "refuse": ["decide", "--refuse", "--reason", "条件不符"]
                case "across": ["forward", "--to", "360732:dkj"]
                default: [String(word)]
                }
            return Step(hall: hall, words: command)
        }
    }

    /// Halls that are to know a case in the end: all on the way from its origin to the province, and who took part.
    static func halls(knowing story: Story) -> Set<String> {
        let origin = story.steps[0].hall
        let up = [2, 4, 6, 9, 12].filter { $0 <= origin.count }.map { String(origin.prefix($0)) }
        return Set(up).union(story.steps.map(\.hall))
    }
}
