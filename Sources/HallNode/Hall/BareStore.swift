public import GRDB
public import Sync
import Tiers

/// A hall's store without its keys: enough to look at it and to mend it, whatever the directory in it says of them.
public struct BareStore: Sendable {
    /// Where it lies.
    public let folder: HallFolder
    /// A pool of connections where it is a file.
    public let store: any DatabaseWriter
    /// The engine for its hall.
    public let engine: Engine
    /// A practice network.
    let isPractice: Bool

    /// Opens the store in a folder.
    public init(_ folder: HallFolder) throws(HallError) {
        self.folder = folder
        store = try HallStore.open(folder)
        do {
            let settings = try store.state { db in
                (
                    node: try Settings.get(Hall.nodeSetting, db), root: try Settings.get(Hall.rootSetting, db),
                    practice: try Settings.get(Hall.practiceSetting, db)
                )
            }
            guard let node = settings.node.flatMap({ NodeID($0) }), HallID(node.rawValue) != nil,
                let root = settings.root.flatMap({ KeyID(hex: $0) })
            else { throw Hall.unfinished(folder) }
            engine = Engine(node: node, root: root, policy: HallPolicy(), projector: HallProjector())
            isPractice = settings.practice == "1"
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
    }

    /// Reads. The body sees one state of the store.
    public func read<Value>(_ body: (Database) throws -> Value) throws(HallError) -> Value {
        do { return try store.state(body) } catch { throw HallStore.error(error, path: folder.store) }
    }

    /// Reads where a page may be broken: SQLite ends no transaction well that has met one. The body may see a state of
    /// the store a statement.
    func readBroken<Value>(_ body: (Database) throws -> Value) throws(HallError) -> Value {
        do { return try store.unsafeRead(body) } catch { throw HallStore.error(error, path: folder.store) }
    }

    /// Writes what the engine alone writes: links, receipts, tokens. No commits of this hall.
    public func journal<Value>(_ body: (Database) throws -> Value) throws(HallError) -> Value {
        do { return try store.write(body) } catch { throw HallStore.error(error, path: folder.store) }
    }
}
