import TestSupport
import Testing

@testable import Tiers

/// The bytes of the facts: fixed for ever, small, and safe to read from anybody.
@Suite struct CaseFactsCodecTests {
    static func opening() throws -> CaseFacts {
        try #require(CaseWorld.opened(at: "county", CaseWorld.matter(decidedBy: .city, department: "dkj")).state?.facts)
    }

    /// Every field is there, and as long as this version allows.
    static func fullest() throws -> CaseFacts {
        var facts = try opening()
        let hall = try #require(HallID("360732100201:abcdefghijkl~99"))
        facts.matterOwner = hall
        facts.matterCode = String(repeating: "矿", count: CaseLimits.matterCodeBytes / 3)
        facts.matterVersion = .max
        facts.origin = hall
        facts.decidingHall = hall
        facts.acceptingHall = hall
        facts.forwardedBy = hall
        facts.acceptedAt = CaseWorld.morning("9999-12-31")
        facts.decidedAt = CaseWorld.morning("9999-12-31")
        facts.correctionBeforeAcceptance = true
        facts.correctionSinceReturn = true
        let from = try #require(CivilDate("2029-12-30"))
        facts.stops = try (0..<CaseLimits.clockStops).map { index in
            let start = from.adding(days: Int64(index) * 9)
            return try #require(ClockStop(from: start, through: start.adding(days: 8)))
        }
        facts.stoppedSince = from
        facts.statutory = Limit(days: 3_650, unit: .natural)
        facts.promised = Limit(days: 3_649)
        facts.preReview = StepCount(total: 32, passed: 31)
        facts.steps = StepCount(total: 32, passed: 32)
        facts.reasonCode = String(repeating: "x", count: CaseLimits.reasonCodeBytes)
        facts.deemedAccepted = true
        facts.committed = true
        facts.registeredLate = true
        facts.happenedAt = CaseWorld.morning("9999-12-31")
        facts.procedure = ProcedureStop(kind: .expertReview, days: 3_650)
        facts.extensionDays = 15
        facts.enquiry = .report
        facts.gap = Limit(days: 3_650, unit: .natural)
        facts.noteCharacters = .max
        return facts
    }

    @Test("An opening has these bytes, for ever") func vectorOfAnOpening() throws {
        let bytes = try CaseFactsCodec.encode(CaseFactsCodecTests.opening())
        #expect(hex(bytes) == CaseFactsCodecTests.openingHex)
        #expect(CaseFactsCodec.decode(bytes) == (try CaseFactsCodecTests.opening()))
    }

    @Test("A return with a stopped clock has these bytes, for ever") func vectorOfAReturn() throws {
        var world = try CaseWorld.opened(at: "county", CaseWorld.matter(decidedBy: .city, department: "dkj"))
        try world.play(["county accept", "county forward", "city receive", "city return"])
        try world.play(["county request-correction 照片"])
        world.now = CaseWorld.morning("2026-03-05")
        try world.play(["county supplement 照片", "county forward", "city return", "county request-correction 照片"])
        let facts = try #require(world.state?.facts)
        let bytes = try CaseFactsCodec.encode(facts)
        #expect(hex(bytes) == CaseFactsCodecTests.returnHex)
        #expect(CaseFactsCodec.decode(bytes) == facts)
    }

    @Test("The fullest facts fit into 512 bytes") func fullestFits() throws {
        let facts = try CaseFactsCodecTests.fullest()
        let bytes = try CaseFactsCodec.encode(facts)
        #expect(bytes.count <= 512)
        #expect(CaseFactsCodec.decode(bytes) == facts)
    }

    @Test("Facts that do not fit are refused with their size") func tooLarge() throws {
        var facts = try CaseFactsCodecTests.opening()
        facts.matterCode = String(repeating: "A", count: 600)
        let error = #expect(throws: CaseFactsCodec.TooLarge.self) { try CaseFactsCodec.encode(facts) }
        #expect(error?.bytes ?? 0 > 600)
    }

    @Test("Fields that are there are read back, each by itself") func newFields() throws {
        for place in 0..<9 {
            var facts = try CaseFactsCodecTests.opening()
            switch place {
            case 0: facts.deemedAccepted = true
            case 1: facts.committed = true
            case 2: facts.registeredLate = true
            case 3: facts.happenedAt = CaseWorld.morning("2026-03-01")
            case 4: facts.procedure = ProcedureStop(kind: .tender, days: 1)
            case 5: facts.extensionDays = 1
            case 6: facts.enquiry = .complaint
            case 7: facts.enquiry = .report
            default: facts.gap = Limit(days: 1)
            }
            let bytes = try CaseFactsCodec.encode(facts)
            #expect(CaseFactsCodec.decode(bytes) == facts, "field \(place)")
            #expect(try bytes != CaseFactsCodec.encode(CaseFactsCodecTests.opening()))
        }
    }

    @Test("Cut-off facts are never taken for others") func everyPrefix() throws {
        for facts in try [CaseFactsCodecTests.opening(), CaseFactsCodecTests.fullest()] {
            let bytes = try CaseFactsCodec.encode(facts)
            for count in 0..<bytes.count {
                guard let read = CaseFactsCodec.decode(bytes.prefix(count)) else { continue }
                // Cut between two fields, where only optional ones follow: well-formed, and what it says it says again.
                #expect(try CaseFactsCodec.encode(read) == Array(bytes.prefix(count)))
            }
        }
    }

    @Test("A flipped bit gives no facts or facts that are written just so") func everyBit() throws {
        for facts in try [CaseFactsCodecTests.opening(), CaseFactsCodecTests.fullest()] {
            let bytes = try CaseFactsCodec.encode(facts)
            for index in bytes.indices {
                for bit in 0..<8 {
                    var flipped = bytes
                    flipped[index] ^= 1 << bit
                    guard let read = CaseFactsCodec.decode(flipped) else { continue }
                    #expect(read != facts || CaseFactsCodecTests.hasUnknownTag(flipped), "byte \(index), bit \(bit)")
                }
            }
        }
    }

    @Test("Fields of a later version are passed over") func unknownTag() throws {
        let facts = try CaseFactsCodecTests.opening()
        let bytes = try CaseFactsCodec.encode(facts)
        #expect(CaseFactsCodec.decode(bytes + [0xC8, 3, 1, 2, 3]) == facts)
        #expect(CaseFactsCodec.decode(bytes + [0xC8, 3, 1, 2]) == nil, "cut off")
        #expect(CaseFactsCodec.decode(bytes + [1, 1, 1]) == nil, "a tag that does not ascend")
        #expect(CaseFactsCodec.decode(bytes + [0xC8, 0x83, 0x00, 1, 2, 3]) == nil, "a length not in its shortest form")
        #expect(CaseFactsCodec.decode([2] + bytes.dropFirst()) == nil, "another version")
        #expect(CaseFactsCodec.decode(bytes + [UInt8](repeating: 0, count: 600)) == nil, "too long")
    }

    @Test("Random bytes are read without harm", arguments: 1...10) func randomBytes(seed: UInt64) throws {
        var numbers = SeededRandom(seed: seed)
        let start = try CaseFactsCodec.encode(CaseFactsCodecTests.fullest())
        for _ in 0..<2_000 {
            var bytes = start
            for _ in 0...numbers.below(4) {
                let index = numbers.below(bytes.count)
                switch numbers.below(3) {
                case 0: bytes[index] = UInt8(numbers.below(256))
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8(numbers.below(256)), at: index)
                }
            }
            guard let facts = CaseFactsCodec.decode(bytes) else { continue }
            #expect(CaseFactsCodec.decode(try CaseFactsCodec.encode(facts)) == facts)
        }
    }

    @Test("Every action and every stage has a number") func everyWord() throws {
        var facts = try CaseFactsCodecTests.opening()
        for action in CaseAction.allCases {
            for stage in CaseStage.allCases {
                facts.action = action
                facts.stage = stage
                #expect(CaseFactsCodec.decode(try CaseFactsCodec.encode(facts)) == facts)
            }
        }
    }

    /// A flipped tag can become one that a later version may use; it is passed over then.
    static func hasUnknownTag(_ bytes: [UInt8]) -> Bool {
        var rest = bytes.dropFirst()
        while let tag = rest.popFirst(), var length = rest.popFirst().map(Int.init) {
            if CaseFactsCodec.Tag(rawValue: tag) == nil { return true }
            if length >= 0x80 { length += (rest.popFirst().map(Int.init) ?? 0) * 128 - 128 }
            rest = rest.dropFirst(length)
        }
        return false
    }

    static let openingHex =
        "010101010201010302333604044a582d3105010106010407063336303733320808333630373a646b"
        + "6a0b06809af9c09567110201141202010a1302010014020200"
    static let returnHex =
        "010101020201070302333604044a582d3105010106010407063336303733320808333630373a646b"
        + "6a09063336303733320b06809af9c095670c06c0c380c195670e01020f06c4c002cac0021003cac0"
        + "02110201141202010a1302010114020200"
}

/// Lower-case hex digits.
private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
