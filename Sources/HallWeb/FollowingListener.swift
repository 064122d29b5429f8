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

    /// Listens until the surrounding service group shuts down gracefully or the task is cancelled. Once.
    func run() async throws {
        let service = LinkService(hall)
        var port = address.port
        while !Task.isShuttingDownGracefully {
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
            guard try await run(listener, until: { self.hall.identity.key.publicKey.id != key }) else { return }
            port = try await bound.value()
        }
    }

    /// Runs a listener until it is to end or something has changed; true if it ended for the change.
    private func run(_ listener: LinkListener, until hasChanged: @escaping @Sendable () -> Bool) async throws -> Bool {
        // It is shut down like the whole server. A listener whose task is cancelled while it accepts a connection ends
        // the process, and calls its own end an error.
        let group = ServiceGroup(configuration: .init(services: [.init(service: listener)], logger: logger))
        return try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                try await group.run()
                return false
            }
            tasks.addTask { [changes = hall.changes] in
                for await _ in changes.stream() where hasChanged() {
                    await group.triggerGracefulShutdown()
                    return true
                }
                return false
            }
            var isForChange = false
            while let changed = try await tasks.next() {
                isForChange = isForChange || changed
                if !changed { tasks.cancelAll() }
            }
            return isForChange
        }
    }
}
