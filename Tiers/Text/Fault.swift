/// One thing wrong in a file, with the place and what to do. A reader names all faults of a file, never only the first.
public struct Fault: Error, Sendable, Hashable {
    /// What sort of fault: a file with any fault of reading ends with exit status 2, one with faults of rule only with
    /// 3.
    public enum Kind: Sendable, Hashable {
        /// It cannot be read as what it should be.
        case reading
        /// It is understood, and a rule says no.
        case rule
    }

    /// The file as the caller named it.
    public let file: String
    /// The line, from 1; nil where the whole file is meant.
    public let line: Int?
    /// The field (`decidedBy.tier`, `materials.name`); nil where no field is meant.
    public let field: String?
    /// What stands there, cut after 80 characters; nil where nothing does.
    public let value: String?
    /// What is wrong.
    public let message: Bilingual
    /// What to do.
    public let hint: Bilingual
    /// Of reading or of rule.
    public let kind: Kind

    /// A fault; the value is cut after 80 characters.
    public init(
        file: String, line: Int?, field: String?, value: String?, message: Bilingual, hint: Bilingual,
        kind: Kind = .reading
    ) {
        self.file = file
        self.line = line
        self.field = field
        self.value = value.map { text in
            let scalars = text.unicodeScalars
            guard scalars.count > Fault.longestValue else { return text }
            return String(String.UnicodeScalarView(scalars.prefix(Fault.longestValue))) + "…"
        }
        self.message = message
        self.hint = hint
        self.kind = kind
    }

    /// `FILE:LINE: FIELD: message`, the line that people get, without what is not there.
    public func text(language: String) -> String {
        let place = line.map { "\(file):\($0): " } ?? "\(file): "
        let what = field.map { "\($0): " } ?? ""
        return place + what + message.text(language: language)
    }

    /// The exit status for a file with these faults: 2 with any fault of reading, 3 with faults of rule only, 0
    /// without.
    public static func exitStatus(of faults: [Fault]) -> Int32 {
        if faults.isEmpty { return 0 }
        return faults.contains { $0.kind == .reading } ? 2 : 3
    }

    private static let longestValue = 80
}
