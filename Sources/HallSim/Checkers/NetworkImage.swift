import Foundation
import GRDB
import HallNode
import Sync
import Tiers

/// What all stores of a network hold once nothing happens in it any more. Every store is read once: one that rests
/// takes its time to be woken.
struct NetworkImage {
    /// A case's opening with the clerk's mark in its body.
    typealias Opening = (number: String, mark: String)

    /// By place; empty of a hall that is no more, or is off.
    private(set) var stores: [StoreImage] = []
    /// Openings of cases that are here whole.
    private(set) var openings: [Opening] = []
    /// What halls had promised and do not hold.
    private(set) var brokenPromises: [String] = []
    /// Halls that are to be on, and are off.
    private(set) var off: [String] = []

    /// - Parameter also: what else is to be asked of each store while it is awake.
    init(_ world: World, also: (Hall, Machine) throws -> Void = { _, _ in }) throws {
        for machine in world.machines {
            guard let hall = machine.process?.hall else {
                stores.append(StoreImage())
                if !world.gone.contains(machine.place) { off.append(machine.id) }
                continue
            }
            stores.append(try StoreImage(hall))
            openings += (try? NetworkImage.openings(of: hall)) ?? []
            do { try world.oracle.checkPromises(of: machine) } catch let violation as Violation {
                brokenPromises.append(violation.description)
            }
            try also(hall, machine)
            world.keepAwake(machine)
        }
    }

    /// Takes the ids of all commits that count into a digest.
    func note(in story: inout Story) {
        for store in stores {
            for name in store.streams.keys.sorted() {
                for row in store.streams[name] ?? [] { story.note(row.id.hex) }
            }
        }
    }

    private static func openings(of hall: Hall) throws -> [Opening] {
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
                    let opened = try? JSONDecoder().decode(CaseBody.self, from: Data(body.content)),
                    let mark = opened.external
                else { return nil }
                let name: String = row[0]
                return (String(name.dropFirst("case/".count)), mark)
            }
        }
    }
}
