import Foundation
public import Logging
import Tiers

/// Supervision by a running server: a minute after it begins, and then every hour.
public final class SupervisionClock: Sendable {
    private let hall: Hall
    private let logger: Logger
    private let stopping = Cancellation()

    /// Supervision of an open hall, not yet begun.
    public init(_ hall: Hall, logger: Logger) {
        self.hall = hall
        self.logger = logger
    }

    /// A minute, so that the links have brought what waited; ms.
    private static let first: Int64 = 60_000
    /// An hour, ms.
    private static let interval: Int64 = 3_600_000

    /// Begins.
    public func start() {
        Thread.detachNewThread { [self] in
            let uptime = hall.surroundings.uptime
            var next = uptime() + SupervisionClock.first
            while !stopping.isCancelled {
                Thread.sleep(forTimeInterval: 0.25)
                guard uptime() >= next else { continue }
                look()
                next = uptime() + SupervisionClock.interval
            }
        }
    }

    /// Ends; a look that has begun is finished.
    public func stop() { stopping.cancel() }

    /// What goes wrong (a full disk) goes right an hour later: the same cards have the same names.
    private func look() {
        do throws(HallError) {
            let answer = try SupervisionRun(hall).run(onlyNews: true)
            logger.info("supervised", metadata: ["cards": "\(answer["newCards"]?.line ?? "0")"])
        } catch {
            logger.error("supervision failed", metadata: ["error": "\(error.message.en)"])
        }
    }
}
