import Foundation
import HallNode
import Sync

/// What the checks have read of stores, so that they look again only at those that have changed: in a network of
/// thousands most rest.
struct StoresRead {
    /// One thing of each store.
    struct Kept<Value> {
        private var values: [Int: (version: Int64, value: Value)] = [:]

        /// What was read of a machine's store, if it holds the same still.
        func value(_ machine: Machine) -> Value? {
            guard let kept = values[machine.place], kept.version == machine.version else { return nil }
            return kept.value
        }

        /// Keeps what was read.
        mutating func keep(_ value: Value, of machine: Machine) { values[machine.place] = (machine.version, value) }
    }

    /// Ends of lanes, and what is unfinished.
    var ends = Kept<StoreEnds>()
    /// Keys that a directory names and the province's did not then.
    var keys = Kept<Set<KeyID>>()
    /// Materials that receipts of neighbours cover, by neighbour.
    var covered = Kept<[String: Set<Data>]>()
    /// Materials that are here whole.
    var materials = Kept<Set<Data>>()
}

extension World {
    /// Looks at what the store of a running hall holds.
    func look<Value>(
        at machine: Machine, _ kept: WritableKeyPath<StoresRead, StoresRead.Kept<Value>>, _ read: (Hall) throws -> Value
    ) throws -> Value? {
        guard let hall = machine.process?.hall else { return nil }
        if let value = self.read[keyPath: kept].value(machine) { return value }
        let value = try read(hall)
        self.read[keyPath: kept].keep(value, of: machine)
        keepAwake(machine)
        return value
    }
}
