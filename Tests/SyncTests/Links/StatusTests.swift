import GRDB
import Testing

@testable import Sync

@Suite("Status records pass up, the newest of each hall")
struct StatusTests {
    private static func record(_ node: TestNode, unsent: Int) -> StatusRecord {
        StatusRecord(
            node: node.id, at: node.network.tick(), version: "1", incarnation: 1, address: nil, applied: [],
            unsent: unsent, oldestUnsent: nil, clockOffset: nil, diskFreeBytes: nil, quarantine: 0, lastBackup: nil)
    }

    private static func say(_ node: TestNode, unsent: Int) throws {
        try node.db.write {
            try node.engine.record(record(node, unsent: unsent), key: node.key, now: node.network.now, $0)
        }
    }

    @Test("A village's record reaches the province, and no hall beside")
    func up() throws {
        let network = try TestNetwork.anhui()
        try Self.say(network["340122100200"], unsent: 4)
        try network.settle()
        for above in ["340122100", "340122", "3401", "34"] {
            let held = try network[NodeID(stringLiteral: above)].db.read { try Statuses.find("340122100200", $0) }
            #expect(held?.record.unsent == 4, "\(above)")
        }
        #expect(try network["340122101"].count("statuses") == 0)
        try Self.say(network["340122100200"], unsent: 5)
        try network.settle()
        #expect(try network["34"].db.read { try Statuses.find("340122100200", $0)?.record.unsent } == 5)
    }

    @Test("A record that says nothing new is not written again")
    func unchanged() throws {
        let network = try TestNetwork.anhui()
        let node = network["3401"]
        try Self.say(node, unsent: 1)
        try Self.say(node, unsent: 1)
        #expect(try node.db.read { try Statuses.find("3401", $0)?.record.number } == (1 << 40) + 1)
        try Self.say(node, unsent: 2)
        #expect(try node.db.read { try Statuses.find("3401", $0)?.record.number } == (1 << 40) + 2)
    }

    @Test("An older record replaces no newer one")
    func older() throws {
        let network = try TestNetwork.anhui()
        let node = network["3401"]
        try Self.say(node, unsent: 1)
        let old = try #require(try node.db.read { try node.engine.statusesToSend(limit: 9, $0) }.first).frame
        try Self.say(node, unsent: 2)
        try network.settle()
        let province = network["34"]
        try province.db.write { try province.engine.take(status: old.payload, from: "3401", now: 1, $0) }
        #expect(try province.db.read { try Statuses.find("3401", $0)?.record.unsent } == 2)
    }

    @Test("A forged record, or one of a hall elsewhere, is refused")
    func forged() throws {
        let network = try TestNetwork.anhui()
        let node = network["3401"]
        try Self.say(node, unsent: 1)
        let frame = try #require(try node.db.read { try node.engine.statusesToSend(limit: 9, $0) }.first).frame
        let province = network["34"]
        var bytes = frame.payload
        let digit = try #require(bytes.lastIndex(of: UInt8(ascii: "}"))) - 1
        bytes[digit] ^= 1
        #expect(throws: FormatError.self) {
            try province.db.write { try province.engine.take(status: bytes, from: "3401", now: 1, $0) }
        }
        #expect(throws: FormatError.self) {
            try province.db.write { try province.engine.take(status: frame.payload, from: "3402", now: 1, $0) }
        }
        for count in 0..<frame.payload.count {
            #expect(throws: FormatError.self) {
                try province.db.write {
                    try province.engine.take(status: Array(frame.payload.prefix(count)), from: "3401", now: 1, $0)
                }
            }
        }
        #expect(try province.count("statuses") == 0)
    }
}
