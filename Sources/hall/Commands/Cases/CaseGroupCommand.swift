import ArgumentParser
import Foundation
import HallNode
import Tiers

/// `hall case …`: the work at the window.
struct CaseGroupCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "case", abstract: said("Open cases and work on them.", "收件与办件。"),
            subcommands: [
                CaseOpenCommand.self, CaseDoCommand.self, CaseListCommand.self, CaseShowCommand.self,
                CaseMaterialCommand.self, CasePrintCommand.self, CaseExportCommand.self, CaseTellCommand.self,
                CaseImportCommand.self, CaseReserveCommand.self,
            ])
    }

    static let example = "hall case list --data ./jx"
}

/// Who acts, for every command that writes a step.
struct ClerkOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: ArgumentHelp(said("The clerk's name.", "经办人姓名。"), valueName: "name"))
    var clerk: String?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(said("The colleague for whom a deputy acts.", "代理人所代的人员。"), valueName: "staff"))
    var standsInFor: String?

    @Option(help: ArgumentHelp(said("A remark.", "备注。"), valueName: "text"))
    var note: String?

    @Option(
        help: ArgumentHelp(
            said("A second call with the same text changes nothing.", "同一文本重复调用不产生新内容。"), valueName: "text"))
    var once: String?

    /// The act, with the operating system's login beside the name.
    var act: CaseWindow.Act {
        let login = ProcessInfo.processInfo.userName
        return .init(
            clerk: CaseClerk(name: clerk, login: login.isEmpty ? nil : login, standsInFor: standsInFor), note: note,
            once: once)
    }
}

/// The beginning of the examples that need a case: the number of the one that is due first.
let caseDueFirst = "NUMBER=$(hall case list --csv --data ./jx | sed -n '2s/,.*//p')"

/// `NAME=PATH`, split at the first `=`.
func givenFiles(_ texts: [String], option: String) throws(HallError) -> [MaterialIntake.Given] {
    var files: [MaterialIntake.Given] = []
    for text in texts {
        guard let mark = text.firstIndex(of: "="), mark != text.startIndex else {
            throw wrong(option, text, hint: Bilingual(en: "write it as NAME=PATH", zh: "格式为 名称=路径"))
        }
        files.append(.init(name: String(text[..<mark]), path: String(text[text.index(after: mark)...])))
    }
    return files
}

/// `NAME` or `NAME=COPIES`.
func givenPapers(_ texts: [String]) throws(HallError) -> [MaterialRef] {
    var papers: [MaterialRef] = []
    for text in texts {
        let mark = text.firstIndex(of: "=") ?? text.endIndex
        let copies = mark == text.endIndex ? 1 : Int(text[text.index(after: mark)...])
        guard mark != text.startIndex, let copies, (1...999).contains(copies) else {
            throw wrong("--paper", text, hint: Bilingual(en: "write it as NAME or NAME=COPIES", zh: "格式为 名称 或 名称=份数"))
        }
        papers.append(MaterialRef(paper: String(text[..<mark]), copies: copies))
    }
    return papers
}
