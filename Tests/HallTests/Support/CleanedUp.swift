/// Runs the body and then, whatever came of it, what clears up: a test that fails leaves neither server nor folder.
func cleanedUp(by clearing: () async -> Void, _ body: () async throws -> Void) async throws {
    let outcome: Result<Void, any Error>
    do {
        try await body()
        outcome = .success(())
    } catch {
        outcome = .failure(error)
    }
    await clearing()
    try outcome.get()
}

/// The same for halls and the folder that their stores are in: the halls are killed from the last to the first.
func cleanedUp(_ halls: [TestHall], _ folder: TemporaryFolder, _ body: () async throws -> Void) async throws {
    try await cleanedUp(by: {
        for hall in halls.reversed() { await hall.kill() }
        folder.remove()
    }) {
        try await body()
    }
}
