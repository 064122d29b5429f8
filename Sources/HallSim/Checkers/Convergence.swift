import Foundation
import GRDB
import HallNode
import Sync

/// Whether neighbours have nothing more to tell each other.
enum Convergence {
    /// What a hall still lacks, or its superior of it.
    struct Missing {
        let place: Int
        /// In words.
        let what: String
    }

    /// What is missing; empty: the network is at rest.
    static func missing(in world: World) throws -> [Missing] {
        var ends: [StoreEnds] = []
        for machine in world.machines {
            if world.gone.contains(machine.place) {
                ends.append(StoreEnds())
                continue
            }
            guard let found = try world.look(at: machine, \.ends, StoreEnds.init) else {
                return [Missing(place: machine.place, what: "\(machine.id) is off")]
            }
            ends.append(found)
        }
        var missing: [Missing] = []
        for (place, hall) in world.plan.places.enumerated() where !world.gone.contains(place) {
            let own = ends[place]
            func lack(_ what: String) { missing.append(Missing(place: place, what: what)) }
            for wait in own.waiting where try !isForEver(wait, in: world) {
                lack("\(hall.id) waits for \(wait.lack)")
            }
            for task in own.unfinished { lack("\(hall.id) has not finished \(task)") }
            let materials = try own.lackingBlobs.filter { try !isLost($0.key, of: $0.value, in: world) }
            if !materials.isEmpty { lack("\(hall.id) lacks \(materials.count) materials") }
            guard let superior = hall.superior, !world.gone.contains(superior) else { continue }
            let above = world.plan.places[superior].id
            let lanes = [(above, 0, 0), (above, 1, 1)]
            for (peer, writes, reads) in lanes {
                let up = own.sent[StoreEnds.Lane(peer: peer, number: writes)]
                let taken = ends[superior].taken[StoreEnds.Lane(peer: hall.id, number: reads)]
                if !agree(up, taken) { lack("\(above) has not all of lane \(writes) of \(hall.id)") }
            }
            for (peer, writes, reads) in [(hall.id, 0, 0), (hall.id, 1, 1), ("*", 0, 2), ("*", 1, 3)] {
                let down = ends[superior].sent[StoreEnds.Lane(peer: peer, number: writes)]
                let taken = own.taken[StoreEnds.Lane(peer: above, number: reads)]
                if !agree(down, taken) { lack("\(hall.id) has not all of lane \(reads) of \(above)") }
            }
        }
        return missing
    }

    /// Whether a commit waits for ever: for a key that no directory names and no disk holds. It was one of a second
    /// machine that a person switched off, or of a disk that is destroyed: nobody can enter it any more. What a thief
    /// wrote may wait for what he never wrote: his neighbour keeps it within his share, until a person ends the wait.
    private static func isForEver(_ wait: StoreEnds.Wait, in world: World) throws -> Bool {
        if world.oracle.forged.contains(wait.id) { return true }
        guard wait.lack.hasPrefix("key "), let key = KeyID(hex: String(wait.lack.dropFirst(4))) else { return false }
        let known = try world.machines[0].process?.hall.read(keys) ?? []
        guard !known.contains(key) else { return false }
        return try !world.machines.contains { machine in
            guard machine.process != nil, !machine.folder.keeps(key) else { return true }
            // Nearly every key is in the province's directory, too: what is kept of each hall is next to nothing.
            return try world.look(at: machine, \.keys) { try $0.read(keys).subtracting(known) }?.contains(key) ?? true
        }
    }

    /// Whether a material went with a disk: it was nowhere else when its writer's was destroyed or set back, and its
    /// case came back without it. Of what a receipt covers that is no excuse: `ReceiptCheck`.
    private static func isLost(_ material: Data, of writers: Set<String>, in world: World) throws -> Bool {
        guard writers.compactMap(world.plan.place).contains(where: world.oracle.setBack.contains) else { return false }
        return try !world.machines.contains { machine in
            try world.look(at: machine, \.materials, ReceiptCheck.held)?.contains(material) ?? false
        }
    }

    /// Keys that a hall's directory names.
    private static func keys(_ db: Database) throws -> Set<KeyID> {
        Set(try KeyID.fetchAll(db, sql: "SELECT key FROM directory_keys"))
    }

    /// A lane that was never written is one that was never read.
    private static func agree(_ sent: StoreEnds.LaneEnd?, _ taken: StoreEnds.LaneEnd?) -> Bool {
        sent == taken || (sent == nil || sent?.position == 0) && (taken == nil || taken?.position == 0)
    }
}
