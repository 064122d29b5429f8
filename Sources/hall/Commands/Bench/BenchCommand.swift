import ArgumentParser
import HallBench
import HallNode
import Tiers

/// `hall bench`: what this machine does.
struct BenchCommand: DescribedCommand, AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "bench", abstract: said("Measure this machine.", "性能测试。"),
            discussion: said(
                "append: writing at one hall. chain: from a publisher down a line of halls. latency: one event at a time.",
                "append：单个大厅写入；chain：由发布者逐级下发；latency：逐条下发的时延。"))
    }

    static let example = "hall bench append --events 20000 --per-transaction 1000"

    @Argument(help: ArgumentHelp(said("append, chain or latency.", "append、chain 或 latency。")))
    var work: String

    @Option(help: ArgumentHelp(said("Events in all.", "事件总数。")))
    var events = 10_000

    @Option(help: ArgumentHelp(said("Bytes of an event.", "事件字节数。")))
    var size = 1_024

    @Option(help: ArgumentHelp(said("Halls in the line, the publisher included.", "大厅数，含发布者。")))
    var nodes = 6

    @Option(help: ArgumentHelp(said("Events in a commit.", "每条记录的事件数。")))
    var perCommit = 1

    @Option(help: ArgumentHelp(said("Commits in a transaction.", "每个事务的记录数。")))
    var perTransaction = 1

    @Option(help: ArgumentHelp(said("Clerks that write at the same time.", "并发写入者数。")))
    var writers = 1

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let work: Bench.Work = try word(work, option: "WORK")
        var options = Bench.Options()
        options.events = try bounded(events, "--events", 1...100_000_000)
        options.size = try bounded(size, "--size", 64...100_000)
        options.nodes = try bounded(nodes, "--nodes", 1...LocalNetwork.longest)
        options.perCommit = try bounded(perCommit, "--per-commit", 1...1_000)
        options.perTransaction = try bounded(perTransaction, "--per-transaction", 1...10_000)
        options.writers = try bounded(writers, "--writers", 1...256)
        try common.output.answer(try await Bench(options).run(work).json)
    }
}
