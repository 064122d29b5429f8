import Foundation
import GRDB
import Sync
import Testing
import Tiers

@testable import HallNode

/// What a hall says of itself: a version counts as in effect only if nothing before it waits or was refused.
struct AppliedHereTests {
    private let halls: PracticeHalls

    /// The city publishes three matters, its commits 1 to 3; the province is told that it has all three.
    init() throws {
        halls = try PracticeHalls()
        for code in ["JX-1", "JX-2", "JX-3"] {
            _ = try PublishMatters(halls.city).run([catalogue(code: code)], now: PracticeHalls.noon)
        }
        let key = halls.city.identity.key.publicKey.id
        try halls.province.journal { db in
            try db.execute(sql: "INSERT INTO keys(key) VALUES (?)", arguments: [key])
            try db.execute(sql: "INSERT INTO applied(kid, up_to) VALUES (?, 3)", arguments: [db.lastInsertedRowID])
        }
    }

    private func applied() throws -> UInt64? {
        let key = halls.city.identity.key.publicKey.id.hex
        return try halls.province.read { db in
            try ownStatusRecord(halls.province, db, now: PracticeHalls.noon).applied.first { $0.key == key }?.upTo
        }
    }

    /// The header of the city's second matter.
    private func second() throws -> Data {
        try #require(
            try halls.city.read { db in
                try Data.fetchOne(
                    db, sql: "SELECT header FROM commits WHERE source IS NULL ORDER BY position LIMIT 1 OFFSET 1")
            })
    }

    @Test("With nothing in the way, all counts")
    func free() throws { #expect(try applied() == 3) }

    @Test("What waits for context holds back what came after it")
    func waiting() throws {
        let header = try second()
        try halls.province.journal { db in
            try db.execute(
                sql: """
                    INSERT INTO waiting(peer, lane, position, lacks, header, block, size)
                    VALUES ('3607', 1, 2, 'x', ?, x'', 0)
                    """, arguments: [header])
        }
        #expect(try applied() == 1)
    }

    @Test("What was refused here holds back, what another hall refused does not", arguments: [("36", 1), ("3601", 3)])
    func refused(by hall: String, upTo: UInt64) throws {
        let header = try second()
        try halls.province.journal { db in
            try db.execute(
                sql: """
                    INSERT INTO quarantine(id, reason, refused_by, peer, lane, position, at, header)
                    VALUES (?, 'bad-signature', ?, '3607', 1, 2, 0, ?)
                    """, arguments: [Hash256.zero, hall, header])
        }
        #expect(try applied() == upTo)
    }

    @Test("A refused copy of what is held in good order holds nothing back")
    func copy() throws {
        let header = try second()
        try halls.province.journal { db in
            let kid = try Int64.fetchOne(db, sql: "SELECT kid FROM applied ORDER BY kid DESC LIMIT 1")
            try db.execute(
                sql: """
                    INSERT INTO commits(sid, sequence, kid, key_sequence, id, header, sigid, leaf, received_at)
                    VALUES (99, 1, ?, 2, ?, ?, 1, 0, 0)
                    """, arguments: [kid, Hash256.zero, header])
            try db.execute(
                sql: """
                    INSERT INTO quarantine(id, reason, refused_by, peer, lane, position, at, header)
                    VALUES (?, 'bad-signature', '36', '3607', 1, 2, 0, ?)
                    """, arguments: [Hash256.zero, header])
        }
        #expect(try applied() == 3)
    }

    @Test("Free space is told in steps, so that a record does not change with every write")
    func steps() throws {
        let bytes = try halls.province.read { db in
            try ownStatusRecord(halls.province, db, now: PracticeHalls.noon).diskFreeBytes
        }
        #expect(try #require(bytes) % (1 << 20) == 0)
    }
}
