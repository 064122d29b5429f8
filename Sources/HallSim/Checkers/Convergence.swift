import HallNode
import Sync

/// Whether neighbours have nothing more to tell each other.
enum Convergence {
    /// What is missing, in words; empty: the network is at rest.
    static func missing(in world: World) throws -> [String] {
        var ends: [StoreEnds] = []
        for machine in world.machines {
            if world.gone.contains(machine.place) {
                ends.append(StoreEnds())
                continue
            }
            guard let found = try world.look(at: machine, \.ends, StoreEnds.init) else {
                return ["\(machine.id) is off"]
            }
            ends.append(found)
        }
        var missing: [String] = []
        for (place, hall) in world.plan.places.enumerated() where !world.gone.contains(place) {
            let own = ends[place]
            for lack in own.waiting where try !isForEver(lack, in: world) {
                missing.append("\(hall.id) waits for \(lack)")
            }
            for task in own.unfinished { missing.append("\(hall.id) has not finished \(task)") }
            if own.lackingBlobs > 0 { missing.append("\(hall.id) lacks \(own.lackingBlobs) materials") }
            guard let superior = hall.superior, !world.gone.contains(superior) else { continue }
            let above = world.plan.places[superior].id
            let lanes = [(above, 0, 0), (above, 1, 1)]
            for (peer, writes, reads) in lanes {
                let up = own.sent[StoreEnds.Lane(peer: peer, number: writes)]
                let taken = ends[superior].taken[StoreEnds.Lane(peer: hall.id, number: reads)]
                if !agree(up, taken) { missing.append("\(above) has not all of lane \(writes) of \(hall.id)") }
            }
            for (peer, writes, reads) in [(hall.id, 0, 0), (hall.id, 1, 1), ("*", 0, 2), ("*", 1, 3)] {
                let down = ends[superior].sent[StoreEnds.Lane(peer: peer, number: writes)]
                let taken = own.taken[StoreEnds.Lane(peer: above, number: reads)]
                if !agree(down, taken) { missing.append("\(hall.id) has not all of lane \(reads) of \(above)") }
            }
        }
        return missing
    }

    /// Whether what waits for this waits for ever: for a key that no directory names and no disk holds. It was one of a
    /// second machine that a person switched off, or of a disk that is destroyed: nobody can enter it any more.
    private static func isForEver(_ lack: String, in world: World) throws -> Bool {
        guard lack.hasPrefix("key "), let key = KeyID(hex: String(lack.dropFirst(4))) else { return false }
        return try !world.machines.contains { machine in
            guard let hall = machine.process?.hall else { return true }
            defer { world.keepAwake(machine) }
            return try machine.folder.keeps(key) || hall.read { try Directory.key(key, $0) } != nil
        }
    }

    /// A lane that was never written is one that was never read.
    private static func agree(_ sent: StoreEnds.LaneEnd?, _ taken: StoreEnds.LaneEnd?) -> Bool {
        sent == taken || (sent == nil || sent?.position == 0) && (taken == nil || taken?.position == 0)
    }
}
