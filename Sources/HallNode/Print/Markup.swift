/// A piece of HTML. Written as a string literal; every text that is put into it by interpolation is escaped, so that
/// what a person typed never becomes markup. Another piece of markup goes in as it is. A value that does not exist is
/// an error of the compiler, not a gap on an official paper.
///
/// Values belong between tags, never into a tag: escaping alone makes no attribute safe that names a place to load
/// from.
struct Markup: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The HTML.
    private(set) var text: String

    /// Nothing.
    static let empty = Markup(text: "")

    private init(text: String) { self.text = text }

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Pieces one after the other.
    init(_ pieces: [Markup]) { text = pieces.map(\.text).joined() }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        /// A text for people.
        mutating func appendInterpolation(_ value: String) { Markup.escape(value, into: &text) }

        /// A number.
        mutating func appendInterpolation(_ value: Int) { text += String(value) }

        /// Markup, as it is.
        mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

        /// Pieces of markup, one after the other.
        mutating func appendInterpolation(_ markup: [Markup]) { for piece in markup { text += piece.text } }
    }

    /// Escapes scalar by scalar: a mark that combines with a `<` must not hide it. Control characters, and the marks
    /// that turn the direction of writing and could make a paper read otherwise than it is stored, become `�`.
    private static func escape(_ value: String, into text: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar.value {
            case 0x26: text += "&amp;"
            case 0x3C: text += "&lt;"
            case 0x3E: text += "&gt;"
            case 0x22: text += "&quot;"
            case 0x27: text += "&#39;"
            case 0x0D: break
            case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069:
                text.unicodeScalars.append("\u{FFFD}")
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
