/// Personal numbers as they stand on a paper that is handed out: enough to know one's own, not enough to use another's.
enum Masking {
    /// A number of a person's document: the first 6 and the last 4 of 14 characters and more (`360732********0017`), of
    /// shorter ones the first and the last two, of very short ones nothing.
    static func document(_ number: String) -> String {
        let count = number.count
        if count >= 14 { return masked(number, first: 6, last: 4) }
        return count >= 6 ? masked(number, first: 1, last: 2) : masked(number, first: 0, last: 0)
    }

    /// A telephone number: the first 3 and the last 4 of 11 characters and more, of shorter ones the last 2.
    static func phone(_ number: String) -> String {
        number.count >= 11
            ? masked(number, first: 3, last: 4) : masked(number, first: 0, last: min(2, number.count / 3))
    }

    private static func masked(_ text: String, first: Int, last: Int) -> String {
        let hidden = max(0, text.count - first - last)
        return text.prefix(first) + String(repeating: "*", count: min(hidden, 20)) + text.suffix(last)
    }
}
