extension HouseRule {
    /// The modules whose files all stand in a folder named after a concept.
    static let foldered = ["Tiers/", "Sync/", "Sources/HallNode/"]

    static let conceptFolders = HouseRule(testDescription: "a file of a large module stands in a folder of its concept")
    { file in
        guard file.isSwift, let module = foldered.first(where: file.path.hasPrefix) else { return [] }
        guard !file.path.dropFirst(module.count).contains("/") else { return [] }
        return [Fault(path: file.path, line: 1, message: "put it into a folder of \(module) that names its concept")]
    }

    static let vagueNames = HouseRule(testDescription: "no file or folder has a name that says nothing") { file in
        guard file.isSwift else { return [] }
        let vague: Set = [
            "Util", "Utils", "Utilities", "Helper", "Helpers", "Misc", "Common", "Shared", "Stuff", "Manager",
        ]
        let parts = file.path.dropLast(".swift".count).split { $0 == "/" || $0 == "+" }
        return parts.filter { vague.contains(String($0)) }.map {
            Fault(path: file.path, line: 1, message: "name the concept instead of \($0)")
        }
    }
}
