import Foundation
import Testing

@testable import Tiers

@Suite struct LimitTests {
    @Test("A limit has 1 to 3650 days", arguments: [(0, false), (1, true), (3_650, true), (3_651, false), (-1, false)])
    func range(_ days: Int, _ allowed: Bool) throws {
        #expect((Limit(days: days) != nil) == allowed)
        let json = Data("{\"days\":\(days),\"unit\":\"natural\"}".utf8)
        #expect(((try? JSONDecoder().decode(Limit.self, from: json)) != nil) == allowed)
    }

    @Test("A limit comes back from JSON as it went")
    func json() throws {
        let limit = try #require(Limit(days: 20, unit: .natural))
        #expect(try JSONDecoder().decode(Limit.self, from: JSONEncoder().encode(limit)) == limit)
    }
}
