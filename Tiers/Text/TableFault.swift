/// One thing that is wrong in a table (CSV), with the line where a clerk finds it.
public struct TableFault: Hashable, Sendable {
    /// The line in the file, from 1; the heading is line 1.
    public let line: Int
    /// The column's name; nil where the whole line is meant.
    public let field: String?
    /// What stands there, cut to 40 characters; nil where nothing stands there.
    public let value: String?
    /// What is wrong and what to do.
    public let message: Bilingual

    /// A fault; a long value is cut.
    public init(line: Int, field: String? = nil, value: String? = nil, message: Bilingual) {
        self.line = line
        self.field = field
        self.value = value.map { String($0.prefix(40)) }
        self.message = message
    }
}

/// All faults of one table, in the order of its lines. Never empty.
public struct TableFaults: Error, Sendable, Hashable {
    /// The faults in the order of their lines.
    public let faults: [TableFault]

    /// The faults of one table.
    public init(_ faults: [TableFault]) { self.faults = faults }
}
