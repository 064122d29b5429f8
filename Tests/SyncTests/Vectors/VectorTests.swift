import Foundation
import Testing

@testable import Sync

@Suite("The formats are those of the test vectors, for this engine and for an independent reader")
struct VectorTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Vectors")
    private static let file = folder.appending(path: "commits.json")
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test("What the engine writes is what the file holds; RECORD=1 writes it anew and fails")
    func engine() throws {
        var made = try Vectors.make()
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            made.signatures = try Vectors.sign(made.trees[3].root)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try encoder.encode(made).write(to: Self.file)
            Issue.record("vectors were recorded; run again without RECORD")
        }
        let filed = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: Self.file))
        made.signatures = filed.signatures
        #expect(made == filed)
        for header in filed.headers {
            let bytes = try #require(bytesOfHex(header.bytes))
            #expect(try Vectors.HeaderVector(Header(bytes)) == header)
        }
    }

    @Test("The filed signatures verify, for their purpose only")
    func signatures() throws {
        let filed = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: Self.file))
        #expect(filed.signatures.count == 2)
        for vector in filed.signatures {
            let key = try #require(bytesOfHex(vector.key).flatMap { PublicKey(subjectPublicKeyInfo: $0) })
            let content = try #require(bytesOfHex(vector.content))
            let signature = try #require(bytesOfHex(vector.signature))
            #expect(key.id.hex == vector.keyID)
            for purpose in [SigningPurpose.commits, .receipt, .status, .request] {
                #expect(
                    key.verifies(signature, over: content, purpose: purpose) == (purpose.rawValue == vector.purpose))
            }
        }
    }

    @Test(
        "A reader written from docs/formats.md alone agrees", .enabled(if: python != nil, "needs python3"))
    func independent() throws {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [Self.folder.appending(path: "check.py").path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
    }
}
