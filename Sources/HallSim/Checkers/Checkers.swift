import Foundation
import GRDB
import HallNode
import Sync
import Tiers

/// What must hold of a network at rest, each check a few lines that are plainly right.
final class Checkers {
    let world: World
    private let images: [StoreImage]
    private var violations: [String] = []

    /// Checks everything. Gives what does not hold.
    static func check(_ world: World, verifying: Int) throws -> [String] {
        let checkers = try Checkers(world)
        checkers.violations += world.violations.map(\.description)
        // Once more, so that what changed since the network came to rest is seen.
        checkers.violations += try Convergence.missing(in: world)
        try checkers.promises()
        checkers.nothingDropped()
        try ReceiptCheck.check(world, atRest: true)
        checkers.oneWriter()
        checkers.exactlyOnce()
        checkers.audience()
        checkers.readModels()
        try checkers.verify(verifying)
        return checkers.violations
    }

    private init(_ world: World) throws {
        self.world = world
        images = try world.machines.map { machine in
            if world.gone.contains(machine.place) { return StoreImage() }
            guard let hall = machine.process?.hall else { throw Violation("\(machine.id) is off at the end") }
            return try StoreImage(hall)
        }
    }

    private func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { violations.append(what()) }
    }

    private func id(_ place: Int) -> String { world.plan.places[place].id }

    // MARK: - Nothing lost

    /// What a hall promised it holds; and what a clerk was told is there, with its number.
    private func promises() throws {
        for machine in world.machines {
            do { try world.oracle.checkPromises(of: machine) } catch let broken as Violation {
                violations.append(broken.description)
            }
        }
        for (mark, number) in world.oracle.filings.sorted(by: { $0.key < $1.key }) {
            let isThere = images.contains { image in image.streams["case/\(number)"] != nil }
            expect(isThere || isLost(number), "filing \(mark), answered with \(number), is nowhere")
        }
    }

    /// Whether the disk of a case's origin was set back or destroyed, and no other one holds anything of the case; or
    /// its key was ended as stolen before a hall above had the case: whether such a one counts a person decides.
    private func isLost(_ number: String) -> Bool {
        guard wasSetBack(number) else { return false }
        let stolen = world.machines.first { $0.id == number.prefix { $0 != "-" } }?.stolenKey?.publicKey.id
        return images.flatMap { $0.uncounted["case/\(number)"] ?? [] }.allSatisfy { row in
            stolen != nil && (try? Header(Array(row.header)).author) == stolen
        }
    }

    private func wasSetBack(_ number: String) -> Bool {
        let origin = number.prefix { $0 != "-" }
        return world.oracle.setBack.contains { id($0) == origin }
    }

    /// What came over a lane is in the log, waits, or is kept as refused; and nobody counts what was forged.
    private func nothingDropped() {
        for (place, image) in images.enumerated() {
            for id in image.counted.intersection(world.oracle.forged).sorted() where !world.machines[place].isHostile {
                expect(false, "\(self.id(place)) counts the forged commit \(id.hex.prefix(12))")
            }
            for (peer, ids) in image.onLanes.sorted(by: { $0.key < $1.key }) {
                guard let reader = world.plan.places.firstIndex(where: { $0.id == peer }), !world.gone.contains(reader)
                else { continue }
                let dropped = ids.subtracting(images[reader].known)
                expect(dropped.isEmpty, "\(peer) has dropped \(dropped.count) commits of \(self.id(place))")
            }
        }
    }

    // MARK: - One writer a stream

    /// At one sequence of a stream all halls count the same commit.
    private func oneWriter() {
        var first: [String: (id: CommitID, hall: Int)] = [:]
        for (place, image) in images.enumerated() {
            let spoiled = spoiled(place)
            for name in image.streams.keys.sorted() where !spoiled.contains(name) {
                for row in image.streams[name] ?? [] {
                    let key = "\(name) at \(row.sequence)"
                    if let known = first[key] {
                        expect(known.id == row.id, "\(key) differs between \(id(known.hall)) and \(id(place))")
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
        for machine in world.machines {
            guard let hall = machine.process?.hall else { continue }
            for (number, mark) in (try? Checkers.openings(of: hall)) ?? [] {
                numbers[mark, default: []].insert(number)
            }
        }
        for (mark, found) in numbers.sorted(by: { $0.key < $1.key }) {
            // With the disk went the memory of having answered.
            if found.contains(where: wasSetBack) { continue }
            expect(found.count == 1, "filing \(mark) became the cases \(found.sorted().joined(separator: ", "))")
            if let told = world.oracle.filings[mark] {
                expect(found.contains(told), "filing \(mark) was answered with \(told), and is another case")
            }
        }
    }

    private static func openings(of hall: Hall) throws -> [(number: String, mark: String)] {
        try hall.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT s.name, c.body FROM commits c JOIN streams s USING(sid)
                    WHERE c.sequence = 1 AND c.standing = 0 AND c.source IS NULL AND c.body IS NOT NULL
                      AND s.name LIKE 'case/%' AND s.name NOT LIKE 'case/%/%'
                    """)
            return rows.compactMap { row in
                let bytes: Data = row[1]
                guard let body = (try? Body.read(Array(bytes))) ?? nil,
                    let case1 = try? JSONDecoder().decode(CaseBody.self, from: Data(body.content)),
                    let mark = case1.external
                else { return nil }
                let name: String = row[0]
                return (String(name.dropFirst("case/".count)), mark)
            }
        }
    }

    // MARK: - Bodies within the audience

    /// Halls that may hold a case whole: who took part, and who stands between two who did.
    private func audience(of participants: Set<String>) -> Set<String> {
        let places = world.plan.places.indices.filter { participants.contains(id($0)) }
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
        // Who took part by what is void now was told in good faith.
        let ever = participants.merging(self.participants(of: \.uncounted)) { $0.union($1) }
        let mark = Data(Clerk.nameMark.utf8)
        for (place, image) in images.enumerated() {
            for name in image.streams.keys.sorted() where isInner(name) {
                let number = Checkers.number(of: name)
                let may = audience(of: ever[number] ?? []).contains(id(place))
                let rows = image.streams[name] ?? []
                expect(
                    may || !rows.contains(where: \.isWhole), "\(id(place)) holds a body of \(name) and takes no part")
                let isBare = rows.allSatisfy { $0.header.firstRange(of: mark) == nil }
                expect(isBare, "\(id(place)): a header of \(name) bears a name")
                if !may { expect(image.cases[number]?.applicant == nil, "\(id(place)): \(number) shows its applicant") }
            }
        }
    }

    /// Who takes part in each case, by what commits say.
    private func participants(of commits: KeyPath<StoreImage, [String: [StoreImage.Row]]>) -> [String: Set<String>] {
        var participants: [String: Set<String>] = [:]
        for image in images {
            for (name, rows) in image[keyPath: commits] where isInner(name) {
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
        for image in images {
            for (name, rows) in image.streams where Checkers.number(of: name) == number && isInner(name) {
                longest[name] = max(longest[name] ?? 0, rows.count)
                bodies.formUnion(rows.filter(\.isWhole).map(\.id))
            }
        }
        let author = Dictionary(uniqueKeysWithValues: world.plan.places.enumerated().map { ($1.id, $0) })
        for (place, image) in images.enumerated() where halls.contains(id(place)) && !world.gone.contains(place) {
            for (name, count) in longest.sorted(by: { $0.key < $1.key }) {
                let rows = image.streams[name] ?? []
                expect(rows.count == count, "\(id(place)) has \(rows.count) of \(count) commits of \(name)")
                let lacking = rows.filter { row in
                    let isLost = author[row.author].map(world.oracle.setBack.contains) ?? false
                    return !row.isWhole && (bodies.contains(row.id) || !isLost)
                }
                let numbers = lacking.map { "\($0.sequence)" }.joined(separator: ", ")
                expect(lacking.isEmpty, "\(id(place)) has headers only of \(name), \(numbers)")
            }
        }
    }

    /// A stream of a case that its participants write. Who watches a case from above writes streams of its own.
    private func isInner(_ stream: String) -> Bool {
        let parts = stream.split(separator: "/")
        return parts.first == "case" && (parts.count < 3 || !["supervision", "reply"].contains(parts[2]))
    }

    private static func number(of stream: String) -> String {
        String(stream.dropFirst("case/".count).prefix { $0 != "/" })
    }

    /// Halls that a commit adds to its case: its origin, its writer, whom it names, and who gets the pen.
    private func named(by row: StoreImage.Row, in number: String) -> Set<String> {
        var halls: Set = [String(number.prefix { $0 != "-" })]
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
            for (name, commits) in image.streams.sorted(by: { $0.key < $1.key }) {
                let parts = name.split(separator: "/")
                guard parts.count == 2, parts[0] == "case", let head = commits.last else { continue }
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
