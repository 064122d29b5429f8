import Synchronization

/// Counts what goes over this hall's link to its superior: bytes of HTTP bodies both ways, as they travel (compressed),
/// without the headers of HTTP and TLS.
public final class WireMeter: Sendable {
    private let count = Atomic<Int>(0)

    /// A meter at 0.
    public init() {}

    /// Bytes so far, both ways.
    public var bytes: Int { count.load(ordering: .relaxed) }

    func add(_ bytes: Int) { count.wrappingAdd(bytes, ordering: .relaxed) }
}
