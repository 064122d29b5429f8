import Foundation
import HallFuzz
import Testing

/// Every reader of the borders against the corpus and some thousand seeded inputs; `make fuzz` tries millions.
@Suite("A reader reads or refuses, whatever comes", .timeLimit(.minutes(5)))
struct FuzzTests {
    static let corpus = Corpus(folder: URL(fileURLWithPath: #filePath + "/../../Corpus").standardized.path)

    /// Inputs a target beside the corpus; those that check signatures or parse long texts are slower.
    static func count(_ target: FuzzTarget) -> Int {
        let slow = ["yaml", "csv", "dossier", "applicant"] + FuzzTarget.link.map(\.name)
        return slow.contains(target.name) ? 500 : 5_000
    }

    @Test("Corpus and seeded inputs", arguments: FuzzTarget.all)
    func everyInput(_ target: FuzzTarget) async throws {
        let inputs = try Self.corpus.inputs(of: target)
        // On a thread of its own: the few on which all tests run are not to be held up by this.
        let report = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let run = FuzzRun(target, corpus: inputs.map(\.bytes), seed: 1)
                continuation.resume(returning: run.run(count: Self.count(target)))
            }
        }
        for finding in report.findings {
            Issue.record("\(target.name): \(finding.what): \(Data(finding.bytes).base64EncodedString())")
        }
        #expect(report.inputs == inputs.count + Self.count(target))
    }

    /// A reader that refuses everything would pass all else.
    @Test("The corpus has inputs that are read, and inputs that are refused come of them", arguments: FuzzTarget.all)
    func corpusIsRead(_ target: FuzzTarget) throws {
        let inputs = try Self.corpus.inputs(of: target)
        let read = inputs.filter { (try? target.check($0.bytes)) == true }
        #expect(!read.isEmpty, "no input of \(target.name) is read")
        #expect(inputs.allSatisfy { $0.bytes.count <= target.bytesMax })
        var mutator = Mutator(target, corpus: inputs.map(\.bytes), seed: 2)
        let isRefused = (0..<500).contains { _ in (try? target.check(mutator.next())) == false }
        #expect(isRefused, "\(target.name) refuses nothing")
    }

    @Test("Every folder of the corpus has its target")
    func folders() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.folder)
        #expect(Set(folders).subtracting(FuzzTarget.all.map(\.name)).subtracting(["README.md"]).isEmpty)
    }

    @Test("The same seed makes the same inputs, another one others")
    func seeds() throws {
        let target = try #require(FuzzTarget.all.first)
        func inputs(_ seed: UInt64) -> [[UInt8]] {
            var mutator = Mutator(target, corpus: [Array(0..<200)], seed: seed)
            return (0..<50).map { _ in mutator.next() }
        }
        #expect(inputs(1) == inputs(1))
        #expect(inputs(1) != inputs(2))
    }

    @Test("A reader that traps its promise is noticed: wrong bytes, a foreign error, slowness")
    func control() {
        struct Foreign: Error {}
        let promises: [@Sendable ([UInt8]) throws -> Bool] = [
            { _ in throw Finding("written otherwise") }, { _ in throw Foreign() },
        ]
        for promise in promises {
            let target = FuzzTarget("control", check: promise)
            #expect(FuzzRun(target, corpus: [[1]], seed: 1).run(count: 3).findings.count == 4)
        }
    }
}

extension FuzzTarget: CustomTestStringConvertible {
    /// The name alone: a target holds what it reads with.
    public var testDescription: String { name }
}
