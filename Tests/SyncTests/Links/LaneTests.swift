import GRDB
import Testing

@testable import Sync

@Suite("Lanes carry commits up and down, and both ends agree")
struct LaneTests {
    @Test("Entries of province, cities and counties are held everywhere; those of townships on their way")
    func entries() throws {
        let network = try TestNetwork.anhui()
        for node in network.nodes {
            for everywhere in ["34", "3401", "3402", "340122", "340222"] {
                #expect(
                    try node.holds(.directory(NodeID(stringLiteral: everywhere))) == "1w", "\(everywhere) at \(node.id)"
                )
            }
        }
        #expect(try network["34"].holds("hall/340122100200") == "1w")
        #expect(try network["340222"].holds("hall/340122100200") == "")
        #expect(try network["340122101"].holds("hall/340122100") == "")
        try network.expectDigestsAgree()
    }

    @Test("The catalogue goes down to everyone below, and up to the ancestors of its founder")
    func catalogue() throws {
        let network = try TestNetwork.anhui()
        try network["34"].write(Draft("rules/limits", "r1"), Draft("matter/34/0001", "m1"))
        try network["340122"].write(Draft("matter/340122/0002", "m2"))
        try network.settle()
        for node in network.nodes {
            #expect(try node.holds("rules/limits") == "1w")
            #expect(try node.holds("matter/34/0001") == "1w")
            let isOnTheWay = ["34", "3401", "340122"].contains(node.id) || node.id.rawValue.hasPrefix("340122")
            #expect(try node.holds("matter/340122/0002") == (isOnTheWay ? "1w" : ""), "\(node.id)")
        }
        try network.expectDigestsAgree()
    }
}
