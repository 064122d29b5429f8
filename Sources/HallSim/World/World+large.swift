import HallNode
import Tiers

/// What keeps a network of thousands of halls in the memory of one machine, and quick. A smaller one plays as if this
/// were not here.
extension World {
    /// Which machines keep in memory what makes them quick.
    struct Awake {
        /// Beyond so many, one gives it back.
        let most: Int
        private var places = Set<Int>()
        private var order: [Int] = []
        /// Those that did something again since they stood first in order: a superior of many is not put to rest.
        private var again = Set<Int>()

        /// No machine yet.
        init(most: Int) { self.most = max(most, 1) }

        /// Notes that a machine did something.
        ///
        /// - Returns: whether it rested until now; and the one that is to give its memory back, nil: none.
        mutating func add(_ place: Int) -> (isNew: Bool, tired: Int?) {
            guard places.insert(place).inserted else {
                again.insert(place)
                return (false, nil)
            }
            order.append(place)
            guard order.count > most else { return (true, nil) }
            while true {
                let first = order.removeFirst()
                guard first == place || again.remove(first) != nil else {
                    places.remove(first)
                    return (true, first)
                }
                order.append(first)
            }
        }
    }

    /// Which lines lead to which machine, so that nobody looks at all lines whenever a store has changed.
    struct Callers {
        private var places: [ObjectIdentifier: Set<Int>] = [:]

        /// Notes that the line of a place leads to another machine than before; nil: to none.
        mutating func move(_ place: Int, from old: Machine?, to new: Machine?) {
            if let old { places[ObjectIdentifier(old)]?.remove(place) }
            if let new { places[ObjectIdentifier(new), default: []].insert(place) }
        }

        /// Places whose lines lead there, in order.
        func of(_ machine: Machine) -> [Int] { places[ObjectIdentifier(machine)]?.sorted() ?? [] }
    }

    /// Whether some machines must rest.
    var isLarge: Bool { machines.count > awake.most }

    /// A machine has done something, or was looked at: if too many are awake now, another one rests.
    func keepAwake(_ machine: Machine) {
        guard isLarge else { return }
        let (isNew, tired) = awake.add(machine.place)
        if isNew { machine.wake() }
        if let tired { machines[tired].rest() }
    }

    /// Where something is still missing, neighbours talk as often as halls do: in a large network most are silent, as
    /// all that they would say is that nothing has happened.
    func hurry(_ places: Set<Int>) {
        guard isLarge else { return }
        for place in places.sorted() {
            lines[place]?.hurry()
            for child in callers.of(machines[place]) { lines[child]?.hurry() }
        }
    }

    // MARK: - The beginning

    /// After each part that was founded so long passes, in which its halls link and hear what there is, ms.
    static let partMilliseconds: Int64 = 10_000

    /// The network in the order in which it is founded, as a province does it: first what every hall knows, down to the
    /// counties, and then one county after the other. Who joins late hears all that happened until then in one go, and
    /// no more halls are at work at a time than may be awake.
    func parts() -> [[Int]] {
        var below = [[Int]](repeating: [], count: machines.count)
        for (place, hall) in plan.places.enumerated() {
            if let superior = hall.superior { below[superior].append(place) }
        }
        let first = plan.places.indices.filter { plan.places[$0].tier <= .county }
        var later: [Int] = []
        // From the last on, so that a hall is followed by those below it.
        var open = Array(first.reversed())
        let isFirst = Set(first)
        while let place = open.popLast() {
            if !isFirst.contains(place) { later.append(place) }
            open += below[place].reversed().filter { !isFirst.contains($0) }
        }
        let most = max(awake.most / 2, 1)
        return [first]
            + stride(from: 0, to: later.count, by: most).map { Array(later[$0..<min($0 + most, later.count)]) }
    }
}
