import HallNode
import Tiers

/// An error on standard error: a line for people, or exactly one line of JSON.
struct ErrorReport {
    private let error: HallError
    private let json: Bool

    init(_ error: HallError, _ line: Line) {
        self.error = error
        json = line.wantsJSON
    }

    /// Writes it and gives the exit status.
    func print() -> Int32 {
        for line in json ? [value.line] : lines { Standard.complain(line) }
        return error.exit.rawValue
    }

    private func text(_ text: Bilingual) -> String {
        HallText.printable(text.text(language: language))
    }

    private var value: JSONValue {
        let error = JSONValue.fields([
            "code": .text(error.word), "message": .text(text(error.message)), "hint": .text(text(error.hint)),
        ])
        let faults = self.error.faults.map(fault)
        return .fields(["error": faults.isEmpty ? error : error.adding("faults", .list(faults))])
    }

    private func fault(_ fault: Fault) -> JSONValue {
        .fields([
            "file": .text(fault.file), "line": .optional(fault.line), "field": .optional(fault.field),
            "value": .optional(fault.value), "message": .text(text(fault.message)), "hint": .text(text(fault.hint)),
        ])
    }

    /// All faults of a file, a line each, in the form that editors jump to; else the one line.
    private var lines: [String] {
        guard error.faults.isEmpty else {
            return error.faults.map { fault in
                let line = fault.text(language: language) + said("; ", "；") + text(fault.hint)
                return HallText.printable(line)
            }
        }
        return ["hall: \(text(error.message))\(said("; ", "；"))\(text(error.hint))"]
    }
}
