import HallNode
import HallWeb
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LinkStreamTests {
    @Test func theFirstChunkArrivesBeforeTheSecondIsProduced() async throws {
        let (received, tell) = AsyncStream<Void>.makeStream()
        let handler: LinkHandler = { _ in
            .stream { writer in
                try await writer.write([1])
                // Only the client's receipt of the first chunk lets the second be made.
                for await _ in received { break }
                try await writer.write([2, 3])
            }
        }
        try await withHall(handler: handler) { hall in
            let (bytes, end) = try await onThread {
                var bytes: [UInt8] = []
                let end = try CurlHandle().stream(hall.request("/pull")) { chunk in
                    bytes += chunk
                    tell.yield()
                    return true
                }
                return (bytes, end)
            }
            #expect(bytes == [1, 2, 3])
            #expect(end == .finished)
        }
    }

    @Test func aStreamOfManyMegabytesArrivesWhole() async throws {
        let chunk = (0..<(256 << 10)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let chunks = AsyncStream<[UInt8]> { continuation in
            for _ in 0..<64 { continuation.yield(chunk) }
            continuation.finish()
        }
        try await withHall(handler: { _ in .stream(chunks: chunks) }) { hall in
            let count = try await onThread {
                var count = 0
                _ = try CurlHandle().stream(hall.request("/pull")) { bytes in
                    count += bytes.count
                    return true
                }
                return count
            }
            #expect(count == 64 * chunk.count)
        }
    }

    @Test func cancellingEndsASilentStreamAtOnceAndItsProducerToo() async throws {
        let (events, tell) = AsyncStream<String>.makeStream()
        let handler: LinkHandler = { _ in
            .stream { writer in
                try await writer.write([1])
                try? await Task.sleep(for: .seconds(50))
                tell.yield("producer ended")
            }
        }
        try await withHall(handler: handler) { hall in
            let cancellation = Cancellation()
            let pull = Task {
                await clientError {
                    try CurlHandle().stream(hall.request("/pull"), cancellation: cancellation) { _ in
                        tell.yield("first chunk")
                        return true
                    }
                }
            }
            var told = events.makeAsyncIterator()
            #expect(await told.next() == "first chunk")
            let start = ContinuousClock.now
            cancellation.cancel()
            #expect(await pull.value?.failure == .cancelled)
            #expect(ContinuousClock.now - start < .milliseconds(900))
            #expect(await told.next() == "producer ended")
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func aReceiverThatWantsNoMoreEndsTheStreamWithoutAnError() async throws {
        let handler: LinkHandler = { _ in
            .stream { writer in
                while true { try await writer.write([UInt8](repeating: 5, count: 1_000)) }
            }
        }
        try await withHall(handler: handler) { hall in
            let end = try await onThread {
                try CurlHandle().stream(hall.request("/pull")) { _ in false }
            }
            #expect(end == .stopped)
        }
    }

    @Test func aRefusedStreamIsAnErrorWithTheRefusalsText() async throws {
        try await withHall(handler: { _ in .reply(status: 403, body: Array("no".utf8)) }) { hall in
            let error = await clientError { try CurlHandle().stream(hall.request("/pull")) { _ in true } }
            #expect(error?.failure == .status(403))
            #expect(error?.body == Array("no".utf8))
        }
    }

    @Test func aStreamOnWhichNothingMovesIsATimeout() async throws {
        let handler: LinkHandler = { _ in
            .stream { _ in try await Task.sleep(for: .seconds(50)) }
        }
        try await withHall(handler: handler) { hall in
            let request = hall.request("/pull", limits: ClientLimits(stalled: .seconds(1)))
            let error = await clientError { try CurlHandle().stream(request) { _ in true } }
            #expect(error?.failure == .timeout)
        }
    }

    /// A producer that attends to its cancellation ends whole; one that does not is cut.
    @Test(arguments: [true, false])
    func shutdownEndsAnOpenStreamWithinTwoSeconds(attends: Bool) async throws {
        let (started, tell) = AsyncStream<Void>.makeStream()
        let handler: LinkHandler = { _ in
            .stream { writer in
                try await writer.write([1])
                if attends {
                    try await Task.sleep(for: .seconds(50))
                } else {
                    await Task { try? await Task.sleep(for: .seconds(3)) }.value
                }
            }
        }
        try await withHall(handler: handler) { hall in
            let pull = Task {
                try await onThread {
                    try CurlHandle().stream(hall.request("/pull")) { _ in
                        tell.yield()
                        return true
                    }
                }
            }
            for await _ in started { break }
            let start = ContinuousClock.now
            await hall.shutdown()
            let end = try? await pull.value
            #expect(end == (attends ? .finished : nil))
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }
}
