import FoundationEssentials
import GRDB
import Synchronization
import Testing

@testable import Sync

@Suite("Nothing on the way of a commit reads the log, the lanes or the streams from end to end")
struct QueryPlanTests {
    /// What grows with every commit.
    private static let large = ["commits", "lane_rows", "streams", "signatures", "participants", "group_levels"]

    @Test("A case that is opened, goes up, gains a hall beside and comes back")
    func caseOnItsWay() throws {
        let network = try TestNetwork.anhui()
        let said = Statements()
        for node in network.nodes { said.listen(to: node.db) }
        let name: StreamName = "case/340122100-1"
        try network["340122100"].write(
            Draft(name, "opened"), Draft(name, "forwarded").with { $0.nextWriter = "340122" })
        try network.settle()
        try network["340122"].write(Draft(name, "asked").with { $0.joins = ["340222"] })
        try network["340122"].write(Draft(name, "returned").with { $0.nextWriter = "340122100" })
        try network.settle()
        #expect(try network["340222"].holds(name) == "1w 2w 3w 4w")
        #expect(said.all.count > 50)
        for sql in said.all {
            let walks = try network["340122"].db.read { try QueryPlanTests.walks(sql, $0) }
            #expect(walks.isEmpty, "\(sql)")
        }
    }

    /// The lines of a statement's plan that read one of the large tables from its beginning.
    private static func walks(_ sql: String, _ db: Database) throws -> [String] {
        let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
        statement.setUncheckedArguments(StatementArguments())
        let plan = try Row.fetchAll(statement)
        let names = Set(large.flatMap { [$0] + aliases(of: $0, in: sql) })
        return plan.map { $0["detail"] as String }.filter { line in
            let words = line.split(separator: " ")
            guard words.count > 1, names.contains(String(words[1])) else { return false }
            return words[0] == "SCAN" || line.hasSuffix("(rowid<?)")
        }
    }

    /// The short names under which a statement reads a table.
    private static func aliases(of table: String, in sql: String) -> [String] {
        let words = sql.split { " \n(),".contains($0) }
        return zip(words, words.dropFirst()).filter { $0.0 == table && $0.1.count == 1 }.map { String($0.1) }
    }
}

/// The statements that stores have run.
private final class Statements: Sendable {
    private let words = Mutex<Set<String>>([])

    /// Those that read or write rows, in order.
    var all: [String] {
        words.withLock { $0 }.filter {
            ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains($0.prefix { $0 != " " })
        }
        .sorted()
    }

    func listen(to store: any DatabaseWriter) {
        store.writeWithoutTransaction { db in
            db.trace { event in
                guard case .statement(let statement) = event else { return }
                let sql = statement.sql
                self.words.withLock { _ = $0.insert(sql) }
            }
        }
    }
}
