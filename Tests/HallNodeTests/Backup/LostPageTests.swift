import GRDB
import HallNode
import Sync
import Testing
import Tiers

/// A page of a store that nobody can read any more, each page in turn.
@Suite("A page of a store is lost", .timeLimit(.minutes(20)))
struct LostPageTests {
    /// Nothing can be opened without these: the schema, who the hall is, and of which release the store is.
    private static let unopenable: Set<String> = ["sqlite_schema", "settings", "grdb_migrations"]

    @Test(
        "Whichever page of the log is lost, the hall links again, and all that is readable or held elsewhere is there",
        arguments: [false, true])
    func log(noise: Bool) throws {
        let pages = try LostPages()
        let log = pages.pages.filter { $0.table == "commits" }
        #expect(log.count > 6)
        try Self.loseEach(of: log, in: pages, noise: noise)
    }

    @Test("Whichever page beside the log is lost, the same")
    func others() throws {
        let pages = try LostPages()
        try Self.loseEach(
            of: pages.pages.filter { $0.table != "commits" && !Self.unopenable.contains($0.table) }, in: pages)
    }

    @Test("Where the store does not open at all, or would know nobody, it stays as it is, and what to do is said")
    func nothingLeft() throws {
        let pages = try LostPages()
        var hopeless = pages.pages.filter { Self.unopenable.contains($0.table) }.map { [$0] }
        let directory = pages.pages.filter { $0.table == "directory" }
        hopeless.append(directory + pages.pages.filter { $0.table == "commits" }.prefix(3))
        for lost in hopeless {
            let error = #expect(throws: HallError.self, "\(lost)") { try pages.lose(lost) }
            #expect(error?.exit == .store && error?.hint.en.contains("hall restore") == true, "\(lost): \(error)")
            #expect(try pages.isInPlace(without: lost), "\(lost)")
        }
    }

    private static func loseEach(of list: [LostPages.Page], in pages: LostPages, noise: Bool = false) throws {
        for page in list {
            do {
                let run = try pages.lose([page], noise: noise)
                defer { pages.close(run) }
                try check(run, page, pages)
            } catch {
                Issue.record("\(page): \(error)")
            }
        }
    }

    private static func check(_ run: LostPages.Run, _ page: LostPages.Page, _ pages: LostPages) throws {
        let county = try #require(run.halls["county"])
        #expect(try county.read { try SetBack.find($0) } == nil, "\(page): reconciled, and a new key entered")
        let missing = try pages.expected(run).subtracting(try LostPages.held(county))
        #expect(missing.isEmpty, "\(page): \(missing)")
        for (name, hall) in run.halls {
            // What nobody else has cannot come back: only that may be named.
            let onlyHere = name == "county" ? try pages.placesOnlyHere(run) : []
            let faults = try PracticeHalls.rows(StoreVerification.store(hall.bare).value["faults"]).filter {
                !onlyHere.contains(PracticeHalls.text($0["where"]) ?? "")
            }
            #expect(faults.isEmpty, "\(page), \(name): \(faults)")
            if onlyHere.isEmpty { #expect(try hall.read { try Damage.open($0) } == 0, "\(page), \(name)") }
        }
    }
}
