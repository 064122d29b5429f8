import Glibc
import HallNode

/// What a command answers on standard output: one JSON value, or text for people.
struct Output {
    /// One JSON value and nothing else.
    let json: Bool
    /// No progress.
    let quiet: Bool

    /// Writes the answer.
    func answer(_ value: JSONValue) throws {
        let text = json ? value.line : PeopleText.of(value)
        if !text.isEmpty { try Standard.print(text) }
    }

    /// Says what long work does, on standard error and only to a terminal.
    func progress(_ text: String) {
        guard !quiet, !json, Standard.errorIsTerminal else { return }
        Standard.complain(text)
    }
}
