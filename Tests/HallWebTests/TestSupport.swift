import Crypto
import Foundation
import HallNode
import HallWeb
import Logging
import ServiceLifecycle

/// Runs blocking work on a thread of its own, never on the two threads that all tests share.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}

/// The error that blocking work ends with; nil if it succeeds.
func clientError<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async -> ClientError? {
    do {
        _ = try await onThread(work)
        return nil
    } catch {
        return error as? ClientError
    }
}

/// One request over a connection of its own.
@discardableResult
func once(_ request: ClientRequest, cancellation: Cancellation? = nil) throws -> ClientResponse {
    try CurlHandle().perform(request, cancellation: cancellation)
}

func newIdentity() throws -> TLSIdentity {
    try TLSIdentity(signingKey: P256.Signing.PrivateKey())
}

var quietLogger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

/// A running listener of a hall, and how to ask it.
struct Hall {
    let identity: TLSIdentity
    let url: String
    let shutdown: @Sendable () async -> Void

    func request(
        _ path: String, as client: TLSIdentity? = nil, expecting keys: [[UInt8]]? = nil, body: [UInt8] = [],
        limits: ClientLimits = ClientLimits()
    ) -> ClientRequest {
        ClientRequest(
            method: .post, url: url + path, body: body, expectedKeys: keys ?? [identity.keyID], identity: client,
            limits: limits)
    }
}

/// Runs a listener on a free port of this machine during `body`, and waits for its end.
func withHall(
    identity given: TLSIdentity? = nil, limits: LinkLimits = LinkLimits(), bodyLimit: LinkBodyLimit? = nil,
    told: @escaping @Sendable (BorderEvent) -> Void = { _ in }, handler: @escaping LinkHandler,
    body: @escaping @Sendable (Hall) async throws -> Void
) async throws {
    let identity = try given ?? newIdentity()
    let listener = try LinkListener(
        host: "127.0.0.1", port: 0, identity: identity, limits: limits, logger: quietLogger,
        bodyLimit: bodyLimit, told: told, handler: handler)
    let group = ServiceGroup(services: [listener], logger: quietLogger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let port = try await listener.boundPort()
        let hall = Hall(identity: identity, url: "https://127.0.0.1:\(port)") {
            await group.triggerGracefulShutdown()
        }
        do {
            try await body(hall)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}
