import Foundation
import Testing

/// What the manifest, the folders, the README and the Makefile say of each other.
@Suite struct ModuleTests {
    @Test func everyTargetHasItsFolderAndEveryFolderItsTarget() throws {
        let manifest = try text(of: "Package.swift")
        let declared = manifest.matches(of: /[tT]arget\(\s*name: "(\w+)"|systemLibrary\(name: "(\w+)"/).compactMap {
            ($0.output.1 ?? $0.output.2).map(String.init)
        }
        let holders = SourceTree.shared.files.filter { $0.isSwift || $0.path.hasSuffix(".modulemap") }.map { file in
            let parts = file.path.split(separator: "/")
            return String(["Sources", "Tests"].contains(parts[0]) ? parts[1] : parts[0])
        }
        #expect(Set(declared) == Set(holders).subtracting(["Package.swift"]))
    }

    @Test func theREADMENamesEveryModule() throws {
        let readme = try text(of: "README.md")
        let modules = Set(
            SourceTree.shared.swift.compactMap { file -> String? in
                let parts = file.path.split(separator: "/")
                guard parts.count > 1 else { return nil }
                return parts[0] == "Sources" ? "Sources/\(parts[1])/" : parts[0] == "Tests" ? "Tests/" : "\(parts[0])/"
            })
        for module in modules.sorted() { #expect(readme.contains(module), "\(module) is not in README.md") }
    }

    @Test func everyMakeTargetThatADocumentNamesIsThere() throws {
        let targets = Set(try text(of: "Makefile").matches(of: /(?m)^([a-z]+):/).map { String($0.output.1) })
        let documents = SourceTree.shared.files.filter { $0.path.hasSuffix(".md") }
        for file in documents {
            for match in file.text.matches(of: /(?:`|(?m:^) {4})make ([a-z]+)/) {
                #expect(targets.contains(String(match.output.1)), "\(file.path): make \(match.output.1)")
            }
        }
    }

    @Test func everyCommandIsInTheDocumentThatScriptsRelyOn() throws {
        let document = try text(of: "docs/commands.md")
        for file in SourceTree.shared.swift where file.path.hasPrefix("Sources/hall/") {
            for match in file.text.matches(of: /commandName: "([a-z-]+)"/) where match.output.1 != "hall" {
                let words = match.output.1.replacing("-", with: " ")
                let groups = ["", "case ", "log ", "key ", "matter ", "staff ", "rules ", "card ", "score "]
                let isThere = groups.contains { document.contains("hall \($0)\(words)") }
                #expect(isThere, "\(file.path): \(words) is not in docs/commands.md")
            }
        }
    }

    @Test func everyLinkOfADocumentLeadsToAFile() {
        let root = URL(fileURLWithPath: #filePath + "/../../..").standardized
        for file in SourceTree.shared.files where file.path.hasSuffix(".md") {
            for match in file.text.matches(of: /\]\(([^)#:\s]+)[^):\s]*\)/) {
                let path = root.appending(path: "\(file.folder)/\(match.output.1)").standardized.path
                #expect(FileManager.default.fileExists(atPath: path), "\(file.path) links to \(match.output.1)")
            }
        }
    }

    @Test func everyInvariantHasATest() throws {
        let section = try #require(try text(of: "docs/design.md").components(separatedBy: "\n## Invariants\n").last)
        let list = section.components(separatedBy: "\n## ")[0].components(separatedBy: "\n- ").dropFirst()
        #expect(list.count >= 8)
        for invariant in list {
            let names = invariant.matches(of: /`(\w+Tests)\.(\w+)`/)
            #expect(!names.isEmpty, "no test: \(invariant)")
            for name in names {
                let isThere = SourceTree.shared.swift.contains { file in
                    file.path.hasPrefix("Tests/") && file.text.contains("struct \(name.output.1) ")
                        && file.text.contains("func \(name.output.2)(")
                }
                #expect(isThere, "there is no test \(name.output.0)")
            }
        }
    }

    private func text(of path: String) throws -> String {
        try #require(SourceTree.shared.files.first { $0.path == path }, "\(path) is missing").text
    }
}
