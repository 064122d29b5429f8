/// What one hand-written file may ask of a hall, whatever its format.
enum SourceLimits {
    /// Largest file, in bytes: 10 MB.
    static let bytesMax = 10_000_000
    /// Deepest nesting of lists and groups.
    static let depthMax = 16
    /// Most values in one file.
    static let nodesMax = 2_000_000
    /// Most columns of a spreadsheet: several times as many as there are fields.
    static let columnsMax = 256
    /// Most faults that are named; who has as many has given the wrong file, not made so many mistakes.
    static let faultsMax = 10_000
}
