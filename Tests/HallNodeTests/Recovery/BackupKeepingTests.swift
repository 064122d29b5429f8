import Foundation
import Logging
import Sync
import TestSupport
import Testing
import Tiers

@testable import HallNode

@Suite("Backups that are made by themselves: which stay, and what is said when none can be made")
struct BackupKeepingTests {
    private let halls: LinkedHalls
    private let place: String

    init() throws {
        halls = try LinkedHalls(at: "2026-03-02 09")
        place = halls.city.folder.path + "-backups"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    }

    /// Makes a backup of the city at a time by its clock; the days of those that stay, in order.
    private func backUp(at time: String, keep: Int) throws -> [String] {
        try halls.clock.set(time)
        try BackupName.prune(place, of: halls.city.backUp(in: place, rest: 0), keep: keep)
        return BackupName.all(in: place).map { String($0.dropFirst("3607-".count).prefix(8)) }
    }

    @Test("The oldest go; one that a clock far ahead has made goes before all")
    func fastClock() throws {
        #expect(try backUp(at: "2026-03-02 09", keep: 3) == ["20260302"])
        #expect(try backUp(at: "2066-11-12 09", keep: 3) == ["20260302", "20661112"])
        #expect(try backUp(at: "2026-03-03 09", keep: 3) == ["20260302", "20260303", "20661112"])
        #expect(try backUp(at: "2026-03-04 09", keep: 3) == ["20260302", "20260303", "20260304"])
        #expect(try backUp(at: "2026-03-05 09", keep: 2) == ["20260304", "20260305"])
    }

    @Test("The newest stays, whatever the clock says of it")
    func slowClock() throws {
        _ = try backUp(at: "2026-03-02 09", keep: 2)
        #expect(try backUp(at: "1999-01-01 09", keep: 1) == ["19990101"])
    }

    @Test("Where the medium is not there, the hall works, and a person is told which one")
    func noMedium() async throws {
        let folder = place + "/stick/backups"
        let schedule = BackupSchedule(halls.city, to: folder, keep: 2, logger: Logger(label: "test"))
        schedule.start()
        defer { schedule.stop() }
        var problem: Problem?
        for _ in 0..<100 where problem == nil {
            try await Task.sleep(for: .milliseconds(50))
            problem = try ProblemList.of(halls.city).first { $0.code == "backup-failed" }
        }
        #expect(problem?.message.en.contains(folder) == true && problem?.message.zh.contains(folder) == true)
        #expect(problem?.message.zh.contains("目录不存在") == true)
    }

    @Test("A week without any backup needs a person", arguments: [(6, false), (8, true)])
    func never(days: Int64, isTold: Bool) throws {
        let now = Instant(milliseconds: halls.clock.now.milliseconds + days * 86_400_000)
        #expect(try ProblemList.of(halls.city, now: now).contains { $0.code == "backup" } == isTold)
    }

    @Test(
        "People hear in large units how far a clock is off",
        arguments: [
            (0, "ahead by 0 ms"), (1_999, "ahead by 1999 ms"), (-301_000, "behind by 5 minutes"),
            (7_200_000, "ahead by 2 hours"), (-1_795_162_723_005, "behind by 56 years"),
            (Int64.min, "behind by 292471208 years"), (.max, "ahead by 292471208 years"),
        ])
    func offset(milliseconds: Int64, words: String) {
        let said = ClockOffset.words(
            milliseconds, ahead: Bilingual(en: "ahead", zh: "快"), behind: Bilingual(en: "behind", zh: "慢"))
        #expect(said.en == words)
        #expect(said.zh.hasPrefix(words.hasPrefix("ahead") ? "快 " : "慢 "))
    }
}
