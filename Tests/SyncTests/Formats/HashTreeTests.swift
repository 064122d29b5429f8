import Testing

@testable import Sync

@Suite("One root covers every leaf of a tree, at its own place only")
struct HashTreeTests {
    @Test("From 1 to 70 leaves, each path proves its leaf at its index, and no other", arguments: 1...70)
    func paths(count: Int) {
        let leaves = (0..<count).map { Hash256.of([UInt8($0)]) }
        let tree = HashTree(leaves: leaves)
        for place in 0..<count {
            let path = tree.path(at: place)
            #expect(
                HashTree.root(leaf: leaves[place], index: UInt32(place), count: UInt32(count), path: path) == tree.root)
            for other in 0..<count where other != place {
                #expect(
                    HashTree.root(leaf: leaves[other], index: UInt32(place), count: UInt32(count), path: path)
                        != tree.root)
                #expect(
                    HashTree.root(leaf: leaves[place], index: UInt32(other), count: UInt32(count), path: path)
                        != tree.root)
            }
            #expect(
                HashTree.root(leaf: leaves[place], index: UInt32(place), count: UInt32(count), path: path + [.zero])
                    == nil)
            if !path.isEmpty {
                #expect(
                    HashTree.root(
                        leaf: leaves[place], index: UInt32(place), count: UInt32(count), path: path.dropLast()) == nil)
            }
        }
    }

    @Test("With one leaf the root is the leaf")
    func one() { #expect(HashTree(leaves: [.of([1])]).root == .of([1])) }

    @Test("An index outside, or more leaves than a tree may have, has no root")
    func outside() {
        #expect(HashTree.root(leaf: .zero, index: 3, count: 3, path: []) == nil)
        #expect(HashTree.root(leaf: .zero, index: 0, count: 0, path: []) == nil)
        #expect(HashTree.root(leaf: .zero, index: 0, count: 65_537, path: []) == nil)
    }

    @Test("An inner node passes for no leaf: headers begin with a version above 0")
    func inner() throws {
        #expect(throws: FormatError.self) { try Header([0] + [UInt8](repeating: 1, count: 64)) }
    }
}
