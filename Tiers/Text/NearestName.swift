/// Finds what somebody probably meant by a misspelt name.
public enum NearestName {
    /// The known name nearest to a text by edit distance (case does not count), the first of several equally near. Nil
    /// where none is near: more than a third of the letters differ, or the text is longer than any name can be.
    public static func of(_ text: String, among names: [String]) -> String? {
        let wanted = Array(text.lowercased().utf8.prefix(longest + 1))
        guard !wanted.isEmpty, wanted.count <= longest else { return nil }
        var best: (name: String, distance: Int)?
        for name in names {
            let known = Array(name.lowercased().utf8.prefix(longest))
            let limit = max(1, max(known.count, wanted.count) / 3)
            let found = distance(wanted, known)
            if found <= limit, found < best?.distance ?? .max { best = (name, found) }
        }
        return best?.name
    }

    /// Longest text compared, in bytes: bounds the work on a hostile file.
    private static let longest = 64

    /// Insertions, deletions, replacements and swaps of neighbours that make one text of the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
