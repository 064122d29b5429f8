import Foundation
public import HallNode
public import Logging
public import ServiceLifecycle
import Sync
public import UnixSignals

/// A hall at work: the listener for its children, the link to its superior, the web listener, in one service group that
/// ends together.
public struct HallServer: Sendable {
    private let hall: Hall
    private let options: Options
    private let logger: Logger

    /// Where to listen.
    public struct Options: Sendable {
        /// Host and port for children; nil for a hall that only dials.
        public var links: (host: String, port: Int)?
        /// Host and port of the web listener; nil for none.
        public var web: (host: String, port: Int)?

        /// Where backups go once a day, and how many stay; nil for none.
        public var backups: (folder: String, keep: Int)?

        /// Where to listen, and where backups go.
        public init(
            links: (host: String, port: Int)?, web: (host: String, port: Int)?,
            backups: (folder: String, keep: Int)? = nil
        ) {
            self.links = links
            self.web = web
            self.backups = backups
        }
    }

    /// A server of an open hall, not yet begun.
    public init(_ hall: Hall, _ options: Options, logger: Logger) {
        self.hall = hall
        self.options = options
        self.logger = logger
    }

    /// What it listens on, once it does.
    public struct Ready: Sendable {
        /// The port for children.
        public var linksPort: Int?
        /// The port of the web listener.
        public var webPort: Int?
    }

    /// Serves until the process is told to end.
    ///
    /// - Parameter ready: called once, when everything accepts.
    public func run(ready: @escaping @Sendable (Ready) async -> Void) async throws {
        try await group(signals: [.sigterm, .sigint], ready: ready).run()
    }

    /// The services of the hall, not yet run. They are to be ended by `triggerGracefulShutdown`: where the task of a
    /// listener is cancelled while it accepts a connection, swift-nio ends the process.
    ///
    /// - Parameter ready: called once, when everything accepts.
    public func group(
        signals: [UnixSignal], ready: @escaping @Sendable (Ready) async -> Void
    ) throws -> ServiceGroup {
        var services: [any Service] = []
        var links: FollowingListener?
        if let address = options.links {
            let listener = FollowingListener(hall, on: address, logger: logger)
            links = listener
            services.append(listener)
        }
        var web: WebListener?
        if let address = options.web {
            let hall = hall
            let listener = try WebListener(
                host: address.host, port: address.port, logger: logger, isOpen: { true },
                metrics: { try await Metrics.text(hall) }, told: { [borders = hall.borders] in borders.add($0) })
            web = listener
            services.append(listener)
        }
        // Services end in reverse order: first the own link lets go, then the listeners cut theirs.
        let schedule = options.backups.map {
            BackupSchedule(hall, to: $0.folder, keep: $0.keep, logger: logger)
        }
        services.append(WorkerService(hall: hall, schedule: schedule, logger: logger))
        services.append(ReadyService(links: links, web: web, ready: ready))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(4)
        return ServiceGroup(configuration: configuration)
    }
}

/// The hall's own threads as a service.
private struct WorkerService: Service {
    let hall: Hall
    let schedule: BackupSchedule?
    let logger: Logger

    func run() async throws {
        let watch = StoreWatch(hall)
        let uplink = Uplink(hall, logger: logger)
        let supervision = SupervisionClock(hall, logger: logger)
        watch.start()
        supervision.start()
        uplink.start()
        let sweep = StoreSweep(hall, logger: logger)
        sweep.start()
        schedule?.start()
        try? await gracefulShutdown()
        supervision.stop()
        watch.stop()
        schedule?.stop()
        sweep.stop()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                uplink.stop()
                continuation.resume()
            }
        }
    }
}

/// Says once that all listeners accept.
private struct ReadyService: Service {
    let links: FollowingListener?
    let web: WebListener?
    let ready: @Sendable (HallServer.Ready) async -> Void

    func run() async throws {
        await ready(.init(linksPort: try await links?.boundPort(), webPort: try await web?.boundPort()))
        try? await gracefulShutdown()
    }
}
