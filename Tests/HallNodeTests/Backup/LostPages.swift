import Foundation
import GRDB
import HallNode
import Sync
import Testing
import Tiers

/// A network of four halls with some history, of which the county loses a page of its store, again and again: each time
/// from the same beginning.
final class LostPages {
    /// A page of the county's file.
    struct Page: Hashable, CustomStringConvertible {
        let table: String
        let number: Int

        var description: String { "page \(number) of \(table)" }
    }

    /// A commit as a store holds it.
    struct Held: Hashable {
        let id: CommitID
        let isWhole: Bool
        let standing: Int
    }

    private let halls: LinkedHalls
    /// What each hall's folder held, by its name here.
    private let images: [String: HallFolder]
    private let place = NSTemporaryDirectory() + "hallnet-pages-" + UUID().uuidString
    private static let names = ["province", "city", "county", "township"]

    /// All pages of all tables and indices, but for the file's first.
    let pages: [Page]

    init() throws {
        halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
        _ = try PublishMatters(halls.province).run([catalogue(code: "JX-002")])
        try halls.sync()
        // Entries with a history of their own: the county's, and of the hall above it and below it.
        for (hall, superior) in [
            (halls.city, halls.province), (halls.county, halls.city), (halls.township, halls.county),
        ] {
            _ = try KeyOffice.rotate(hall, dryRun: false)
            for _ in 0..<3 { try? halls.sync(hall, superior) }
        }
        try halls.sync()
        for mark in ["one", "two", "five", "six", "seven"] {
            try LostPages.open(halls.county, "JX-002", mark, halls.clock, goesUp: true)
        }
        for mark in ["three", "four"] { try LostPages.open(halls.township, "JX-001", mark, halls.clock) }
        for _ in 0..<2 { try halls.sync() }
        try LostPages.open(halls.county, "JX-002", "only here", halls.clock)
        let (of, all) = (halls, [halls.province, halls.city, halls.county, halls.township])
        images = Dictionary(
            uniqueKeysWithValues: try zip(LostPages.names, all).map { ($0, try of.snapshot(of: $1)) })
        // All stands in the file itself, and nothing beside it.
        for image in images.values {
            let queue = try DatabaseQueue(path: image.store)
            try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try queue.close()
        }
        pages = try halls.county.read { db in
            try Row.fetchAll(
                db, sql: "SELECT name, pageno FROM dbstat WHERE pageno > 1 ORDER BY pageno"
            ).map { Page(table: $0[0], number: $0[1]) }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: place) }

    private static func open(
        _ hall: Hall, _ matter: String, _ mark: String, _ clock: HandClock, goesUp: Bool = false
    ) throws {
        clock.tick()
        let applicant = Applicant(
            kind: .person, name: "王\(mark)", certificate: .init(type: "护照", number: "E\(10_000_000 + mark.count)"))
        let answer = try CaseWindow(hall).open(
            .init(
                matter: matter, applicant: applicant, files: [], papers: [MaterialRef(paper: "申请表")], external: mark),
            .init(once: mark))
        let number = try #require(PracticeHalls.text(answer["number"]))
        for command in goesUp ? [CaseCommand.accept, .forward(to: nil)] : [.accept] {
            clock.tick()
            _ = try CaseWindow(hall).perform(number, { _ in command }, .init())
        }
    }

    // MARK: - One page

    /// The halls once they are back.
    struct Run {
        let halls: [String: Hall]
        /// What could be read of the county's log.
        let readable: Set<CommitID>
    }

    /// Begins anew, loses pages of the county's, rebuilds, and lets the halls meet.
    ///
    /// - Parameter noise: the pages hold something else; else nothing.
    func lose(_ pages: [Page], noise: Bool = false) throws -> Run {
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var folders: [String: HallFolder] = [:]
        for (name, image) in images {
            let folder = HallFolder("\(place)/\(name)", in: image.surroundings)
            try FileManager.default.copyItem(atPath: image.path, toPath: folder.path)
            folders[name] = folder
        }
        let county = try #require(folders["county"])
        for page in pages { try LostPages.spoil(page.number, of: county.store, noise: noise) }
        do {
            let bare = try BareStore(county)
            let rebuilt = try StoreVerification.rebuild(bare)
            // What is a read model alone is made anew, hurt or not.
            let isFound = rebuilt["salvaged"] != .null || rebuilt["setAside"] != .int(0)
            #expect(isFound || pages.allSatisfy { $0.table.hasPrefix("directory") }, "\(pages)")
            try? bare.store.close()
        }
        let opened = try folders.mapValues { try Hall($0) }
        let readable = Set(try LostPages.held(try #require(opened["county"])).map(\.id))
        let run = Run(halls: opened, readable: readable)
        try meet(run)
        return run
    }

    /// Lets all links carry what there is, until the county is itself again.
    private func meet(_ run: Run) throws {
        let county = try #require(run.halls["county"])
        for round in 0..<12 {
            for (child, parent) in zip(LostPages.names.dropFirst(), LostPages.names).reversed() {
                guard let child = run.halls[child], let parent = run.halls[parent] else { continue }
                halls.clock.tick()
                // A line ends where it is to begin anew, with another key or other lanes.
                try? halls.sync(child, parent)
            }
            if round > 5, try county.read({ try SetBack.find($0) }) == nil { break }
        }
        try county.journal { _ = try county.engine.noteMended(now: 1, $0) }
    }

    /// Whether the county's file is the one that lost these pages, and none was put in its place.
    func isInPlace(without pages: [Page]) throws -> Bool {
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(place)/county/hall.sqlite"))
        let beside = try FileManager.default.contentsOfDirectory(atPath: "\(place)/county")
        return !beside.contains { $0.contains("hurt") }
            && pages.allSatisfy { page in file[(page.number - 1) * 4_096..<page.number * 4_096].allSatisfy { $0 == 0 } }
    }

    func close(_ run: Run) { for hall in run.halls.values { try? hall.store.close() } }

    private static func spoil(_ page: Int, of file: String, noise: Bool) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
        try handle.seek(toOffset: UInt64(page - 1) * 4_096)
        let bytes = noise ? Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }) : Data(count: 4_096)
        try handle.write(contentsOf: bytes)
        try handle.close()
    }

    /// The log of a hall.
    static func held(_ hall: Hall) throws -> [Held] {
        try hall.read { db in
            try Row.fetchAll(db, sql: "SELECT id, body IS NOT NULL, standing FROM commits").map {
                Held(id: $0[0], isWhole: $0[1], standing: $0[2])
            }
        }
    }

    private func elsewhere() throws -> Set<CommitID> {
        Set(try [halls.province, halls.city, halls.township].flatMap { try LostPages.held($0) }.map(\.id))
    }

    /// What the county held at the beginning and must hold again: what others hold, or could be read of its own file.
    func expected(_ run: Run) throws -> Set<Held> {
        let others = try elsewhere()
        return Set(try LostPages.held(halls.county).filter { others.contains($0.id) || run.readable.contains($0.id) })
    }

    /// Where in the county's log stands what no other hall held, if some of that was lost or has lost its proof.
    func placesOnlyHere(_ run: Run) throws -> Set<String> {
        let county = try #require(run.halls["county"])
        let before = try LostPages.held(halls.county)
        let onlyHere = Set(before.map(\.id)).subtracting(try elsewhere())
        let isHurt = try county.read { try Damage.open($0) } > 0 || !onlyHere.isSubset(of: run.readable)
        guard isHurt else { return [] }
        return try county.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT position, id FROM commits")
            return Set(rows.filter { onlyHere.contains($0[1]) }.map { "commit \($0[0] as Int64)" })
        }
    }
}
