import ArgumentParser
import Glibc
import HallNode

/// The command line. Errors leave through one door, so that a script finds the same statuses and the same JSON
/// everywhere.
@main
struct Main {
    static func main() async {
        // A neighbour or a pager that goes away is an error of one write, not the end of a server.
        signal(SIGPIPE, SIG_IGN)
        let line = Line(Array(CommandLine.arguments.dropFirst()))
        exit(await run(line))
    }

    private static func run(_ line: Line) async -> Int32 {
        do {
            var command = try RootCommand.parseAsRoot(line.words)
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
            return 0
        } catch let error as HallError {
            return ErrorReport(error, line).print()
        } catch let status as ExitCode {
            return status.rawValue
        } catch is Standard.Closed {
            // Nobody reads any more: there is nobody to tell.
            return 0
        } catch {
            return leave(line, error)
        }
    }

    /// What the parser answers by an error: help and version are asked for, the rest is a line that cannot be read.
    private static func leave(_ line: Line, _ error: any Error) -> Int32 {
        if RootCommand.exitCode(for: error) == .success {
            let text = RootCommand.message(for: error)
            guard line.asksForHelp else {
                return (try? Standard.print(text)) == nil ? HallError.Exit.store.rawValue : 0
            }
            let help = language.hasPrefix("zh") ? ParserWords.help(text) : text
            return (try? Standard.print(help + line.command.helpEnd)) == nil ? HallError.Exit.store.rawValue : 0
        }
        if let wrong = Line.mistake(error, line) { return ErrorReport(wrong, line).print() }
        return ErrorReport(.fault(String(describing: error)), line).print()
    }
}
