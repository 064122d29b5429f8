import HallBench
import HallNode
@main struct Main {
    static func main() async throws {
        var o = Bench.Options()
        let a = CommandLine.arguments
        o.events = Int(a[2]) ?? 100
        o.perCommit = Int(a[3]) ?? 1
        o.perTransaction = Int(a[4]) ?? 1
        o.writers = Int(a[5]) ?? 1
        print(try await Bench(o).run(Bench.Work(rawValue: a[1]) ?? .append).json.line)
    }
}
