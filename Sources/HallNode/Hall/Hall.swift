import Foundation
public import GRDB
public import Sync
public import Tiers

/// An open hall: its store, its keys and who it is. All that a command or a server does begins here.
public final class Hall: Sendable {
    /// Its store, without the keys.
    public let bare: BareStore
    let keyring: HallKeyring
    /// Tells readers of this process that something was written.
    public let changes = ChangeSignal()
    /// Counts what goes over the link to the superior.
    public let wire = WireMeter()
    /// Counts what was refused or cut off at the listeners.
    public let borders = BorderMeter()
    let keys = KeyCache()
    let onlyHere = OnlyHereGauge()
    private let commands: CommandQueue

    /// This hall's id.
    public var id: HallID {
        guard let id = HallID(engine.node.rawValue) else { preconditionFailure("a hall's node is a hall id") }
        return id
    }

    /// Where it lives.
    public var folder: HallFolder { bare.folder }
    /// The store: a pool of connections where it is a file.
    public var store: any DatabaseWriter { bare.store }
    /// The engine for this hall.
    public var engine: Engine { bare.engine }

    /// Opens the hall in a folder.
    public init(_ folder: HallFolder) throws(HallError) {
        bare = try BareStore(folder)
        keyring = try HallKeyring(folder)
        commands = CommandQueue()
        try mendOwnEntry()
        try followKeys()
        try retrySupport()
    }

    /// An entry of this hall's own that cannot be read would keep it from its keys, and so from its neighbours: the
    /// log tells what it was.
    private func mendOwnEntry() throws(HallError) {
        guard !store.configuration.readonly, try read({ try engine.isOwnEntryHurt($0) }) else { return }
        try journal { db in _ = try engine.rebuild(.directory(engine.node), db) }
    }

    private static let retriedSetting = "supportRetriedBy"

    /// What waits for a version or suite that an earlier release did not have is judged again, once a release.
    private func retrySupport() throws(HallError) {
        guard !store.configuration.readonly, try read({ try engine.waitsForSupport($0) }),
            try read({ try Settings.get(Hall.retriedSetting, $0) }) != Release.version
        else { return }
        try journal { db in
            try engine.retrySupport(now: now.milliseconds, db)
            try Settings.set(Hall.retriedSetting, Release.version, db)
        }
    }

    /// Key, release, practice, as the halls below know this one.
    public var identity: LinkIdentity {
        linkIdentity(keyring.link)
    }

    /// The same, as this hall comes to its superior: with a key that only the superior has entered yet.
    public var diallingIdentity: LinkIdentity {
        linkIdentity(keyring.dialling)
    }

    private func linkIdentity(_ key: SigningKey) -> LinkIdentity {
        LinkIdentity(
            key: key, release: Release.version, practice: bare.isPractice,
            newestProtocol: surroundings.newestProtocol())
    }

    /// Takes up which of its keys directory and journal name.
    func followKeys() throws(HallError) { try keyring.follow(try read { try engine.keysInUse($0) }) }

    /// The clock, the chance and the disk that it works with.
    public var surroundings: Surroundings { folder.surroundings }

    /// This hall's clock: right or wrong, the only one that it has.
    public var now: Instant { surroundings.clock() }

    static let nodeSetting = "node"
    static let rootSetting = "root"
    static let practiceSetting = "practice"

    static func unfinished(_ folder: HallFolder) -> HallError {
        HallError(
            .noHall,
            Bilingual(en: "the hall in \(folder.path) has not joined yet", zh: "\(folder.path) 中的大厅尚未完成接入"),
            hint: Bilingual(
                en: "repeat `hall join` with the same invitation, or bring the answer file",
                zh: "请用同一邀请码重复 hall join，或导入答复文件"))
    }

    /// Throws where the store was opened for reading only, since its disk is full or takes no writes: a server would
    /// never notice that it does again.
    public func checkWritable() throws(HallError) {
        if store.configuration.readonly {
            throw HallStore.error(DatabaseError(resultCode: .SQLITE_READONLY), path: folder.store)
        }
    }

    /// Reads. The body sees one state of the store.
    public func read<Value>(_ body: (Database) throws -> Value) throws(HallError) -> Value {
        try bare.read(body)
    }

    /// Writes what the engine alone writes: links, receipts, tokens. No commits of this hall.
    public func journal<Value>(_ body: (Database) throws -> Value) throws(HallError) -> Value {
        try bare.journal(body)
    }

    /// Runs a command: what it appends is signed and durable when this returns. Commands that wait at the same time
    /// share one transaction, one signature and one sync; each has a savepoint of its own.
    public func command<Value: Sendable>(
        _ body: @escaping @Sendable (inout WriteBatch, Database) throws -> Value
    ) throws(HallError) -> Value {
        do {
            return try commands.run(body) { work in
                try self.store.write { db in
                    let offset = try self.clockOffset(db)
                    let key = self.keyring.commits(try self.engine.keysInUse(db))
                    var batch = try WriteBatch(
                        self.engine, key: key, now: self.now.milliseconds, clockOffset: offset,
                        random: self.surroundings.random, db)
                    try work(&batch)
                    try batch.finish()
                }
                self.changes.notify()
            }
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
    }

    /// Runs a command of which nothing stays, and gives what it would have answered.
    func rehearse(_ body: (inout WriteBatch, Database) throws -> JSONValue) throws(HallError) -> JSONValue {
        try journal { db in
            var answer = JSONValue.null
            try db.inSavepoint {
                var batch = try WriteBatch(
                    engine, key: identity.key, now: now.milliseconds, clockOffset: nil, random: surroundings.random, db)
                answer = try body(&batch, db)
                return .rollback
            }
            return answer
        }
    }

    /// This hall's clock less the time that its superior said last, ms; nil if it never did, and at the province.
    func clockOffset(_ db: Database) throws -> Int64? {
        guard let superior = try Directory.superior(engine.node, db) else { return nil }
        return try Contacts.find(superior, db).offset.map { 0 &- $0 }
    }
}
