import Foundation
import HallNode
import Sync
import Tiers

/// What must hold of a network at rest, each check a few lines that are plainly right.
final class Checkers {
    let world: World
    private let stores: NetworkImage
    private let images: [StoreImage]
    private let holders: [String: [(place: Int, stream: String)]]
    private var violations: [String] = []

    /// Checks everything. Gives what does not hold.
    static func check(_ world: World, _ stores: NetworkImage, verifying: Int) throws -> [String] {
        if let machine = stores.off.first { throw Violation("\(machine) is off at the end") }
        let checkers = Checkers(world, stores)
        checkers.violations += world.violations.map(\.description)
        // Once more, so that what changed since the network came to rest is seen.
        checkers.violations += try Convergence.missing(in: world).map(\.what)
        checkers.promises()
        checkers.nothingDropped()
        try ReceiptCheck.check(world, atRest: true)
        checkers.oneWriter()
        checkers.exactlyOnce()
        checkers.audience()
        checkers.readModels()
        try checkers.verify(verifying)
        return checkers.violations
    }

    private init(_ world: World, _ stores: NetworkImage) {
        self.world = world
        self.stores = stores
        images = stores.stores
        holders = Checkers.holders(stores.stores)
    }

    /// At which places there is which stream of each case, as its participants write it.
    private static func holders(_ images: [StoreImage]) -> [String: [(place: Int, stream: String)]] {
        var holders: [String: [(place: Int, stream: String)]] = [:]
        for (place, image) in images.enumerated() {
            for name in image.streams.keys where isInner(name) {
                holders[number(of: name), default: []].append((place, name))
            }
        }
        return holders
    }

    private func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { violations.append(what()) }
    }

    private func id(_ place: Int) -> String { world.plan.places[place].id }

    // MARK: - Nothing lost

    /// What a hall promised it holds; and what a clerk was told is there, with its number.
    private func promises() {
        violations += stores.brokenPromises
        let counted = Set(images.flatMap { $0.streams.keys.filter(StoreImage.isOfCase) })
        for (mark, number) in world.oracle.filings.sorted(by: { $0.key < $1.key }) {
            expect(
                counted.contains("case/\(number)") || isLost(number),
                "filing \(mark), answered with \(number), is nowhere")
        }
    }

    /// Whether the disk of a case's origin was set back or destroyed, and no other one holds anything of the case; or
    /// its key was ended as stolen before a hall above had the case: whether such a one counts a person decides.
    private func isLost(_ number: String) -> Bool {
        guard wasSetBack(number) else { return false }
        let stolen = world.machine(of: Checkers.origin(of: number))?.stolenKey?.publicKey.id
        return images.flatMap { $0.uncounted["case/\(number)"] ?? [] }.allSatisfy { row in
            stolen != nil && (try? Header(Array(row.header)).author) == stolen
        }
    }

    private func wasSetBack(_ number: String) -> Bool {
        let origin = Checkers.origin(of: number)
        return world.oracle.setBack.contains { id($0) == origin }
    }

    /// What came over a lane is in the log, waits, or is kept as refused; and nobody counts what was forged.
    private func nothingDropped() {
        for (place, image) in images.enumerated() {
            let forged = image.streams.values.joined().map(\.id).filter(world.oracle.forged.contains)
            for id in forged.sorted() where !world.machines[place].isHostile {
                expect(false, "\(self.id(place)) counts the forged commit \(id.hex.prefix(12))")
            }
            for (peer, ids) in image.onLanes.sorted(by: { $0.key < $1.key }) {
                guard let reader = world.plan.place(of: peer), !world.gone.contains(reader) else { continue }
                let dropped = ids.subtracting(images[reader].known)
                expect(dropped.isEmpty, "\(peer) has dropped \(dropped.count) commits of \(self.id(place))")
            }
        }
    }

    // MARK: - One writer a stream

    /// At one sequence of a stream all halls count the same commit.
    private func oneWriter() {
        struct Seat: Hashable {
            let stream: String
            let sequence: Int64
        }
        var first: [Seat: (id: CommitID, hall: Int)] = [:]
        for (place, image) in images.enumerated() {
            let spoiled = spoiled(place)
            for name in image.streams.keys.sorted() where !spoiled.contains(name) {
                for row in image.streams[name] ?? [] {
                    let key = Seat(stream: name, sequence: row.sequence)
                    if let known = first[key] {
                        expect(
                            known.id == row.id,
                            "\(name) at \(row.sequence) differs between \(id(known.hall)) and \(id(place))")
                    } else {
                        first[key] = (row.id, place)
                    }
                }
            }
            let forked = image.forked.filter { !spoiled.contains($0) }
            expect(forked.isEmpty, "\(id(place)): forked \(forked.joined(separator: ", "))")
        }
    }

    /// Streams into which a thief wrote in this very store: a hall trusts its own store, and its neighbours trust it no
    /// more than they must.
    private func spoiled(_ place: Int) -> Set<String> {
        guard world.machines[place].isHostile else { return [] }
        let rows = images[place].streams.merging(images[place].uncounted) { $0 + $1 }
        return Set(rows.filter { _, rows in rows.contains { world.oracle.forged.contains($0.id) } }.keys)
    }

    // MARK: - Effects exactly once

    /// A filing is one case, however often it was tried: every opening bears the clerk's mark in its body. What came
    /// again went on to the neighbours once.
    private func exactlyOnce() {
        for (place, image) in images.enumerated() where !world.machines[place].isHostile {
            expect(image.sentTwice == 0, "\(id(place)) has put \(image.sentTwice) commits on a lane twice")
        }
        var numbers: [String: Set<String>] = [:]
        for (number, mark) in stores.openings { numbers[mark, default: []].insert(number) }
        for (mark, found) in numbers.sorted(by: { $0.key < $1.key }) {
            // With the disk went the memory of having answered.
            if found.contains(where: wasSetBack) { continue }
            expect(found.count == 1, "filing \(mark) became the cases \(found.sorted().joined(separator: ", "))")
            if let told = world.oracle.filings[mark] {
                expect(found.contains(told), "filing \(mark) was answered with \(told), and is another case")
            }
        }
    }

    // MARK: - Bodies within the audience

    /// Halls that may hold a case whole: who took part, and who stands between two who did.
    private func audience(of participants: Set<String>) -> Set<String> {
        let places = participants.compactMap(world.plan.place).sorted()
        guard let first = places.first else { return [] }
        var held = Set<Int>()
        for place in places { held.formUnion(way(from: first, to: place)) }
        return Set(held.map(id))
    }

    /// The halls from one to another, both included.
    private func way(from: Int, to: Int) -> [Int] {
        let (up, down) = (world.plan.path(from: from), world.plan.path(from: to))
        guard let meeting = up.first(where: { down.contains($0) }) else { return [] }
        return up.prefix { $0 != meeting } + [meeting] + down.prefix { $0 != meeting }
    }

    private func audience() {
        let participants = participants(of: \.streams)
        for number in participants.keys.sorted() {
            wholeInside(number, audience(of: participants[number] ?? []))
        }
        // Who took part by what is void now, or beyond the end of a key, was told in good faith.
        let ever = participants.merging(self.participants(of: \.uncounted)) { $0.union($1) }
            .merging(self.participants(of: \.beyondEnd)) { $0.union($1) }
        for (place, image) in images.enumerated() {
            for name in image.streams.keys.filter(Checkers.isInner).sorted() {
                let number = Checkers.number(of: name)
                let may = audience(of: ever[number] ?? []).contains(id(place))
                let rows = image.streams[name] ?? []
                // Who ended a fork holds what it wrote itself.
                let foreign = rows.contains { $0.isWhole && $0.author != id(place) }
                expect(may || !foreign, "\(id(place)) holds a body of \(name) and takes no part")
                let bears = rows.contains { Checkers.bearsName($0.header) }
                expect(!bears, "\(id(place)): a header of \(name) bears a name")
                if !may { expect(image.cases[number]?.applicant == nil, "\(id(place)): \(number) shows its applicant") }
            }
        }
    }

    private static let mark = Data(Clerk.nameMark.utf8)

    /// Whether an applicant's name stands there. The three bytes of its mark alone stand in some hash now and then.
    private static func bearsName(_ header: Data) -> Bool {
        var rest = header
        while let found = rest.firstRange(of: mark) {
            let before = header[..<found.lowerBound]
            if Clerk.surnames.contains(where: { before.suffix($0.utf8.count).elementsEqual($0.utf8) }) { return true }
            rest = header[found.upperBound...]
        }
        return false
    }

    /// Who takes part in each case, by what commits of its main stream say: who ends a fork of another one does not.
    private func participants(of commits: KeyPath<StoreImage, [String: [StoreImage.Row]]>) -> [String: Set<String>] {
        var participants: [String: Set<String>] = [:]
        for image in images {
            for (name, rows) in image[keyPath: commits] where Checkers.isMain(name) {
                let number = Checkers.number(of: name)
                for row in rows { participants[number, default: []].formUnion(named(by: row, in: number)) }
            }
        }
        return participants
    }

    /// Every hall inside a case holds all of it, whole.
    private func wholeInside(_ number: String, _ halls: Set<String>) {
        var longest: [String: Int] = [:]
        // Bodies that somebody holds: with its disk a hall loses those that it had sent nobody.
        var bodies = Set<CommitID>()
        for (place, name) in holders[number] ?? [] {
            let rows = images[place].streams[name] ?? []
            longest[name] = max(longest[name] ?? 0, rows.count)
            bodies.formUnion(rows.filter(\.isWhole).map(\.id))
        }
        for place in halls.compactMap(world.plan.place).sorted() where !world.gone.contains(place) {
            for (name, count) in longest.sorted(by: { $0.key < $1.key }) {
                let rows = images[place].streams[name] ?? []
                expect(rows.count == count, "\(id(place)) has \(rows.count) of \(count) commits of \(name)")
                let lacking = rows.filter { row in
                    let isLost = world.plan.place(of: row.author).map(world.oracle.setBack.contains) ?? false
                    return !row.isWhole && (bodies.contains(row.id) || !isLost)
                }
                let numbers = lacking.map { "\($0.sequence)" }.joined(separator: ", ")
                expect(lacking.isEmpty, "\(id(place)) has headers only of \(name), \(numbers)")
            }
        }
    }

    /// A stream of a case that its participants write. Who watches a case from above writes streams of its own.
    private static func isInner(_ stream: String) -> Bool {
        guard StoreImage.isOfCase(stream) else { return false }
        let parts = stream.split(separator: "/")
        return parts.count < 3 || !["supervision", "reply"].contains(parts[2])
    }

    private static func isMain(_ stream: String) -> Bool {
        StoreImage.isOfCase(stream) && stream.utf8.count { $0 == UInt8(ascii: "/") } == 1
    }

    private static func number(of stream: String) -> String {
        String(stream.dropFirst("case/".count).prefix { $0 != "/" })
    }

    /// The hall at which a case was opened.
    private static func origin(of number: String) -> String { String(number.prefix { $0 != "-" }) }

    /// Halls that a commit adds to its case: its origin, its writer, whom it names, and who gets the pen.
    private func named(by row: StoreImage.Row, in number: String) -> Set<String> {
        var halls: Set = [Checkers.origin(of: number)]
        if !row.author.isEmpty { halls.insert(row.author) }
        guard let header = try? Header(Array(row.header)) else { return halls }
        halls.formUnion(header.joins.map(\.rawValue))
        halls.formUnion(header.pens.map(\.writer.rawValue))
        if let next = header.nextWriter { halls.insert(next.rawValue) }
        return halls
    }

    // MARK: - The same answers everywhere

    /// Halls with the same main stream of a case show the same stage, holder, time of filing and deadline; or none of
    /// them shows it.
    private func readModels() {
        var shown: [String: (answer: StoreImage.Case?, hall: Int)] = [:]
        for (place, image) in images.enumerated() {
            let ofCases = image.streams.filter { StoreImage.isOfCase($0.key) }
            for (name, commits) in ofCases.sorted(by: { $0.key < $1.key }) {
                let parts = name.split(separator: "/")
                guard parts.count == 2, let head = commits.last else { continue }
                let answer = image.cases[String(parts[1])]
                guard let known = shown[head.id.hex] else {
                    shown[head.id.hex] = (answer, place)
                    continue
                }
                let same =
                    known.answer?.stage == answer?.stage && known.answer?.holder == answer?.holder
                    && known.answer?.deadlineDay == answer?.deadlineDay
                    && known.answer?.receivedAt == answer?.receivedAt
                expect(same, "\(parts[1]) is not the same at \(id(known.hall)) and \(id(place))")
            }
        }
    }

    /// Some halls check their whole store: signatures, chains, pens, lanes, blobs, and read models made anew.
    private func verify(_ count: Int) throws {
        var random = SimRandom(seed: world.seed, .machine, -1)
        var left = world.machines.indices.map { $0 }
        for _ in 0..<min(count, left.count) {
            let machine = world.machines[left.remove(at: random.below(left.count))]
            // A forger's own store holds what no engine wrote.
            guard let hall = machine.process?.hall, !machine.isHostile else { continue }
            let finding = try StoreVerification.store(hall.bare)
            expect(finding.isRight, "\(machine.id): verify finds \(finding.value.line)")
        }
    }
}
