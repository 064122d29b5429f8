import GRDB
public import Sync
import Tiers

/// The question for the entries on the way from the root to this hall, which a hall asks further up when its superior
/// does not answer, or says that it is not its child, and once a day anyway: so that a superior that was merged,
/// revoked or stolen cannot keep it from those below. The answer is judged like any entries, whoever gives it.
public enum PathQuestion {
    /// Whom to ask.
    public struct Target: Hashable, Sendable {
        /// Who it is.
        public let node: NodeID
        /// Where it listens.
        public let url: String
        /// SHA-256 of each of its good keys; empty where any may answer: a superior whose new key is not known here.
        public let keys: [[UInt8]]
    }

    /// The path of the request.
    static let path = "/link/path"

    /// Whom to ask, nearest first. The superior itself is asked too, under whatever key it shows: it may have renewed
    /// its own while this hall was off line.
    ///
    /// - Parameter withSuperior: false for the daily question, which goes past it.
    public static func targets(_ hall: Hall, withSuperior: Bool) throws(HallError) -> [Target] {
        try hall.read { db in
            let ancestors = try Directory.ancestors(hall.engine.node, db)
            var targets: [Target] = []
            if withSuperior, let superior = ancestors.first, let url = try HallAddress.superior(hall, db) {
                targets.append(Target(node: superior, url: url, keys: []))
            }
            for node in ancestors.dropFirst() {
                guard let url = try Directory.entry(node, db)?.address else { continue }
                let keys = try hall.engine.keys(of: node, db).map(\.id.bytes)
                if !keys.isEmpty { targets.append(Target(node: node, url: url, keys: keys)) }
            }
            return targets
        }
    }

    /// The answer to a hall that has proved its key: the entries on its own path, if it lies in this part of the tree
    /// or ever did. Nil for a stranger.
    static func answer(_ hall: Hall, key: KeyID) throws -> [UInt8]? {
        try hall.store.state { db in
            guard let record = try Directory.key(key, db), record.node != hall.engine.node else { return nil }
            return try hall.engine.introduction(of: record.node, db)
        }
    }

    /// Takes an answer in. Entries that are here change nothing; one that is wrong makes all of them wrong.
    ///
    /// - Returns: whether anything was new.
    @discardableResult
    public static func take(_ answer: [UInt8], from target: Target, at hall: Hall) throws -> Bool {
        let checked = try CheckedBatch(
            payload: answer, key: { hall.keys.find($0, in: hall) }, parallel: hall.surroundings.parallel)
        let now = hall.now.milliseconds
        let isNew = try hall.store.write { db in
            let before = try Int64.fetchOne(db, sql: "SELECT max(position) FROM commits")
            let superior = try Directory.superior(hall.engine.node, db)
            try hall.engine.admit(introduction: checked, from: target.node, now: now, db)
            // The address that a person entered, or that the old one said, is not the new one's.
            if try Directory.superior(hall.engine.node, db) != superior {
                try db.execute(sql: "DELETE FROM superior_address")
            }
            return try Int64.fetchOne(db, sql: "SELECT max(position) FROM commits") != before
        }
        if isNew { hall.changes.notify() }
        return isNew
    }
}
