import GRDB
import GRDBSQLite

/// A cached statement of the ways that every commit takes, bound and read without GRDB's own values: for those, each
/// number, text and hash becomes an enum in an array and each run of bytes a `Data`, which costs more than SQLite's
/// work.
///
/// It is for statements that run many times a batch; all others are better written as GRDB would have them.
struct HotStatement {
    private let statement: Statement
    private var pointer: OpaquePointer { statement.sqliteStatement }

    /// The statement of these words, from the connection's cache.
    init(_ sql: String, _ db: Database) throws { statement = try db.cachedStatement(sql: sql) }

    /// Binds, and runs to the end.
    func run(_ bind: (inout Values) -> Void) throws {
        defer { clear() }
        try begin(bind)
        while try isAtRow() {}
    }

    /// Binds, and reads the first row; nil if there is none.
    func first<Value>(_ bind: (inout Values) -> Void, read: (Columns) throws -> Value) throws -> Value? {
        defer { clear() }
        try begin(bind)
        return try isAtRow() ? read(Columns(pointer: pointer)) : nil
    }

    private func begin(_ bind: (inout Values) -> Void) throws {
        sqlite3_reset(pointer)  // its code is that of the last run, which was thrown there
        var values = Values(pointer: pointer)
        bind(&values)
        guard values.code == SQLITE_OK else { throw error(values.code) }
    }

    private func isAtRow() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw error(code)
        }
    }

    private func clear() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    private func error(_ code: CInt) -> DatabaseError {
        let message = sqlite3_db_handle(pointer).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
    }

    /// The values of a statement, bound in their order.
    struct Values {
        fileprivate let pointer: OpaquePointer
        fileprivate var code = SQLITE_OK
        private var place: CInt = 0

        fileprivate init(pointer: OpaquePointer) { self.pointer = pointer }

        mutating func int(_ value: some BinaryInteger) {
            note { sqlite3_bind_int64($0, $1, Int64(clamping: value)) }
        }

        mutating func text(_ value: String?) {
            guard var value else { return null() }
            value.withUTF8 { utf8 in
                note { pointer, place in
                    utf8.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text(pointer, place, $0.baseAddress, CInt(clamping: $0.count), Self.copied)
                    }
                }
            }
        }

        mutating func bytes(_ value: [UInt8]?) {
            guard let value else { return null() }
            value.withUnsafeBytes { bytes($0) }
        }

        mutating func hash(_ value: Hash256) { value.withBytes { bytes($0) } }

        mutating func null() { note { sqlite3_bind_null($0, $1) } }

        private mutating func bytes(_ value: UnsafeRawBufferPointer) {
            note { pointer, place in
                // An empty run of bytes has no address, and would become null.
                value.isEmpty
                    ? sqlite3_bind_zeroblob(pointer, place, 0)
                    : sqlite3_bind_blob64(pointer, place, value.baseAddress, UInt64(value.count), Self.copied)
            }
        }

        private mutating func note(_ bind: (OpaquePointer, CInt) -> CInt) {
            place += 1
            let result = bind(pointer, place)
            if code == SQLITE_OK { code = result }
        }

        /// Tells SQLite to keep a copy: SQLITE_TRANSIENT, a C macro that Swift does not see.
        private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    /// The columns of a row, valid until the next one.
    struct Columns {
        fileprivate let pointer: OpaquePointer

        func int(_ place: CInt) -> Int64 { sqlite3_column_int64(pointer, place) }

        func isNull(_ place: CInt) -> Bool { sqlite3_column_type(pointer, place) == SQLITE_NULL }

        func text(_ place: CInt) -> String? {
            guard let start = sqlite3_column_text(pointer, place) else { return nil }
            let count = Int(sqlite3_column_bytes(pointer, place))
            return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        }

        func bytes(_ place: CInt) -> [UInt8]? {
            if isNull(place) { return nil }
            guard let start = sqlite3_column_blob(pointer, place) else { return [] }
            return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, place))))
        }

        /// Nil where the column is no hash.
        func hash(_ place: CInt) -> Hash256? {
            guard let start = sqlite3_column_blob(pointer, place), sqlite3_column_bytes(pointer, place) == 32 else {
                return nil
            }
            return Hash256(UnsafeRawBufferPointer(start: start, count: 32))
        }
    }
}
