/// Bytes that are not what they should be. Says which part, so that a refusal can name it; a second try cannot help.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The part that is wrong, by its name in `docs/formats.md` (`header.stream`, `batch.count`).
    public let part: String
    /// What is wrong with it.
    public let what: String

    /// An error that names the wrong part and what is wrong with it.
    public init(_ part: String, _ what: String) {
        self.part = part
        self.what = what
    }

    /// For people and for logs.
    public var description: String { "\(part): \(what)" }
}
