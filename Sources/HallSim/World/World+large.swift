/// What keeps a network of thousands of halls in the memory of one machine, and quick. A smaller one plays as if this
/// were not here.
extension World {
    /// Which machines keep in memory what makes them quick, in the order in which they began to.
    struct Awake {
        /// Beyond so many, the first gives it back.
        let most: Int
        private var places = Set<Int>()
        private var order: [Int] = []

        /// No machine yet.
        init(most: Int) { self.most = most }

        /// Notes that a machine did something.
        ///
        /// - Returns: the one that is to give its memory back; nil: none.
        mutating func add(_ place: Int) -> Int? {
            guard places.insert(place).inserted else { return nil }
            order.append(place)
            guard order.count > most else { return nil }
            let gone = order.removeFirst()
            places.remove(gone)
            return gone
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
}
