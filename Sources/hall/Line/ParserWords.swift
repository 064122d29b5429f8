/// The parser of the command line speaks English alone. These are its sentences in Chinese.
enum ParserWords {
    /// What is wrong with a line. A sentence that is not known here stays as it is.
    static func sentence(_ text: String) -> String {
        if let found = text.wholeMatch(of: /Unknown option '([^']*)'(?:\. Did you mean '([^']*)'\?)?/) {
            return "没有选项 \(found.1)" + (found.2.map { "，是否为 \($0)？" } ?? "")
        }
        if let found = text.wholeMatch(of: /Missing value for '(.*)'/) { return "选项 \(found.1) 缺少值" }
        if let found = text.wholeMatch(of: /The option '([^']*)' does not take any value, but '(.*)' was specified\./) {
            return "选项 \(found.1) 不带值，却写有“\(found.2)”"
        }
        if let found = text.wholeMatch(of: /Unexpected argument '(.*)'/) { return "多余的参数“\(found.1)”" }
        if let found = text.wholeMatch(of: /\d+ unexpected arguments: (.*)/) { return "多余的参数 \(found.1)" }
        if let found = text.wholeMatch(of: /Missing expected argument '(.*)'/) { return "缺少参数 \(found.1)" }
        if text == "Missing required subcommand." { return "缺少子命令" }
        return "命令行有误：\(text)"
    }

    /// A page of help: headings, and what the parser adds of itself. What stands beside them is Chinese already.
    static func help(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let (english, chinese) = headings.first(where: { line.hasPrefix($0.0) }) else { return String(line) }
            return chinese + line.dropFirst(english.count)
        }
        var help = lines.joined(separator: "\n")
        for (english, chinese) in endings { help = help.replacing(english, with: chinese) }
        return help.replacing(/See '(.*?)' for detailed help\./) { "用 \($0.1) 查看子命令的用法。" }
            .replacing(/\(default: (.*?)\)/) { "（默认 \($0.1)）" }
    }

    private static let headings = [
        ("OVERVIEW: ", "概述："), ("USAGE: ", "用法："), ("ARGUMENTS:", "参数："), ("OPTIONS:", "选项："),
        ("SUBCOMMANDS:", "子命令："),
    ]

    private static let endings = [
        ("Show the version.", "显示版本。"), ("Show help information.", "显示本页。"), ("<subcommand>", "<子命令>"),
        (" (default) ", "（默认）"),
    ]
}
