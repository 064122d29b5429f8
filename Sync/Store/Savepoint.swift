public import GRDB

extension Database {
    /// Runs work of which, if it throws, nothing stays in the transaction around it.
    ///
    /// GRDB's own prepares two statements each time; these stay in the connection's cache, since every command of a
    /// clerk has its savepoint.
    public func savepoint<Value>(_ work: () throws -> Value) throws -> Value {
        try cachedStatement(sql: "SAVEPOINT command").execute()
        do {
            let value = try work()
            try cachedStatement(sql: "RELEASE SAVEPOINT command").execute()
            return value
        } catch {
            // A full or broken disk may have ended the whole transaction, and the savepoint with it.
            if isInsideTransaction {
                try cachedStatement(sql: "ROLLBACK TRANSACTION TO SAVEPOINT command").execute()
                try cachedStatement(sql: "RELEASE SAVEPOINT command").execute()
            }
            throw error
        }
    }
}
