/// What a commit must wait for. The text is its name in the waiting list.
enum Lack: Hashable {
    /// No directory entry with this key is held.
    case key(KeyID)
    /// The stream's commit at this sequence.
    case predecessor(StreamName, UInt64)
    /// The commit that gives this stream's pen.
    case grant(StreamName)
    /// The body of a directory entry.
    case body(StreamName, UInt64)
    /// A commit that others name: what a content continues, or the evidence of a takeover.
    case commit(CommitID)
    /// An entry that puts something below this node.
    case above(NodeID)
    /// A version or suite that this release does not have.
    case support

    var text: String {
        switch self {
        case .key(let key): "key \(key.hex)"
        case .predecessor(let name, let sequence): "at \(sequence) \(name.rawValue)"
        case .grant(let name): "pen \(name.rawValue)"
        case .body(let name, let sequence): "body \(sequence) \(name.rawValue)"
        case .commit(let id): "commit \(id.hex)"
        case .above(let node): "above \(node)"
        case .support: "support"
        }
    }

    /// The word for people and scripts of what a text of the waiting list names.
    static func word(_ text: String) -> String {
        switch text.prefix(while: { $0 != " " }) {
        case "key": "key"
        case "at": "commit-before"
        case "pen": "pen"
        case "body": "body"
        case "commit": "commit"
        case "above": "entry-above"
        default: "later-release"
        }
    }
}
