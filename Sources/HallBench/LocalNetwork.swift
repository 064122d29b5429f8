import Foundation
import GRDB
import Glibc
public import HallNode
import HallWeb
import Logging
import ServiceLifecycle
import Sync
import Synchronization
import Tiers

/// Halls under one another in this process, each with its own store, keys, TLS listener and link threads: everything
/// but a process of its own.
public final class LocalNetwork: Sendable {
    /// The halls, the province first.
    public let halls: [Hall]
    private let folder: String
    private let servers: Mutex<[Server]>

    /// The services of a hall, and the task that runs them.
    private struct Server {
        let group: ServiceGroup
        let task: Task<Void, any Error>
    }

    /// The codes of a line of halls in the tree of 兴国县: province, city, county, township, village, and a department's
    /// node below the county where more are asked for.
    private static let line: [(code: String, department: String?, name: String)] = [
        ("36", nil, "江西省"), ("3607", nil, "赣州市"), ("360732", nil, "兴国县"), ("360732100", nil, "潋江镇"),
        ("360732100200", nil, "村"), ("360732100200", "dkj", "村站"),
    ]

    /// The longest line, in halls.
    public static var longest: Int { line.count }

    private init(halls: [Hall], folder: String) {
        self.halls = halls
        self.folder = folder
        servers = Mutex([])
    }

    /// Makes a line of halls, each enrolled by the one before and serving. Returns when all are linked.
    public static func line(of count: Int) async throws -> LocalNetwork {
        precondition((1...line.count).contains(count), "a line has 1 to \(line.count) halls")
        let folder = try temporaryFolder()
        let logger = Logger(label: "hall") { _ in SwiftLogNoOpLogHandler() }
        var halls: [Hall] = []
        var servers: [Server] = []
        for place in 0..<count {
            let url = "https://127.0.0.1:\(try LocalPort.free())"
            let home = HallFolder("\(folder)/\(place)")
            let hall: Hall
            if let superior = halls.last {
                hall = try await onThread { try join(line[place], superior: superior, home: home, url: url) }
            } else {
                guard let code = DivisionCode(line[0].code) else { throw HallError.fault("36 is a code") }
                hall = try await onThread {
                    try Founding.run(.init(code: code, name: line[0].name, url: url, nextRootFile: nil), in: home)
                }
            }
            let address = try HallAddress.check(url)
            let server = HallServer(hall, .init(links: address, web: nil), logger: logger)
            let (ready, isReady) = AsyncStream<Void>.makeStream()
            let group = try server.group(signals: []) { _ in isReady.finish() }
            servers.append(Server(group: group, task: Task { try await group.run() }))
            for await _ in ready {}
            halls.append(hall)
        }
        let network = LocalNetwork(halls: halls, folder: folder)
        let begun = servers
        network.servers.withLock { $0 = begun }
        try await network.waitUntilLinked()
        return network
    }

    private static func join(
        _ place: (code: String, department: String?, name: String), superior: Hall, home: HallFolder, url: String
    ) throws(HallError) -> Hall {
        guard let code = DivisionCode(place.code) else { throw .fault("\(place.code) is a code") }
        let order = Enrolment.Order(
            code: code, name: place.name, department: place.department, tier: place.department == nil ? nil : .village,
            validMilliseconds: Enrolment.defaultValidity)
        let invitation = try Enrolment(superior).invite(order)
        return try Joining(home, invitation).run(url: url)
    }

    /// Ends all servers and removes all folders.
    public func end() async {
        let servers = servers.withLock { $0 }
        for server in servers { await server.group.triggerGracefulShutdown() }
        for server in servers { _ = await server.task.result }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func waitUntilLinked() async throws {
        for hall in halls.dropFirst() {
            for _ in 0..<600 {
                let isLinked = try await hall.store.read { db in
                    guard let superior = try Directory.superior(hall.engine.node, db) else { return false }
                    return try Contacts.find(superior, db).lastContact != nil
                }
                if isLinked { break }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    static func temporaryFolder() throws -> String {
        var template = Array((NSTemporaryDirectory() + "/hallnet-XXXXXX").utf8CString)
        guard let path = mkdtemp(&template) else { throw HallError.fault("no temporary folder") }
        return String(cString: path)
    }
}

/// Runs work that blocks on a thread of its own.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
