import HallNode
import Logging
import ServiceLifecycle
import Sync

/// The listener for the halls below, which shows the key that they know: when the hall's key is renewed, it begins anew
/// with the new one, on the same port.
final class FollowingListener: Service {
    private let hall: Hall
    private let address: (host: String, port: Int)
    private let logger: Logger
    private let bound = BoundPort()

    /// Prepares a listener of an open hall; `run` opens it.
    init(_ hall: Hall, on address: (host: String, port: Int), logger: Logger) {
        self.hall = hall
        self.address = address
        self.logger = logger
    }

    /// The port that it listens on, as soon as it does.
    func boundPort() async throws -> Int { try await bound.value() }

    private enum End: Sendable {
        case ended
        case newKey
    }

    /// Listens until the surrounding service group shuts down gracefully or the task is cancelled. Once.
    func run() async throws {
        let service = LinkService(hall)
        var port = address.port
        while true {
            let key = hall.identity.key.publicKey.id
            let listener = try LinkListener(
                host: address.host, port: port, identity: try hall.tlsIdentity(),
                limits: LinkLimits(requestBytesMax: LinkService.requestBytesMax), logger: logger,
                bodyLimit: { try await service.bodyBytesMax(path: $0.path, peerKey: $0.peerKey) },
                told: { [borders = hall.borders] in borders.add($0) }, bound: bound
            ) { request in
                let answer = try await service.answer(
                    path: request.path, peerKey: request.peerKey, source: request.source, body: request.body)
                switch answer {
                case .reply(let status, let body): return .reply(status: status, body: body)
                case .pull(let session):
                    return .stream { writer in try await session.run { try await writer.write($0) } }
                }
            }
            let end = try await withThrowingTaskGroup(of: End.self) { group in
                group.addTask {
                    try await listener.run()
                    return .ended
                }
                group.addTask {
                    for await _ in self.hall.changes.stream() where self.hall.identity.key.publicKey.id != key {
                        return .newKey
                    }
                    return .ended
                }
                defer { group.cancelAll() }
                return try await group.next() ?? .ended
            }
            guard end == .newKey else { return }
            port = try await bound.value()
        }
    }
}
