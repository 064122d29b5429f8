public import Tiers

/// Reads JSON (RFC 8259) into a tree with lines. Numbers and words stay text, unquoted, so that no digit of a long
/// number gets lost and the rules can say that it should stand in quotes.
public enum JSONSource {
    /// Reads one value.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, at most 10 MB.
    ///   - file: the file as the caller named it; it stands in the fault.
    /// - Returns: the tree, or nil and one fault with the line where reading stopped.
    public static func read(_ bytes: [UInt8], file: String) -> (root: SourceNode?, faults: [Fault]) {
        let faults = SourceFaults(file: file)
        if let fault = faults.size(bytes.count) { return (nil, [fault]) }
        switch faults.text(bytes) {
        case .failure(let fault): return (nil, [fault])
        case .success(let text):
            var scanner = JSONScanner(bytes: Array(text.utf8))
            do throws(JSONScanner.Broken) {
                return (try scanner.document(), [])
            } catch {
                return (nil, [fault(error, line: scanner.line, faults)])
            }
        }
    }

    private static func fault(_ broken: JSONScanner.Broken, line: Int, _ faults: SourceFaults) -> Fault {
        switch broken {
        case .empty: faults.empty()
        case .tooDeep: faults.tooDeep(line: line)
        case .tooMany: faults.tooMany(line: line)
        case .unexpected(let what, let hint):
            faults.fault(
                line: line, Bilingual(en: "this is broken JSON: \(what.en)", zh: "JSON 格式错误：\(what.zh)"), hint: hint)
        }
    }
}
