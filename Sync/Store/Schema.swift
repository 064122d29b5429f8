import FoundationEssentials
public import GRDB

/// The engine's part of a store. Three parts: the log (what was signed), the journal of this node (what it alone knows:
/// arrivals, lanes, cursors, receipts, refusals, tokens), and read models, which are a function of the first two.
public enum Schema {
    /// Registers the engine's tables.
    public static func register(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("sync 1") { db in
            try db.execute(sql: log)
            try db.execute(sql: journal)
            try db.execute(sql: readModels)
        }
        migrator.registerMigration("sync 2, what counts") { db in
            try db.execute(sql: counting)
            try nameWaiting(db)
        }
        migrator.registerMigration("sync 3, what neighbours tell") { db in
            // Refusals by others of which a neighbour told.
            try db.execute(sql: "ALTER TABLE shares ADD COLUMN told_rows INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("sync damage") { try $0.execute(sql: damage) }
        migrator.registerMigration("sync 4, lanes that begin anew") { try $0.execute(sql: comparing) }
    }

    /// What was found damaged.
    static let damage = """
        -- Journal: what stood in a damaged place, until a neighbour gives it again, and after that for a person. kind:
        -- header, proof, body, manifest, piece, lane, page.
        CREATE TABLE damaged(did INTEGER PRIMARY KEY, kind TEXT NOT NULL, place TEXT NOT NULL, position INTEGER,
          blob BLOB, piece INTEGER, bytes BLOB, what TEXT NOT NULL, found_at INTEGER NOT NULL, mended_at INTEGER,
          UNIQUE(kind, place)) STRICT;
        CREATE INDEX damaged_open ON damaged(position) WHERE mended_at IS NULL;
        """

    /// Gives the commits that waited before this version their ids.
    private static func nameWaiting(_ db: Database) throws {
        for row in try Row.fetchAll(db, sql: "SELECT wid, header FROM waiting") {
            let header: Data = row[1]
            try db.execute(
                sql: "UPDATE waiting SET id = ? WHERE wid = ?",
                arguments: [Hash256.of(Array(header)), row[0] as Int64])
        }
    }

    /// What decides which contents of a stream count, and the shares of neighbours.
    static let counting = """
        ALTER TABLE directory_keys ADD COLUMN admitted BLOB;
        ALTER TABLE directory_keys ADD COLUMN stolen INTEGER NOT NULL DEFAULT 0;
        -- Read model: every superior that a counted entry of a node ever named.
        CREATE TABLE directory_above(node TEXT NOT NULL, superior TEXT NOT NULL, PRIMARY KEY(node, superior))
          STRICT, WITHOUT ROWID;
        INSERT INTO directory_above SELECT node, superior FROM directory WHERE superior IS NOT NULL;
        -- Log: the kept commits that take a pen over, with the evidence that they name, whether they count or not.
        CREATE TABLE takeovers(position INTEGER PRIMARY KEY, sid INTEGER NOT NULL, sequence INTEGER NOT NULL,
          holder TEXT NOT NULL, entry_sequence INTEGER NOT NULL) STRICT;
        CREATE INDEX takeovers_by_evidence ON takeovers(holder, entry_sequence);
        CREATE INDEX commits_uncounted_by_key ON commits(kid) WHERE standing != 0;
        ALTER TABLE waiting ADD COLUMN id BLOB;
        CREATE INDEX waiting_by_id ON waiting(id);
        CREATE INDEX quarantine_ended ON quarantine(id) WHERE reason = 'key-ended';
        -- Journal: what each neighbour's waiting and refused commits take of its share.
        CREATE TABLE shares(peer TEXT PRIMARY KEY, waiting_bytes INTEGER NOT NULL DEFAULT 0,
          quarantine_bytes INTEGER NOT NULL DEFAULT 0, quarantine_rows INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
        INSERT INTO shares(peer, waiting_bytes) SELECT peer, sum(size) FROM waiting GROUP BY peer;
        INSERT INTO shares(peer, quarantine_bytes, quarantine_rows)
          SELECT peer, sum(coalesce(length(header), 0) + coalesce(length(body), 0)), count(*) FROM quarantine
          WHERE true GROUP BY peer
          ON CONFLICT(peer) DO UPDATE SET quarantine_bytes = excluded.quarantine_bytes,
            quarantine_rows = excluded.quarantine_rows;
        """

    /// What is kept of lanes that begin anew, and of single rows that a receipt names.
    static let comparing = """
        -- The newest comparison with each neighbour. up_to: the log position at which the lanes began anew; what came
        -- later is on them by routing. gives: this node's own offer, takes: the neighbour's; place: the last stream done.
        -- number: counts all of them. takes_urgent, takes_bulk: where the neighbour's lanes stood at the end of its offer.
        CREATE TABLE reconciles(peer TEXT PRIMARY KEY, number INTEGER NOT NULL, generation INTEGER NOT NULL,
          child_older INTEGER NOT NULL, superior_older INTEGER NOT NULL, up_to INTEGER NOT NULL, begun_at INTEGER NOT NULL,
          heard INTEGER NOT NULL DEFAULT 0, gives_place TEXT NOT NULL DEFAULT '', gives_done INTEGER NOT NULL DEFAULT 0,
          takes_place TEXT NOT NULL DEFAULT '', takes_done INTEGER NOT NULL DEFAULT 0,
          takes_urgent INTEGER NOT NULL DEFAULT 0, takes_bulk INTEGER NOT NULL DEFAULT 0,
          unsent INTEGER NOT NULL DEFAULT 0, oldest_unsent INTEGER) STRICT, WITHOUT ROWID;
        -- Streams with commits of this node that the neighbour said it holds whole: up to a log position, but for what
        -- stands on the lane to it. at: by the neighbour's clock.
        CREATE TABLE reconciled(sid INTEGER NOT NULL, peer TEXT NOT NULL, up_to INTEGER NOT NULL, at INTEGER NOT NULL,
          received_at INTEGER NOT NULL, PRIMARY KEY(sid, peer)) STRICT, WITHOUT ROWID;
        -- Rows of a lane whose blobs the neighbour lacks.
        CREATE TABLE receipt_lacking(peer TEXT NOT NULL, lane INTEGER NOT NULL, position INTEGER NOT NULL,
          PRIMARY KEY(peer, lane, position)) STRICT, WITHOUT ROWID;
        CREATE INDEX blob_citations_by_position ON blob_citations(position);
        """

    static let log = """
        CREATE TABLE keys(kid INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE signatures(sigid INTEGER PRIMARY KEY, suite INTEGER NOT NULL, signature BLOB NOT NULL,
          leaves INTEGER NOT NULL) STRICT;
        -- The name of a stream belongs to the log; head, head_id, pen, forked are a read model.
        CREATE TABLE streams(sid INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL DEFAULT 0,
          head_id BLOB, pen TEXT, forked INTEGER NOT NULL DEFAULT 0) STRICT;
        -- path null: all leaves of the tree stand in this log, the path is computed. standing: `Standing`.
        -- received_at and source are journal.
        CREATE TABLE commits(position INTEGER PRIMARY KEY, sid INTEGER NOT NULL, sequence INTEGER NOT NULL,
          kid INTEGER NOT NULL, key_sequence INTEGER NOT NULL, id BLOB NOT NULL, header BLOB NOT NULL, body BLOB,
          sigid INTEGER NOT NULL, leaf INTEGER NOT NULL, path BLOB, standing INTEGER NOT NULL DEFAULT 0,
          received_at INTEGER NOT NULL, source TEXT) STRICT;
        CREATE UNIQUE INDEX commits_by_stream ON commits(sid, sequence) WHERE standing = 0;
        CREATE INDEX commits_by_key ON commits(kid, key_sequence);
        CREATE INDEX commits_by_signature ON commits(sigid, leaf);
        CREATE INDEX commits_forked ON commits(sid, sequence) WHERE standing != 0;
        CREATE TABLE blobs(blob BLOB PRIMARY KEY, manifest BLOB, length INTEGER, pieces INTEGER,
          held INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
        CREATE TABLE blob_pieces(blob BLOB NOT NULL, piece INTEGER NOT NULL, bytes BLOB NOT NULL,
          PRIMARY KEY(blob, piece)) STRICT;
        """

    static let journal = """
        CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        -- peer '*': the lane that all children read.
        CREATE TABLE lanes(lane INTEGER PRIMARY KEY, peer TEXT NOT NULL, class INTEGER NOT NULL,
          generation INTEGER NOT NULL DEFAULT 1, head INTEGER NOT NULL DEFAULT 0, digest BLOB NOT NULL,
          UNIQUE(peer, class)) STRICT;
        CREATE TABLE lane_rows(lane INTEGER NOT NULL, position INTEGER NOT NULL, commit_position INTEGER NOT NULL,
          whole INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(lane, position)) STRICT, WITHOUT ROWID;
        CREATE INDEX lane_rows_by_commit ON lane_rows(commit_position, lane);
        CREATE TABLE cursors(peer TEXT NOT NULL, lane INTEGER NOT NULL, generation INTEGER NOT NULL,
          position INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(peer, lane)) STRICT, WITHOUT ROWID;
        CREATE TABLE receipts(peer TEXT NOT NULL, lane INTEGER NOT NULL, generation INTEGER NOT NULL,
          position INTEGER NOT NULL, digest BLOB NOT NULL, blobs_to INTEGER NOT NULL, at INTEGER NOT NULL,
          received_at INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(peer, lane)) STRICT, WITHOUT ROWID;
        CREATE TABLE receipt_waiting(peer TEXT NOT NULL, lane INTEGER NOT NULL, position INTEGER NOT NULL,
          PRIMARY KEY(peer, lane, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE waiting(wid INTEGER PRIMARY KEY, peer TEXT NOT NULL, lane INTEGER NOT NULL,
          position INTEGER NOT NULL, lacks TEXT NOT NULL, header BLOB NOT NULL, body BLOB, block BLOB NOT NULL,
          size INTEGER NOT NULL) STRICT;
        CREATE INDEX waiting_by_lack ON waiting(lacks);
        CREATE INDEX waiting_by_peer ON waiting(peer, lane, position);
        -- refused_by = this node: refused here; else refused there.
        CREATE TABLE quarantine(qid INTEGER PRIMARY KEY, id BLOB NOT NULL, author TEXT, stream TEXT, sequence INTEGER,
          reason TEXT NOT NULL, refused_by TEXT NOT NULL, peer TEXT NOT NULL, lane INTEGER NOT NULL,
          position INTEGER NOT NULL, at INTEGER NOT NULL, source TEXT, header BLOB, body BLOB, block BLOB,
          open INTEGER NOT NULL DEFAULT 1, UNIQUE(peer, lane, position, refused_by, id)) STRICT;
        CREATE INDEX quarantine_by_id ON quarantine(id);
        CREATE TABLE tokens(peer TEXT PRIMARY KEY, given BLOB, presented BLOB, mine BLOB) STRICT, WITHOUT ROWID;
        CREATE TABLE contacts(peer TEXT PRIMARY KEY, last_contact INTEGER, since INTEGER, state TEXT NOT NULL,
          last_error TEXT, offset INTEGER, protocol INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE group_levels(sid INTEGER NOT NULL, peer TEXT NOT NULL, level INTEGER NOT NULL,
          PRIMARY KEY(sid, peer)) STRICT, WITHOUT ROWID;
        CREATE TABLE entry_interest(peer TEXT NOT NULL, node TEXT NOT NULL, PRIMARY KEY(peer, node)) STRICT, WITHOUT ROWID;
        CREATE TABLE blob_wants(blob BLOB NOT NULL, peer TEXT NOT NULL, lane INTEGER NOT NULL,
          position INTEGER NOT NULL, PRIMARY KEY(blob, peer, lane, position)) STRICT, WITHOUT ROWID;
        CREATE INDEX blob_wants_by_peer ON blob_wants(peer, lane, position);
        -- Two contents under one key sequence or one stream sequence: for a person to look at.
        CREATE TABLE alarms(kind TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(kind, subject))
          STRICT, WITHOUT ROWID;
        CREATE TABLE statuses(node TEXT PRIMARY KEY, at INTEGER NOT NULL, number INTEGER NOT NULL,
          received_at INTEGER NOT NULL, bytes BLOB NOT NULL, sent_up INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
        CREATE TABLE invitations(node TEXT PRIMARY KEY, secret_hash BLOB NOT NULL, expires INTEGER NOT NULL,
          template BLOB NOT NULL, issued_at INTEGER NOT NULL, used_by BLOB) STRICT, WITHOUT ROWID;
        """

    static let readModels = """
        CREATE TABLE directory(node TEXT PRIMARY KEY, sequence INTEGER NOT NULL, superior TEXT, tier TEXT NOT NULL,
          retired INTEGER NOT NULL, entry BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX directory_by_superior ON directory(superior);
        CREATE TABLE directory_keys(key BLOB PRIMARY KEY, node TEXT NOT NULL, ordinal INTEGER NOT NULL, last INTEGER,
          public BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE blob_citations(blob BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(blob, position))
          STRICT, WITHOUT ROWID;
        -- Up to which key sequence all bulk commits of a key are in effect here: what a status record says of the catalogue.
        CREATE TABLE applied(kid INTEGER PRIMARY KEY, up_to INTEGER NOT NULL) STRICT;
        CREATE TABLE participants(sid INTEGER NOT NULL, node TEXT NOT NULL, PRIMARY KEY(sid, node)) STRICT, WITHOUT ROWID;
        """
}
