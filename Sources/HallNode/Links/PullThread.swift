import Foundation
import Sync
import Synchronization

/// The state of a link, shared by the thread that pushes and the one that pulls.
final class SharedLink: Sendable {
    private let link: Mutex<DialLink>

    init(_ link: DialLink) { self.link = Mutex(link) }

    /// A step that fails, a full disk say, leaves the state as it was, as it does in the store.
    func use<Value>(_ body: (inout sending DialLink) throws -> sending Value) rethrows -> sending Value {
        try link.withLock { link in
            let before = link
            do { return try body(&link) } catch {
                link = before
                throw error
            }
        }
    }
}

/// Reads the superior's long response on a thread of its own and takes in what it brings.
final class PullThread: Sendable {
    private let hall: Hall
    private let line: UplinkLine
    private let session: UplinkSession
    private let broken: Cancellation
    private let failure = Mutex<(any Error)?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter broken: cancelled by either side when the session ends.
    init(hall: Hall, line: UplinkLine, session: UplinkSession, broken: Cancellation) {
        self.hall = hall
        self.line = line
        self.session = session
        self.broken = broken
    }

    /// What ended it; nil while it runs, and when it was told to end.
    var error: (any Error)? { failure.withLock { $0 } }

    func start() {
        Thread.detachNewThread { [self] in
            do {
                try pull()
            } catch {
                failure.withLock { $0 = error }
            }
            broken.cancel()
            hall.changes.notify()
            ended.signal()
        }
    }

    func join() { _ = ended.wait(timeout: .now() + 2) }

    private func pull() throws {
        let handle = try CurlHandle()
        var reader = FrameReader()
        var stop: (any Error)?
        let request = ClientRequest(
            method: .post, url: line.base + "/link/pull", expectedKeys: line.keys, identity: line.identity)
        _ = try handle.stream(request, cancellation: broken) { bytes in
            self.hall.wire.add(bytes.count)
            reader.feed(bytes)
            do {
                while let frame = try reader.next() { try self.take(frame) }
                return true
            } catch {
                stop = error
                return false
            }
        }
        if let stop { throw stop }
        throw ClientError(.interrupted, text: "the superior ended the line")
    }

    /// Takes a frame. While the disk is full the line waits with it: what the superior sends stays with the superior.
    private func take(_ frame: Frame) throws {
        while true {
            do {
                if try session.take(frame) {
                    throw ClientError(.interrupted, text: "the lanes are to be compared anew")
                }
                return
            } catch let error as HallError where error.passes && !broken.isCancelled {
                Thread.sleep(forTimeInterval: PullThread.restSeconds)
            }
        }
    }

    private static let restSeconds = 0.5
}
