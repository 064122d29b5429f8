import GRDB
import TestSupport
import Testing

@testable import Sync

/// A county that has linked, with a case of three commits, of which two stand under one signature, and a scan of two
/// pieces.
struct CountyWithScan {
    let node: TestNode
    let manifest: Manifest
    let scan: [UInt8]

    /// - Parameter beside: written under the signature of the case's last commit.
    init(beside: Draft? = nil) throws {
        let network = TestNetwork()
        try network.found()
        try network.join("3401", under: "34", tier: "city")
        try network.join("340122", under: "3401", tier: "county")
        try network.join("340122100", under: "340122", tier: "township")
        try network.settle()
        let node = network["340122"]
        let scan = [UInt8](repeating: 9, count: Bounds.pieceBytes + 10)
        let manifest = try node.keep(scan)
        try node.write(Draft("case/340122-1", "a").with { $0.blobs = [manifest.id] }, Draft("case/340122-1", "b"))
        let last = Draft("case/340122-1", "c")
        if let beside { try node.write(last, beside) } else { try node.write(last) }
        (self.node, self.manifest, self.scan) = (node, manifest, scan)
    }
}
