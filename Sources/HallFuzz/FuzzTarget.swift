/// A reader of bytes that nobody vouches for, and what it promises: it returns or throws an error of its own kind, in
/// time and memory that the input's size bounds; and what it has read can be written and read again.
package struct FuzzTarget: Sendable {
    /// Name of the target and of its folder in the corpus.
    package let name: String
    /// How inputs are changed.
    package let grammar: Grammar
    /// Longest input that is tried, in bytes.
    package let bytesMax: Int
    /// Reads one input. True: it was read; false: it was refused as it should be. Throws a `Finding`, and any other
    /// error is one too.
    package let check: @Sendable ([UInt8]) throws -> Bool

    /// What the inputs are made of.
    package enum Grammar: Sendable {
        /// Bytes, lengths and integers.
        case binary
        /// Text of words and signs; these words mean something to the reader.
        case text([String])
    }

    package init(
        _ name: String, _ grammar: Grammar = .binary, bytesMax: Int = 1 << 16,
        check: @escaping @Sendable ([UInt8]) throws -> Bool
    ) {
        self.name = name
        self.grammar = grammar
        self.bytesMax = bytesMax
        self.check = check
    }

    /// All targets, in the order of the formats' document.
    package static let all: [FuzzTarget] = formats + rules + files + link
}

/// A promise that an input broke.
package struct Finding: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
