@testable import Sync

// Ids and names that stand in tests as texts; a wrong one is the test's own mistake.
extension NodeID: ExpressibleByStringLiteral {
    init(stringLiteral text: String) {
        guard let id = NodeID(text) else { preconditionFailure("\(text) is no node id") }
        self = id
    }
}

extension StreamName: ExpressibleByStringLiteral {
    init(stringLiteral text: String) {
        guard let name = StreamName(text) else { preconditionFailure("\(text) is no stream name") }
        self = name
    }
}

extension Draft {
    /// A draft with texts as facts and content.
    init(_ stream: StreamName, _ facts: String, content: String = "{}") {
        self.init(stream: stream, facts: Array(facts.utf8), content: Array(content.utf8))
    }

    /// The same draft, changed.
    func with(_ change: (inout Draft) -> Void) -> Draft {
        var copy = self
        change(&copy)
        return copy
    }
}
