import Testing

/// A place where a house rule is broken, said as a compiler says it.
struct Fault: Equatable, CustomStringConvertible, Sendable {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// A rule of the house that one file alone can break.
struct HouseRule: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let check: @Sendable (SourceFile) -> [Fault]

    static let all = [
        fileLength, functionLength, lineLength, markers, machinePaths, forcing, pureImports, pureCalls, uncheckedReason,
        conceptFolders, vagueNames,
    ]

    static let fileLengthMax = 400
    static let functionLengthMax = 70
    static let lineLengthMax = 120
    /// A sentence or a statement of SQL is not torn apart for the sake of a number.
    static let textLengthMax = 160

    static let fileLength = HouseRule(testDescription: "a file has at most 400 lines") { file in
        guard file.isSwift, !file.isData else { return [] }
        let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
        guard count > fileLengthMax else { return [] }
        return [Fault(path: file.path, line: count, message: "\(count) lines; split it by concept")]
    }

    static let functionLength = HouseRule(testDescription: "a function has at most 70 lines") { file in
        guard file.isSwift, !file.isData else { return [] }
        return FunctionSpan.all(in: file.tokens).filter { $0.length > functionLengthMax }.map {
            Fault(path: file.path, line: $0.first, message: "\($0.name) has \($0.length) lines; give parts a name")
        }
    }

    static let lineLength = HouseRule(
        testDescription: "a line has at most 120 characters, a text that stands alone on it 160"
    ) { file in
        guard file.isSwift, !file.isData else { return [] }
        let code = Set(file.tokens.map(\.line))
        return zip(1..., file.lines).compactMap { number, line in
            let start = line.drop(while: \.isWhitespace)
            let isText = start.hasPrefix("\"") || (!code.contains(number) && !start.hasPrefix("//"))
            guard line.count > (isText ? textLengthMax : lineLengthMax) else { return nil }
            return Fault(path: file.path, line: number, message: "\(line.count) characters")
        }
    }

    static let markers = HouseRule(testDescription: "nothing is left for later in a comment") { file in
        // Written in two parts, so that this file keeps the rule.
        let words: Set = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        return file.eachLine { line in
            let found = line.split { !SwiftTokens.isWordCharacter($0) }.first { words.contains(String($0)) }
            return found.map { "\($0): do it, or make it an issue" }
        }
    }

    static let machinePaths = HouseRule(testDescription: "no file names a path of somebody's machine") { file in
        let folders = ["home", "root", "Users", "wo" + "rk"].map { "/\($0)/" }
        return file.eachLine { line in
            folders.first { folder in
                line.ranges(of: folder).contains { range in
                    range.lowerBound == line.startIndex
                        || " \"'`(=:".contains(line[line.index(before: range.lowerBound)])
                }
            }.map { "a path below \($0)" }
        }
    }
}

extension SourceFile {
    /// A fault for each line for which `message` has one.
    func eachLine(_ message: (Substring) -> String?) -> [Fault] {
        guard !isData else { return [] }
        return zip(1..., lines).compactMap { number, line in
            message(line).map { Fault(path: path, line: number, message: $0) }
        }
    }
}
