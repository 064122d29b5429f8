import Synchronization

/// Collects the results of parallel work, each at its own place.
final class ResultBox<Value: Sendable>: Sendable {
    private let slots: Mutex<[Value?]>

    init(count: Int) { slots = Mutex(Array(repeating: nil, count: count)) }

    func set(_ place: Int, _ value: Value) { slots.withLock { $0[place] = value } }

    /// The results in order; work that set none is left out.
    var values: [Value] { slots.withLock { $0.compactMap(\.self) } }
}
