import Foundation
import GRDB
import Testing

@testable import Sync

@Suite("A walk over the rows of a table goes on behind pages that cannot be read")
struct RowWalkTests {
    private static let rows = 4_000

    /// A table of some hundred pages; the pages named are overwritten.
    private static func table(breaking pages: (Int) -> [Int]) throws -> (queue: DatabaseQueue, pages: Int) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("walk-\(UUID().uuidString)")
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { db in
            try db.execute(sql: "CREATE TABLE t(n INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT")
            for number in 1...rows {
                try db.execute(sql: "INSERT INTO t VALUES (?, randomblob(300))", arguments: [number])
            }
        }
        try queue.close()
        var bytes = try Data(contentsOf: file)
        let count = bytes.count / 4_096
        for page in pages(count) {
            bytes.replaceSubrange((page * 4_096)..<(page * 4_096 + 4_096), with: Data(count: 4_096))
        }
        try bytes.write(to: file)
        let broken = try DatabaseQueue(path: file.path)
        try FileManager.default.removeItem(at: file)
        return (broken, count)
    }

    private static func walk(_ queue: DatabaseQueue, limit: Int) throws -> (numbers: [Int64], gaps: [RowWalk.Gap]) {
        // SQLite ends no transaction well that has met a broken page.
        try queue.unsafeRead { db in
            var walk = RowWalk("t", by: "n")
            var numbers: [Int64] = []
            while true {
                let next = try walk.next(limit, db)
                if next.isEmpty { return (numbers, walk.gaps) }
                numbers += next
            }
        }
    }

    @Test("Where all pages are sound it meets every row", arguments: [1, 7, 4_000, 10_000])
    func sound(limit: Int) throws {
        let (queue, _) = try Self.table { _ in [] }
        let (numbers, gaps) = try Self.walk(queue, limit: limit)
        #expect(numbers == (1...Int64(Self.rows)).map { $0 })
        #expect(gaps.isEmpty)
    }

    @Test(
        "It misses the rows of the broken pages, says between which numbers they were, and no others",
        arguments: [1, 500])
    func broken(limit: Int) throws {
        let (queue, pages) = try Self.table { [$0 / 3, $0 / 2, $0 - 1] }
        let (numbers, gaps) = try Self.walk(queue, limit: limit)
        #expect(pages > 200)
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        #expect((1...3).contains(gaps.count))
        let missing = Set(1...Int64(Self.rows)).subtracting(numbers)
        // Some thirteen rows a page.
        #expect((3...60).contains(missing.count))
        for number in missing {
            #expect(gaps.contains { $0.first <= number && number <= $0.last ?? .max }, "\(number)")
        }
        for number in numbers {
            #expect(!gaps.contains { $0.first <= number && number <= $0.last ?? .max }, "\(number)")
        }
    }
}
