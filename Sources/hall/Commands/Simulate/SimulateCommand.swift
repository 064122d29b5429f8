import ArgumentParser
import HallNode
import HallSim
import Tiers

/// `hall simulate`: whole networks in one process, under seeded faults. 0 = all held, 3 = something did not.
struct SimulateCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "simulate",
            abstract: said("Play whole networks under seeded faults.", "在随机故障下模拟整个网络。"),
            discussion: said(
                """
                Needs no hall. The same seed plays the same run; a run that fails is made short and told line by line. \
                \(SeedRun.seedsForAll) seeds or more with all faults fail, too, if a counter of `reached` stays 0.
                """,
                """
                无需大厅数据。同一种子得到同一过程；失败的过程会被缩短并逐行说明。\
                全部故障下运行 \(SeedRun.seedsForAll) 个以上种子时，reached 中任一计数为 0 也算失败。
                """))
    }

    static let example = "hall simulate --seeds 1..5 --halls 10"

    @Option(help: ArgumentHelp(said("One seed.", "单个种子。"), valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp(said("Seeds from A to B, both included.", "种子区间，含两端。"), valueName: "A..B"))
    var seeds: String?

    @Option(help: ArgumentHelp(said("Halls, 5 to 20033.", "大厅数，5 至 20033。"), valueName: "n"))
    var halls = 30

    @Option(
        help: ArgumentHelp(
            said("Kinds of faults, with commas; all; or none.", "故障种类，以逗号分隔；all 为全部；none 为无。"), valueName: "list"))
    var faults = "all"

    @Option(help: ArgumentHelp(said("Things that clerks do; else by the halls.", "柜员操作次数；默认随大厅数。"), valueName: "n"))
    var work: Int?

    @Option(help: ArgumentHelp(said("Faults; else by the halls.", "故障次数；默认随大厅数。"), valueName: "n"))
    var faultEvents: Int?

    @Option(
        help: ArgumentHelp(
            said("A table code,name,tier,parent; else Ganzhou's.", "行政区划表（code,name,tier,parent）；默认赣州。"),
            valueName: "file"))
    var divisions: String?

    @Option(
        help: ArgumentHelp(
            said("A story by name, or all, instead of seeds.", "按名称运行单个情景，all 为全部；不再运行种子。"), valueName: "name"))
    var scenario: String?

    @Flag(help: ArgumentHelp(said("Tell every seed's story.", "输出每个种子的过程。")))
    var story = false

    @Flag(
        help: ArgumentHelp(
            said("A county's year of cases, held against an oracle.", "模拟一个县全年的办件，并与预先推算的结果核对。")))
    var year = false

    @Option(help: ArgumentHelp(said("Cases of the year, 1 to 1000000.", "全年办件数，1 至 1000000。"), valueName: "n"))
    var cases = 30_000

    @Flag(help: ArgumentHelp(said("Leave a failing run as long as it is.", "失败的过程不作缩短。")))
    var whole = false

    @Option(
        help: ArgumentHelp(
            said("Only these cases of the year, with commas.", "只运行全年中的这些办件，以逗号分隔。"), valueName: "places"))
    var only: String?

    @OptionGroup var common: CommonOptions

    /// Halls of the built-in tree of Ganzhou; above it, Anhui's is played.
    private static let ganzhouHalls = 4_000
    private static let tableBytesMax = 64 << 20

    func run() throws {
        if year { return try playYear() }
        if let scenario { return try play(scenario) }
        var options = Simulation.Options()
        options.halls = try bounded(halls, "--halls", 5...20_033)
        options.faults = try kinds()
        options.work = try work.map { try bounded($0, "--work", 0...1_000_000) }
        options.faultEvents = try faultEvents.map { try bounded($0, "--fault-events", 0...1_000_000) }
        options.tree = try tree()
        var words = " --halls \(halls)"
        if faults != "all" { words += " --faults \(faults)" }
        if let work { words += " --work \(work)" }
        if let faultEvents { words += " --fault-events \(faultEvents)" }
        if let divisions { words += " --divisions \(divisions)" }
        var run = SeedRun(options, words: words, shrinkRuns: whole ? 0 : SeedRun.shrinkRunsMost)
        for seed in try range() {
            try run.play(seed)
            if story { try tell(seed, options) }
            common.output.progress(
                said("seed \(seed): \(run.failures.count) failures", "种子 \(seed)：失败 \(run.failures.count)"))
        }
        if !common.output.json { try run.failures.forEach(tell) }
        try common.output.answer(common.output.json ? run.value : run.summary)
        if !run.isRight { throw ExitCode(HallError.Exit.refused.rawValue) }
    }

    private func playYear() throws {
        var options = CountyYear.Options()
        options.cases = try bounded(cases, "--cases", 1...1_000_000)
        options.only = try places()
        let outcome = try CountyYear(seed: seed ?? 1, options).run { common.output.progress($0) }
        try common.output.answer(outcome.value)
        if !outcome.isRight { throw ExitCode(HallError.Exit.refused.rawValue) }
    }

    /// The places of cases that alone are to be played; nil: all.
    private func places() throws(HallError) -> Set<Int>? {
        guard let only else { return nil }
        let places = only.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let known = places.compactMap { $0 }.filter { 0 <= $0 && $0 < cases }
        guard known.count == places.count else {
            throw wrong(
                "--only", only, hint: Bilingual(en: "write it like 17,204: places of cases", zh: "写法如 17,204，为办件序号"))
        }
        return Set(known)
    }

    private func play(_ name: String) throws {
        let chosen: [Scenario] = name == "all" ? Scenario.allCases : [try word(name, option: "--scenario")]
        var rows: [JSONValue] = []
        var isRight = true
        for scenario in chosen {
            let outcome = scenario.run(seed: seed ?? 1)
            if story { outcome.story.forEach(Standard.complain) }
            isRight = isRight && outcome.violations.isEmpty
            rows.append(
                .fields([
                    "scenario": .text(scenario.rawValue), "violations": .list(outcome.violations.map { .text($0) }),
                    "simulatedSeconds": .int(outcome.milliseconds / 1_000),
                ]))
        }
        try common.output.answer(.fields(["scenarios": .list(rows)]))
        if !isRight { throw ExitCode(HallError.Exit.refused.rawValue) }
    }

    private func tell(_ seed: UInt64, _ options: Simulation.Options) throws {
        for line in try Simulation(seed: seed, options).run(keepsStory: true).story { Standard.complain(line) }
    }

    /// A failure as people read it: how it is played again, what did not hold, and the short story, one line an event.
    private func tell(_ failure: SeedRun.Failure) throws {
        let heading = said(
            "seed \(failure.seed) failed: \(failure.command)", "种子 \(failure.seed) 失败：\(failure.command)")
        let story = said("the shortest story found that fails:", "仍会失败的最短过程：")
        let lines =
            [heading] + failure.violations.map { "  " + $0 } + [story] + failure.story.map { "  " + $0 }
            + failure.shortest.map { "  " + said("so: ", "结果：") + $0 }
        try Standard.print(lines.map { HallText.printable($0) }.joined(separator: "\n") + "\n")
    }

    private func range() throws(HallError) -> ClosedRange<UInt64> {
        guard let seeds else { return (seed ?? 1)...(seed ?? 1) }
        let parts = seeds.split(separator: "..", omittingEmptySubsequences: false)
        guard seed == nil, parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]), first <= last,
            last - first < 10_000_000
        else {
            throw wrong("--seeds", seeds, hint: Bilingual(en: "write it like 1..1000", zh: "写法如 1..1000"))
        }
        return first...last
    }

    private func kinds() throws(HallError) -> [FaultKind] {
        switch faults {
        case "all": return FaultKind.allCases
        case "none": return []
        default:
            var kinds: [FaultKind] = []
            for text in faults.split(separator: ",") {
                let kind: FaultKind = try word(String(text), option: "--faults")
                kinds.append(kind)
            }
            return kinds
        }
    }

    private func tree() throws -> DivisionTree {
        guard let divisions else { return halls > SimulateCommand.ganzhouHalls ? .anhui : .ganzhou }
        let bytes = try Files.read(divisions, limit: SimulateCommand.tableBytesMax)
        do { return try DivisionTree(csv: String(decoding: bytes, as: UTF8.self), file: divisions) } catch {
            throw HallError(
                .file, Bilingual(en: "\(divisions) has faults", zh: "\(divisions) 有问题"),
                hint: Bilingual(en: "columns: code,name,tier,parent", zh: "列为 code,name,tier,parent"),
                faults: Array(error.faults.prefix(20)))
        }
    }
}
