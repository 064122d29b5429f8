import Foundation
import GRDB
import Testing

@testable import Sync

@Suite("Elsewhere a transaction that took long was skipped by those that were shipped before it")
struct LongTransactionTests {
    private static let child: NodeID = "340122"

    /// A network whose county has its store in a file, as a pool of connections, and a second process on that file.
    private static func network(in folder: URL) throws -> (TestNetwork, second: DatabasePool) {
        let network = try TestNetwork.anhui()
        let path = folder.appending(path: "hall.sqlite").path
        let pool = try DatabasePool(path: path)
        try network[child].db.backup(to: pool)
        network[child].db = pool
        return (network, try DatabasePool(path: path))
    }

    private static func withNetwork(_ body: (TestNetwork, DatabasePool) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (network, second) = try network(in: folder)
        try body(network, second)
        try second.close()
    }

    private static func draft(_ what: String) -> Draft {
        Draft(StreamName(stringLiteral: "case/340122-\(what)"), "opened").with { $0.joins = ["3401"] }
    }

    @Test("While a long transaction writes, no later one commits; nothing of it is shipped, and nothing is skipped")
    func writing() throws {
        try Self.withNetwork { network, second in
            let county = network[Self.child]
            try county.write(Self.draft("before"))
            try network.settle()
            try second.write { db in
                var long = try county.makeBatch(db)
                _ = try long.append(Self.draft("long-1"))
                // Another process may not write meanwhile, at no price: it would get places before this one's.
                let error = #expect(throws: DatabaseError.self) {
                    try county.db.writeWithoutTransaction { try $0.execute(sql: "PRAGMA busy_timeout = 0") }
                    try county.write(Self.draft("later"))
                }
                #expect(error?.resultCode == .SQLITE_BUSY)
                let next = try county.db.read { db in
                    let head = try Lane.find(to: "3401", .urgent, db)?.head ?? .start
                    return try county.engine.nextBatch(to: "3401", .urgent, after: head, db)
                }
                #expect(next == nil, "a part of the long one is shipped")
                _ = try long.append(Self.draft("long-2"))
                try long.finish()
            }
            try county.write(Self.draft("later"))
            try network.settle()
            for what in ["before", "long-1", "long-2", "later"] {
                #expect(try network["3401"].holds(StreamName(stringLiteral: "case/340122-\(what)")) == "1w", "\(what)")
            }
            try network.expectDigestsAgree()
        }
    }

    @Test("A long transaction that only read before others wrote and shipped cannot write: it begins anew, behind them")
    func reading() throws {
        try Self.withNetwork { network, second in
            let county = network[Self.child]
            try second.writeWithoutTransaction { db in
                try db.inTransaction(.deferred) {
                    _ = try Lane.find(to: "3401", .urgent, db)
                    try county.write(Self.draft("later"))
                    try network.settle()
                    #expect(try network["3401"].holds("case/340122-later") == "1w")
                    let error = #expect(throws: DatabaseError.self) {
                        var long = try county.makeBatch(db)
                        _ = try long.append(Self.draft("long"))
                    }
                    #expect(error?.resultCode == .SQLITE_BUSY)
                    return .rollback
                }
            }
            try county.write(Self.draft("long"))
            try network.settle()
            #expect(try network["3401"].holds("case/340122-long") == "1w")
            try network.expectDigestsAgree()
            #expect(try county.db.write { try county.engine.verify($0).faults }.isEmpty)
        }
    }
}
