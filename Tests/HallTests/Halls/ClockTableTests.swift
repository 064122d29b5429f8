import TestSupport
import Testing

extension HallsAtWork {
    /// Limits of the law and defaults of supervision over processes whose clocks go on over the holidays of two years.
    @Suite("What the clock of the law says")
    struct ClockTableTests {
        /// Spring Festival 2025: 28 January to 4 February off, Sunday 26 January and Saturday 8 February worked.
        /// National Day 2025: 1 to 8 October off, 28 September and 11 October worked. Spring Festival 2026: 15 to 23
        /// February off, 14 and 28 February worked.
        static let stories = [
            ClockStory(
                title: "nobody says anything for five working days: accepted from the receipt", matter: "XK-001",
                opened: "2025-01-24",
                lines: [
                    "2025-02-06 cards 1.acceptance-time.reminder",
                    "2025-02-07 shows stage=received deadline=- left=- correction=running:0:2025-02-07",
                    "2025-02-08 county! request-correction --item 环评批复=不清楚",
                    "2025-02-08 shows stage=accepted deemed=true accepted=2025-01-24 deadline=2025-02-13 left=4",
                    "2025-02-08 shows law=2025-02-27 correction=late:-:2025-02-07 tell=acceptance",
                    "2025-02-08 cards 1.acceptance-time.reminder 1.acceptance-time.yellow",
                    "2025-02-10 county accept",
                    "2025-02-10 shows stage=accepted deemed=true accepted=2025-01-24 deadline=2025-02-13 left=3",
                ]),
            ClockStory(
                title: "a correction asked on the last day; accepted once it is in", matter: "XK-001",
                opened: "2025-01-24",
                lines: [
                    "2025-02-07 county request-correction --item 环评批复=缺第二页",
                    "2025-02-07 shows stage=correcting correction=met:-:2025-02-07 tell=correction",
                    "2025-02-10 county supplement --paper 环评批复", "2025-02-10 county accept",
                    "2025-02-10 shows stage=accepted deemed=false accepted=2025-02-10 deadline=2025-02-24 left=10",
                ]),
            ClockStory(
                title: "accepted with a gap that nobody closes", matter: "XK-001", papers: ["申请表"],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept-with-gaps --item 环评批复=五日内补交 --days 5",
                    "2025-01-24 shows stage=accepted gap=2025-02-07 tell=gaps",
                    "2025-02-07 county! terminate --reason 逾期未补交",
                    "2025-02-08 county terminate --reason 逾期未补交环评批复", "2025-02-08 county! archive",
                    "2025-02-08 shows stage=terminated left=- tell=termination",
                    "2025-02-10 county tell --what termination --how letter", "2025-02-10 county archive",
                    "2025-02-10 shows stage=archived tell=-",
                ]),
            ClockStory(
                title: "accepted with a gap that is closed", matter: "XK-001", papers: ["申请表"], opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept-with-gaps --item 环评批复=五日内补交 --days 5",
                    "2025-02-06 county supplement --paper 环评批复",
                    "2025-02-06 shows gap=- deadline=2025-02-13 left=6",
                ]),
            ClockStory(
                title: "a step over its own limit though the case is not", matter: "XK-002", papers: ["申请表"],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-01-24 shows step=2025-02-05 deadline=2025-02-27",
                    "2025-02-06 cards 2.step-time.yellow", "2025-02-08 cards 2.step-time.yellow 2.step-time.red",
                ]),
            ClockStory(
                title: "over the promised limit: a reminder at a fifth, yellow by a day, red beyond", matter: "XK-001",
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-02-10 cards", "2025-02-11 cards 2.case-time.reminder",
                    // The law's limit can be extended still; the broken promise is not mended.
                    "2025-02-14 county extend --days 5 --approved-by 局长 --reason 案情复杂",
                    "2025-02-14 shows deadline=2025-02-13 left=-1 law=2025-03-06",
                    "2025-02-14 cards 2.case-time.reminder 2.case-time.yellow",
                    "2025-02-17 cards 2.case-time.reminder 2.case-time.yellow 2.case-time.red",
                ]),
            ClockStory(
                title: "passed up on the fourth working day, and told a day late", matter: "ZB-001", papers: ["申请表"],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept",
                    "2025-01-24 shows forwarding=running:3:2025-02-05 pre-review=running:20:2025-02-27",
                    "2025-02-06 county forward", "2025-02-06 city receive",
                    "2025-02-06 shows stage=in-review forwarding=late:-:2025-02-05 pre-review=met:-:2025-02-27",
                    "2025-02-06 cards 2.forward-time.yellow", "2025-02-07 city review --opinion 符合条件",
                    "2025-02-07 city decide --grant", "2025-02-07 city conclude",
                    "2025-02-07 shows stage=concluded left=- telling=running:2:2025-02-10",
                    "2025-02-07 shows delivery=running:10:2025-02-20",
                    "2025-02-10 shows telling=running:0:2025-02-10",
                    "2025-02-11 county tell --what result --how phone",
                    "2025-02-11 shows telling=late:-:2025-02-10", "2025-02-14 county deliver",
                    "2025-02-14 shows stage=delivered delivery=met:-:2025-02-20 tell=-",
                ]),
            ClockStory(
                title: "passed up at once, and told on the second working day", matter: "ZB-001", papers: ["申请表"],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-01-24 county forward", "2025-02-06 city receive",
                    "2025-02-07 city review --opinion 符合条件", "2025-02-07 city decide --grant",
                    "2025-02-07 city conclude", "2025-02-10 county tell --what result --how counter",
                    "2025-02-10 shows telling=met:-:2025-02-10 forwarding=met:-:2025-02-05", "2025-02-11 cards",
                ]),
            ClockStory(
                title: "a question answered after five working days", matter: "ZX-001", papers: [],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-02-06 cards 2.consultation-time.reminder",
                    "2025-02-07 shows deadline=2025-02-07 left=0", "2025-02-08 shows left=-1",
                    "2025-02-08 cards 2.consultation-time.reminder 2.consultation-time.yellow",
                    "2025-02-10 cards 2.consultation-time.reminder 2.consultation-time.yellow 2.consultation-time.red",
                    "2025-02-11 county answer --opinion 可以办理", "2025-02-11 shows stage=concluded left=-",
                ]),
            ClockStory(
                title: "a complaint answered within ten working days", matter: "TS-001", papers: [],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-02-08 shows deadline=2025-02-13 left=4",
                    "2025-02-10 county answer --opinion 已核实整改", "2025-02-14 cards",
                ]),
            ClockStory(
                title: "decided on the spot, or late the next day", matter: "JB-001", papers: [],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-01-24 shows deadline=2025-01-24 left=0",
                    "2025-02-06 shows stage=accepted left=-4",
                    "2025-02-06 cards 2.case-time.yellow 2.case-time.red",
                ]),
            ClockStory(
                title: "fifteen natural days run through the holidays", matter: "HJ-001", papers: [],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-02-06 shows deadline=2025-02-08 left=2",
                    "2025-02-10 shows left=-1",
                ]),
            ClockStory(
                title: "the clock stands during a hearing", matter: "XK-001", opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-02-06 county suspend --procedure hearing --days 20",
                    "2025-02-06 shows stage=suspended deadline=2025-02-13 left=6 hearing-held=running:20:2025-03-05",
                    "2025-02-10 shows stage=suspended deadline=2025-02-18 left=6",
                    "2025-02-11 county resume --opinion 已听证",
                    "2025-02-11 shows stage=in-review deadline=2025-02-19 left=6 law=2025-03-05",
                ]),
            ClockStory(
                title: "extended by five days with the head's approval", matter: "XK-001", opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept",
                    "2025-02-11 county extend --days 5 --approved-by 局长 --reason 案情复杂",
                    "2025-02-11 shows deadline=2025-02-20 law=2025-03-06 left=7 tell=acceptance+extension",
                ]),
            ClockStory(
                title: "a joint case has 45 working days, and 15 more", matter: "LB-001", papers: [],
                opened: "2025-01-24",
                lines: [
                    "2025-01-24 county accept", "2025-01-24 shows law=2025-04-03 deadline=2025-04-03 left=45",
                    "2025-02-11 county extend --days 15 --approved-by 县长 --reason 需联合踏勘",
                    "2025-02-11 shows law=2025-04-25 left=52",
                ]),
            ClockStory(
                title: "deemed accepted over National Day", matter: "XK-001", opened: "2025-09-26",
                lines: [
                    "2025-10-10 shows stage=received correction=running:0:2025-10-10",
                    "2025-10-11 shows stage=accepted deemed=true deadline=2025-10-16 left=4",
                ]),
            ClockStory(
                title: "passed up on the third working day over Spring Festival", matter: "ZB-001", papers: ["申请表"],
                opened: "2026-02-13",
                lines: [
                    "2026-02-13 county accept", "2026-02-24 shows forwarding=running:1:2026-02-25",
                    "2026-02-25 county forward", "2026-02-25 shows stage=forwarded forwarding=met:-:2026-02-25",
                ]),
            ClockStory(
                title: "a deadline in a year whose holidays are not announced", matter: "XK-001",
                opened: "2026-12-25",
                lines: [
                    "2026-12-25 county accept", "2026-12-25 shows deadline=2027-01-08 provisional=true left=10",
                ]),
        ]

        @Test(
            "Day by day over the holidays: stage, deadline, days left, limits of the law and cards, at three halls",
            .carries(55, 56, 243, 267), .enabled(if: FakeTime.library != nil, "libfaketime is not installed"),
            .timeLimit(.minutes(10)))
        func overTheHolidays() async throws {
            var walk = try ClockWalk()
            try await cleanedUp(walk.halls, walk.folder) {
                try await walk.found(on: "2025-01-20", catalogue: ClockTableTests.matters)
                try await walk.run(ClockTableTests.stories)
                #expect(walk.faults == [])
                for hall in walk.halls { #expect(try await hall.result(["verify"]).status == 0) }
            }
        }

        static let matters = """
            - code: XK-001
              name: 采矿许可
              type: "01"
              caseType: promise
              decidedBy: {tier: county}
              acceptedAt: [county]
              statutoryDays: 20
              promisedDays: 10
              basis: 《中华人民共和国矿产资源法》第三条
              effectiveFrom: 2025-01-01
              steps: [window, head]
              materials:
                - {name: 申请表, required: true}
                - {name: 环评批复, required: true, deferrable: true}
            - code: XK-002
              name: 取水许可
              type: "01"
              caseType: promise
              decidedBy: {tier: county}
              acceptedAt: [county]
              statutoryDays: 20
              basis: 《中华人民共和国水法》第四十八条
              effectiveFrom: 2025-01-01
              steps: [window, {step: section, days: 3}, head]
              materials:
                - {name: 申请表, required: true}
            - code: ZB-001
              name: 林木采伐许可
              type: "01"
              caseType: report-up
              decidedBy: {tier: city}
              acceptedAt: [county]
              statutoryDays: 20
              basis: 《中华人民共和国森林法》第五十七条
              effectiveFrom: 2025-01-01
              steps: [window]
              materials:
                - {name: 申请表, required: true}
            - code: ZX-001
              name: 政策咨询
              type: "20"
              caseType: reply
              decidedBy: {tier: county}
              acceptedAt: [county]
              basis: 政务服务咨询答复制度
              effectiveFrom: 2025-01-01
              steps: [window]
              materials: []
            - code: TS-001
              name: 服务投诉
              type: "20"
              caseType: reply
              enquiry: complaint
              decidedBy: {tier: county}
              acceptedAt: [county]
              basis: 政务服务投诉办理制度
              effectiveFrom: 2025-01-01
              steps: [window]
              materials: []
            - code: JB-001
              name: 居住证明
              type: "20"
              caseType: immediate
              decidedBy: {tier: county}
              acceptedAt: [county]
              basis: 《居住证暂行条例》第九条
              effectiveFrom: 2025-01-01
              steps: [window]
              materials: []
            - code: HJ-001
              name: 户口登记
              type: "07"
              caseType: promise
              decidedBy: {tier: county}
              acceptedAt: [county]
              promisedDays: 15
              promisedUnit: natural
              basis: 《中华人民共和国户口登记条例》第七条
              effectiveFrom: 2025-01-01
              steps: [window, head]
              materials: []
            - code: LB-001
              name: 工程建设项目联合审批
              type: "01"
              caseType: joint
              decidedBy: {tier: county}
              acceptedAt: [county]
              statutoryDays: 45
              basis: 《中华人民共和国行政许可法》第四十二条第二款
              effectiveFrom: 2025-01-01
              steps: [window, head]
              materials: []
            """
    }
}
