import Foundation
import Testing

/// The faults that `make mutants` plants, as far as a quick test can see: each fits the sources as they are.
@Suite struct MutationTests {
    private static let folder = URL(fileURLWithPath: #filePath + "/../../Mutations").standardized
    private static let patches: [(name: String, text: String)] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".patch") }.sorted().map { file in
            let bytes = FileManager.default.contents(atPath: folder.appending(path: file).path) ?? Data()
            return (String(file.dropLast(".patch".count)), String(decoding: bytes, as: UTF8.self))
        }
    }()

    @Test func everyFaultHasItsPatch() {
        let faults = [
            "acknowledge-before-sync", "skip-pen-check", "skip-lane-digest", "repeat-case-number", "body-to-ancestor",
            "project-twice", "receivers-clock", "drop-refusal", "count-beyond-end", "act-on-fork", "forget-blob",
            "lose-lane-row",
        ]
        #expect(Set(Self.patches.map(\.name)) == Set(faults + ["switch"]))
    }

    @Test func everyPatchFitsTheSources() throws {
        var taken: [String: [Range<Int>]] = [:]
        for patch in Self.patches {
            let hunks = try Hunk.all(in: patch.text)
            #expect(!hunks.isEmpty, "\(patch.name) changes nothing")
            for hunk in hunks {
                guard let lines = hunk.file.map(Self.lines) else { continue }  // a new file
                let places = lines.indices.filter { lines[$0...].starts(with: hunk.before) }
                #expect(places.count == 1, "\(patch.name): in \(hunk.file ?? "") it fits \(places.count) places")
                guard let place = places.first else { continue }
                let range = place..<place + hunk.before.count
                let others = taken[hunk.file ?? "", default: []]
                #expect(!others.contains { $0.overlaps(range) }, "\(patch.name) and another change the same lines")
                taken[hunk.file ?? "", default: []].append(range)
            }
        }
    }

    @Test func everyPatchSaysWhatItBreaksAndLivesAlone() throws {
        for patch in Self.patches {
            #expect(patch.text.prefix { $0 != "\n" }.hasSuffix("."), "\(patch.name) does not say what it breaks")
            let isAlone = try Hunk.all(in: patch.text).allSatisfy { hunk in
                hunk.file == nil || hunk.added.contains { $0.contains("Mutant.lives(\"\(patch.name)\")") }
                    || hunk.added.allSatisfy { $0.hasPrefix("import ") }
            }
            #expect(isAlone, "\(patch.name) is at work when it is not chosen")
        }
    }

    private static func lines(of path: String) -> [Substring] {
        let text = SourceTree.shared.files.first { $0.path == path }?.text ?? ""
        return text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}

/// One place that a patch changes.
private struct Hunk {
    /// The file; nil where the patch makes a new one.
    var file: String?
    /// The lines that must stand there.
    var before: [Substring] = []
    /// The lines that it adds.
    var added: [Substring] = []

    /// The places of a unified diff, in order.
    static func all(in text: String) throws -> [Hunk] {
        var hunks: [Hunk] = []
        var file: String?
        var left = (before: 0, after: 0)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if left.before > 0 || left.after > 0 {
                let last = hunks.count - 1
                if line.first != "+" {
                    hunks[last].before.append(line.dropFirst())
                    left.before -= 1
                }
                if line.first != "-" { left.after -= 1 }
                if line.first == "+" { hunks[last].added.append(line.dropFirst()) }
            } else if line.hasPrefix("--- ") {
                file = line.hasPrefix("--- a/") ? String(line.dropFirst("--- a/".count)) : nil
            } else if let head = line.firstMatch(of: /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/)?.output {
                left = (head.1.flatMap { Int($0) } ?? 1, head.2.flatMap { Int($0) } ?? 1)
                hunks.append(Hunk(file: file))
            }
        }
        return hunks
    }
}
