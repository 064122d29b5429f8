import GRDB
import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// `hall matter publish`: all or nothing, once.
struct PublishMattersTests {
    private let halls: PracticeHalls
    private let publish: PublishMatters
    private let noon = PracticeHalls.noon

    init() throws {
        halls = try PracticeHalls()
        publish = PublishMatters(halls.province)
    }

    @Test("A first publishing gives version 1; the same file again changes nothing")
    func unchanged() throws {
        let first = try publish.run([catalogue()], now: noon)
        #expect(first.published.map(\.code) == ["JX-001"] && first.published.map(\.version) == [1])
        let commits = PracticeHalls.int(try StatusView.of(halls.province)["commits"])
        let again = try publish.run([catalogue()], now: noon)
        #expect(again.published.isEmpty && again.unchanged == ["JX-001"])
        #expect(PracticeHalls.int(try StatusView.of(halls.province)["commits"]) == commits)
    }

    @Test("A change from today on is version 2, and only what changed is named by a dry run", .carries(52))
    func change() throws {
        _ = try publish.run([catalogue()], now: noon)
        let new = catalogue(promisedDays: 5, from: "2026-02-01")
        let dry = try publish.run([new], dryRun: true, now: noon)
        #expect(dry.published.map(\.version) == [2])
        #expect(dry.changed.map(\.fields) == [["promisedDays", "effectiveFrom"]])
        #expect(PracticeHalls.rows(try MatterViews.list(halls.province, now: noon)).first?["version"] == .int(1))
        #expect(try publish.run([new], now: noon).published.map(\.version) == [2])
    }

    /// 1,482 sub-matters are what the provincial hall of the owner's documents has in its system.
    @Test("A hall's whole catalogue is published in one transaction and listed", .carries(79))
    func scale() throws {
        let matters = (0..<1_482).map { String(decoding: catalogue(code: "JX-\($0)").bytes, as: UTF8.self) }
        let file = PublishMatters.Source(name: "all.yaml", bytes: Array(matters.joined(separator: "\n").utf8))
        #expect(try PublishMatters(halls.province).run([file], now: noon).published.count == 1_482)
        #expect(PracticeHalls.rows(try MatterViews.list(halls.province)).count == 1_482)
    }

    @Test("A first version may begin in the past, a later one not: 3, with the line")
    func backdated() throws {
        _ = try publish.run([catalogue(from: "2020-01-01")], now: noon)
        let error = try #require(throws: HallError.self) {
            try publish.run([catalogue(promisedDays: 5, from: "2026-01-14")], now: noon)
        }
        #expect(error.exit == .refused && error.code == .matterFile)
        #expect(error.faults.map(\.line) == [10] && error.faults.map(\.field) == ["effectiveFrom"])
    }

    @Test("A file with one fault publishes nothing, however good its other matters")
    func allOrNothing() throws {
        let good = String(decoding: catalogue().bytes, as: UTF8.self)
        let bad = String(decoding: catalogue(code: "JX-002").bytes, as: UTF8.self)
            .replacing("caseType: promise", with: "caseType: sometimes")
        let error = try #require(throws: HallError.self) {
            try publish.run([.init(name: "b.yaml", bytes: Array((good + "\n" + bad).utf8))], now: noon)
        }
        #expect(error.exit == .unreadable && error.faults.map(\.field) == ["caseType"])
        #expect(PracticeHalls.rows(try MatterViews.list(halls.province)).isEmpty)
    }

    @Test("A code that is another hall's is refused with its owner's name: 3", .carries(127))
    func foreign() throws {
        _ = try publish.run([catalogue()], now: noon)
        // As if the city had published it and the link had brought it.
        try halls.province.journal { try $0.execute(sql: "UPDATE matter_versions SET owner = '3607'") }
        let error = try #require(throws: HallError.self) { try publish.run([catalogue()], now: noon) }
        #expect(error.exit == .refused && error.faults.map(\.field) == ["code"])
        #expect(error.message.en.contains("3607"))
    }

    @Test("A code that stands in two of the files is refused: 2, with the line")
    func twice() throws {
        var second = catalogue()
        second.name = "b.yaml"
        let error = try #require(throws: HallError.self) { try publish.run([catalogue(), second], now: noon) }
        #expect(error.exit == .unreadable)
        #expect(error.faults.map(\.file) == ["b.yaml"] && error.faults.map(\.line) == [1])
    }

    @Test("A file's own x- fields are kept")
    func extras() throws {
        _ = try publish.run([catalogue(extra: "x-office: 三楼")], now: noon)
        let shown = try MatterViews.show(halls.province, "JX-001", now: noon)
        #expect(shown["extras"]?["x-office"] == .text("三楼"))
    }

    @Test("The sample catalogue can be published, in one transaction")
    func sample() throws {
        let outcome = try publish.run([.sample], now: noon)
        let log = try LogView(halls.province).list(.init()).commits
        let signatures = Set(log.suffix(outcome.published.count).compactMap { PracticeHalls.text($0["signature"]) })
        #expect(outcome.published.count > 40 && signatures.count == 1)
    }
}
