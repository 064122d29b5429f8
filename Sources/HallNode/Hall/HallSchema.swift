import GRDB
import Sync

/// The tables of a hall's store: the engine's, and the business's read models.
enum HallSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        Schema.register(&migrator)
        migrator.registerMigration("hall 1") { db in
            try db.execute(sql: readModels)
            try db.execute(sql: journal)
        }
        migrator.registerMigration("supervision 1") { try $0.execute(sql: supervision) }
        migrator.registerMigration("hall 2") { db in try db.execute(sql: sourceRows) }
        migrator.registerMigration("calendar 1") { try $0.execute(sql: calendars) }
        migrator.registerMigration("supervision 2") { try $0.execute(sql: supervisionDays) }
        migrator.registerMigration("hall 3, days of answers") { db in
            // By the count of days with commands: a wall clock may jump.
            try db.execute(sql: "ALTER TABLE once_answers ADD COLUMN day INTEGER NOT NULL DEFAULT 0")
        }
        return migrator
    }

    /// Read model: the editions of the work calendar.
    static let calendars = """
        CREATE TABLE IF NOT EXISTS calendars(edition INTEGER PRIMARY KEY, id BLOB NOT NULL,
          published_at INTEGER NOT NULL, content BLOB NOT NULL) STRICT;
        """

    /// From which row of a table a case was taken, so that the same row twice is one case.
    static let sourceRows = """
        ALTER TABLE cases ADD COLUMN source_row TEXT;
        CREATE INDEX cases_by_source_row ON cases(source_row) WHERE source_row IS NOT NULL;
        """

    /// Filled by `HallProjector` and nothing else.
    static let readModels = """
        CREATE TABLE matter_versions(owner TEXT NOT NULL, code TEXT NOT NULL, version INTEGER NOT NULL,
          from_day INTEGER NOT NULL, to_day INTEGER, published_at INTEGER NOT NULL, key BLOB NOT NULL,
          key_sequence INTEGER NOT NULL, matter BLOB NOT NULL, PRIMARY KEY(code, owner, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE matter_locals(hall TEXT NOT NULL, owner TEXT NOT NULL, code TEXT NOT NULL, local BLOB NOT NULL,
          PRIMARY KEY(code, owner, hall)) STRICT, WITHOUT ROWID;
        -- One row a case: what lists sort and select by; everything else is folded from the log when it is shown.
        CREATE TABLE cases(number TEXT PRIMARY KEY, stage TEXT NOT NULL, holder TEXT NOT NULL, origin TEXT NOT NULL,
          deciding TEXT NOT NULL, matter TEXT NOT NULL, is_whole INTEGER NOT NULL, is_end INTEGER NOT NULL,
          deadline_day INTEGER, received_at INTEGER NOT NULL, applicant TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX cases_by_deadline ON cases(is_end, deadline_day);
        CREATE INDEX cases_by_applicant ON cases(applicant, matter) WHERE applicant IS NOT NULL;
        """

    static let journal = """
        -- First answers of commands called with --once, kept for 30 days with commands.
        CREATE TABLE once_answers(text TEXT PRIMARY KEY, at INTEGER NOT NULL, answer TEXT NOT NULL) STRICT, WITHOUT ROWID;
        -- Where the superior listens, as it said itself or as a person entered it.
        CREATE TABLE superior_address(only INTEGER PRIMARY KEY CHECK (only = 1), url TEXT NOT NULL) STRICT;
        """

    static let supervisionDays = """
        -- Open cases that supervision has looked at, with the first day on which time alone can bring a card; where a
        -- look has to be had every time, that day is past.
        CREATE TABLE supervision_days(number TEXT PRIMARY KEY, day INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX supervision_days_by_day ON supervision_days(day);
        """

    static let supervision = """
        -- When a child's receipt for a commit was first seen; later receipts replace the one that said so.
        CREATE TABLE arrivals(position INTEGER NOT NULL, peer TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY(position, peer)) STRICT, WITHOUT ROWID;
        -- Ended cases that supervision has looked at, with the head of the main stream and the rules then.
        CREATE TABLE supervised(number TEXT PRIMARY KEY, head INTEGER NOT NULL, rules TEXT NOT NULL)
          STRICT, WITHOUT ROWID;
        """
}
