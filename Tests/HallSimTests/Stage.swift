import HallNode
import Testing
import Tiers

@testable import HallSim

/// A line of five halls, province to village, for a story that a test tells step by step.
final class Stage {
    let world: World
    private var filings = 0

    /// The village, the township above it, and so on.
    let village = 4
    let township = 3
    let county = 2

    /// - Parameter clocks: how far clocks are ahead from the first boot on, ms, by place.
    init(seed: UInt64 = 1, clocks: [Int: Int64] = [:]) throws {
        world = try World(try HallPlan(5, of: .ganzhou, seed: seed), seed: seed, keepsStory: true)
        for (place, ahead) in clocks { world.machines[place].clock.set(ahead: ahead) }
        try world.begin()
    }

    /// Lets seconds pass.
    func wait(_ seconds: Int64) throws { try world.run(until: world.time.now + seconds * 1_000) }

    /// Opens a case at a hall; gives its number.
    @discardableResult
    func open(at place: Int, matter: String = "JX-SIM-004", scan: Int = 0) throws -> String {
        filings += 1
        let mark = "T\(filings)"
        let files = [MaterialIntake.Given(name: SimCatalogue.form, fileName: "scan.pdf", bytes: bytes(scan))]
        let applicant = Applicant(
            kind: .person, name: "某\(filings)号", certificate: .init(type: "护照", number: "E\(10_000_000 + filings)"))
        let machine = world.machines[place]
        let answer = try #require(
            world.act(at: machine) { process in
                try CaseWindow(process.hall).open(
                    .init(
                        matter: matter, applicant: applicant, files: scan > 0 ? files : [],
                        papers: [MaterialRef(paper: SimCatalogue.certificate)], external: mark), .init(once: mark))
            }
        ).get()
        guard case .text(let number)? = answer["number"] else { throw SimError("no number") }
        try world.oracle.filed(mark, number: number)
        world.promise(at: machine)
        return number
    }

    /// Does a step of a case at a hall.
    func step(_ number: String, _ command: CaseCommand, at place: Int) throws {
        let machine = world.machines[place]
        _ = try #require(
            world.act(at: machine) { try CaseWindow($0.hall).perform(number, { _ in command }, .init()) }
        ).get()
        world.promise(at: machine)
    }

    /// Whether a hall knows a case.
    func knows(_ number: String, at place: Int) throws -> Bool {
        guard let hall = world.machines[place].process?.hall else { return false }
        return (try? CaseView(hall).stage(number)) != nil
    }

    /// Cuts the line of a hall to its superior, or mends it.
    func cut(_ place: Int, _ cut: Bool = true) { world.lines[place]?.cut(cut) }

    /// Waits until all is told; gives what does not hold then.
    func rest() throws -> [String] {
        do { try world.comeToRest() } catch let violation as Violation { return [violation.description] }
        return try Checkers.check(world, verifying: 5)
    }

    private func bytes(_ count: Int) -> [UInt8] {
        var random = SimRandom(seed: UInt64(filings))
        return random.bytes(count)
    }
}
