import ArgumentParser
import Foundation
import HallFuzz

/// Fuzzes the readers of the borders for as long as one likes: `make fuzz`.
@main
struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Tries many broken inputs on every reader of the borders.",
        discussion: "An input that ends the reader's process, or hangs, is written into the corpus and named for it.")

    @Option(help: "Targets, several by commas.") var targets = "all"
    @Option(help: "Inputs a target; without it, what each target is to have.") var count: Int?
    @Option(help: "The seed; the same one tries the same inputs.") var seed: UInt64 = 1
    @Option(help: "The corpus.") var corpus = "Tests/Corpus"
    @Flag(help: "Only names the targets.") var list = false
    @Option(help: .hidden) var note: String?

    func run() throws {
        let names = Set(targets.split(separator: ",").map(String.init))
        let chosen = FuzzTarget.all.filter { targets == "all" || names.contains($0.name) }
        guard !chosen.isEmpty, targets == "all" || chosen.count == names.count else {
            throw ValidationError("the targets are \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
        }
        if list {
            for target in chosen { print(target.name) }
            return
        }
        if let note, let target = chosen.first {
            try Attempts(target, corpus: Corpus(folder: corpus), note: note).run(count: count ?? 0, seed: seed)
            return
        }
        var hasFailed = false
        print("target        inputs   read  seconds  slowest  memory  findings  (seed \(seed))")
        for target in chosen {
            let supervisor = Supervisor(target, corpus: Corpus(folder: corpus))
            let total = try supervisor.run(count: count ?? FuzzCommand.usual(target), seed: seed)
            print(total.line(target.name))
            hasFailed = hasFailed || total.findings > 0
        }
        if hasFailed { throw ExitCode.failure }
    }

    /// A million for what a stranger can send in a few bytes, a tenth for what is read from files.
    private static func usual(_ target: FuzzTarget) -> Int {
        let million: Set = ["header", "block", "batch", "hello", "receipt", "manifest", "invitation"]
        return million.contains(target.name) ? 1_000_000 : 100_000
    }
}
