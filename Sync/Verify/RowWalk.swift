public import GRDB

/// Goes through the rows of a table by their numbers, past pages of the file that cannot be read.
public struct RowWalk {
    /// Where no row could be read: from one number to another, or to the end of the table.
    public struct Gap: Hashable, Sendable, CustomStringConvertible {
        /// The first number that could not be looked for.
        public let first: Int64
        /// The last one; nil if nothing behind it can be read either.
        public let last: Int64?

        /// `12 to 40`, `12 and on`.
        public var description: String { last.map { "\(first) to \($0)" } ?? "\(first) and on" }
    }

    /// What could not be read so far, in order.
    public private(set) var gaps: [Gap] = []
    private let table: String
    private let column: String
    /// The next number to look for. It is always looked for from itself on: to go on behind one before it, SQLite would
    /// look for that one first, on a page that may be broken.
    private var from: Int64
    /// All rows that can be read were given.
    public private(set) var isAtEnd = false

    /// A walk over a table.
    ///
    /// - Parameters:
    ///   - column: its row number, by whatever name.
    ///   - place: only rows behind this number.
    public init(_ table: String, by column: String, after place: Int64 = 0) {
        self.table = table
        self.column = column
        from = place < .max ? place + 1 : .max
    }

    /// The next numbers, at most so many; none at the end. Throws only what has nothing to do with the pages' content.
    public mutating func next(_ limit: Int, _ db: Database) throws -> [Int64] {
        while !isAtEnd {
            var numbers: [Int64] = []
            do {
                let sql = "SELECT \(column) FROM \(table) WHERE \(column) >= ? ORDER BY \(column) LIMIT ?"
                let rows = try Int64.fetchCursor(db, sql: sql, arguments: [from, limit])
                while let number = try rows.next() { numbers.append(number) }
                isAtEnd = numbers.count < limit
            } catch let error where Damage.isUnreadable(error) {
                if numbers.isEmpty { try leap(db) }
            }
            guard let last = numbers.last else { continue }
            if last == .max { isAtEnd = true } else { from = last + 1 }
            return numbers
        }
        return []
    }

    /// Goes on behind what cannot be read: the next row that can, in steps that double, and then by halves.
    private mutating func leap(_ db: Database) throws {
        var (unreadable, behind, step) = (from, from, Int64(1))
        while true {
            let (next, overflow) = from.addingReportingOverflow(step)
            if !overflow, try canRead(from: next, db) {
                behind = next
                break
            }
            guard !overflow, step < .max else {
                gaps.append(Gap(first: from, last: nil))
                isAtEnd = true
                return
            }
            unreadable = next
            step = step > .max / 2 ? .max : step * 2
        }
        while behind - unreadable > 1 {
            let middle = unreadable + (behind - unreadable) / 2
            if try canRead(from: middle, db) { behind = middle } else { unreadable = middle }
        }
        gaps.append(Gap(first: from, last: behind - 1))
        from = behind
    }

    private func canRead(from number: Int64, _ db: Database) throws -> Bool {
        do {
            let sql = "SELECT \(column) FROM \(table) WHERE \(column) >= ? ORDER BY \(column) LIMIT 1"
            _ = try Int64.fetchOne(db, sql: sql, arguments: [number])
            return true
        } catch let error where Damage.isUnreadable(error) {
            return false
        }
    }
}
