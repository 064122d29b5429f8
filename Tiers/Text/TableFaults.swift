/// All faults of one table, in the order of its lines. Never empty.
public struct TableFaults: Error, Sendable, Hashable {
    /// The faults in the order of their lines.
    public let faults: [Fault]

    /// The one fault of a table that is none.
    public init(_ fault: Fault) { self.init([fault]) }

    /// The faults of one table, put in the order of their lines.
    init(_ faults: [Fault]) {
        precondition(!faults.isEmpty, "a table without faults is no error")
        // By line, and within a line in the order of finding.
        self.faults = faults.enumerated().sorted {
            ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
        }
        .map(\.element)
    }
}
