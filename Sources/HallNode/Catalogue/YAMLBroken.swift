import Tiers
import Yams

/// Says what is wrong with a file that is no YAML at all, or says one thing twice, in the words of people.
enum YAMLBroken {
    static func fault(_ error: any Error, text: String, faults: SourceFaults) -> Fault {
        guard let error = error as? YamlError else { return broken(faults, line: nil, "unreadable") }
        switch error {
        case .duplicatedKeysInMapping(let names, let context):
            return faults.fault(
                line: context.mark.line, field: names.first,
                Bilingual(en: "this field stands twice in one group", zh: "同一组内字段重复"),
                hint: Bilingual(en: "keep one of the two", zh: "请只保留一个"))
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).reduce(1) { $1.isNewline ? $0 + 1 : $0 } }
            return broken(faults, line: line, problem)
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            return broken(faults, line: mark.line, problem)
        case .composer(_, let problem, let mark, _):
            guard problem.contains("another document") else { return composer(faults, line: mark.line, problem) }
            return faults.fault(
                line: mark.line, Bilingual(en: "a second document (---) begins here", zh: "此处开始了第二个文档（---）"),
                hint: Bilingual(en: "one file is one list: take the line out", zh: "一个文件只能有一个列表，请删去该行"))
        default:
            return broken(faults, line: nil, "unreadable")
        }
    }

    private static func composer(_ faults: SourceFaults, line: Int, _ problem: String) -> Fault {
        faults.fault(
            line: line, Bilingual(en: "this is an alias (*) to nothing: \(problem)", zh: "别名（*）无定义：\(problem)"),
            hint: Bilingual(en: "put a text that begins with * in quotes", zh: "以 * 开头的文本请加引号"))
    }

    private static func broken(_ faults: SourceFaults, line: Int?, _ problem: String) -> Fault {
        faults.fault(
            line: line, Bilingual(en: "this is broken YAML: \(problem)", zh: "YAML 格式错误：\(problem)"),
            hint: hint(problem))
    }

    private static func hint(_ problem: String) -> Bilingual {
        if problem.contains("cannot start any token") {
            return Bilingual(
                en: "indent with blanks, never with tabs; put a text that begins with a sign in quotes",
                zh: "缩进只用空格，不用制表符；以符号开头的文本请加引号")
        }
        if problem.contains("nesting level") {
            return Bilingual(en: "at most \(SourceLimits.depthMax) deep", zh: "嵌套不得超过 \(SourceLimits.depthMax) 层")
        }
        return Bilingual(
            en:
                "look at this line and the one before: indentation, a blank after a colon, closed quotes and brackets",
            zh: "请检查该行和上一行：缩进、冒号后的空格、引号和括号是否成对")
    }
}
