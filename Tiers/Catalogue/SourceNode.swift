/// A piece of a file that somebody wrote by hand, with the line where it stands: what the readers of YAML, CSV and JSON
/// make, and what the rules of the catalogue read. Scalars stay text: `01` and `no` are never a number or a boolean.
public struct SourceNode: Sendable, Equatable {
    /// A field of a map.
    public struct Field: Sendable, Equatable {
        /// Its name as written.
        public let name: String
        /// The line of the name, from 1.
        public let line: Int
        /// What it holds.
        public let value: SourceNode

        /// A field at a line, from 1.
        public init(name: String, line: Int, value: SourceNode) {
            self.name = name
            self.line = line
            self.value = value
        }
    }

    /// What stands there.
    public indirect enum Value: Sendable, Equatable {
        /// Nothing: `null`, `~`, or no text after the colon.
        case null
        /// A text; `quoted` tells `"12"` from `12`, which matters in JSON only.
        case scalar(String, quoted: Bool)
        /// A list.
        case list([SourceNode])
        /// A map in the order of the file; names may repeat, which the rules refuse.
        case map([Field])
    }

    /// The line where it begins, from 1.
    public let line: Int
    /// What stands there.
    public let value: Value

    /// A piece at a line, from 1.
    public init(line: Int, value: Value) {
        self.line = line
        self.value = value
    }

    /// A text at a line, from 1.
    public static func text(_ text: String, line: Int) -> SourceNode {
        SourceNode(line: line, value: .scalar(text, quoted: true))
    }

    /// The UTF-8 bytes of all names and texts in it.
    public var textBytes: Int {
        switch value {
        case .null: 0
        case .scalar(let text, _): text.utf8.count
        case .list(let items): items.reduce(0) { $0 + $1.textBytes }
        case .map(let fields): fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.textBytes }
        }
    }

    /// What it is, for people.
    public var kindName: Bilingual {
        switch value {
        case .null: Bilingual(en: "nothing", zh: "空")
        case .scalar: Bilingual(en: "a single value", zh: "单个值")
        case .list: Bilingual(en: "a list", zh: "列表")
        case .map: Bilingual(en: "a group of fields", zh: "一组字段")
        }
    }
}
