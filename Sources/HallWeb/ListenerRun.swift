internal import ServiceLifecycle

/// What both listeners do while they run.
enum ListenerRun {
    /// After a shutdown began, connections are cut in a second; a handler that still works then is cancelled.
    private static let handlerGrace = Duration.seconds(2)

    /// Runs a server until it ends, and tells `bound` if it got no port.
    ///
    /// The server waits for its handlers when it is shut down, so one that hangs would hold up the whole process;
    /// after the grace they are cancelled.
    static func untilShutdown(
        host: String, port: Int, bound: BoundPort, _ server: @escaping @Sendable () async throws -> Void
    ) async throws {
        defer { bound.settle(.failure(ListenerError.ended)) }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        try await server()
                    } catch is CancellationError {}
                }
                group.addTask {
                    // Either wait ends with a CancellationError when the server ended by itself, as it should.
                    do {
                        try await gracefulShutdown()
                        try await Task.sleep(for: handlerGrace)
                    } catch is CancellationError {}
                }
                defer { group.cancelAll() }
                try await group.next()
                group.cancelAll()
                try await group.waitForAll()
            }
        } catch {
            let told = ListenerError.address(host, port, error)
            bound.settle(.failure(told))
            throw told
        }
    }
}
