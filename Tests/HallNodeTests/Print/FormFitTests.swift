import Foundation
import Testing
import Tiers

@testable import HallNode

/// Every paper as a real browser lays it out (Debian's `chromium`, where it is installed): nothing stands outside the
/// printable width of A4, and nothing is cut off.
@Suite(.enabled(if: FormBrowser.isInstalled, "chromium is not installed"), .timeLimit(.minutes(2)))
struct FormFitTests {
    /// Texts as people type them at their longest: names without a blank, addresses, a carrier's number.
    private static let longName =
        String(repeating: "关于非金属矿产资源综合利用加工", count: 12) + "ABCDEFGHIJ"
        + String(
            repeating: "0123456789", count: 12)

    private static func page(_ form: CaseForm, isLong: Bool) throws -> String {
        guard isLong else { return try PaperCase.ready(for: form).paper(form, practice: true) }
        let names = (1...40).map { "\(longName)第\($0)号" }
        var materials = names.map { CaseMatterMaterial(name: $0, required: true) }
        materials.append(CaseMatterMaterial(name: "W" + String(repeating: "x", count: 300), required: false))
        var applicant = PaperCase.citizen
        applicant.name = String(repeating: "欧阳", count: 40)
        applicant.address = String(longName.prefix(200))
        applicant.phone = String(repeating: "8", count: 120)
        let matter = try PaperCase.matter(name: longName, materials: materials)
        let papers = materials.map { MaterialRef(paper: $0.name, copies: 999) }
        return try PaperCase.ready(for: form, matter, applicant: applicant, materials: papers).paper(
            form, practice: true)
    }

    private static func supervision(_ form: SupervisionForm, isLong: Bool) throws -> String {
        let file = try PaperCase.ready(for: .acceptance)
        let (county, city) = (try PaperCase.hall("county"), try PaperCase.hall("city"))
        let text = isLong ? String(repeating: longName + "\n", count: 20) : "踏勘记录当日因停电未能上传，已补录。"
        func placed(_ author: HallID, _ sequence: UInt64, _ item: SupervisionItem) -> PlacedItem {
            PlacedItem(supervisor: city, author: author, sequence: sequence, at: file.now, item: item)
        }
        var items: [SupervisionItem] = [.init(.card), .init(.explain), .init(.revoke), .init(.urge), .init(.answer)]
        for place in items.indices {
            items[place].card = "1.case-time.red"
            items[place].hall = county
            items[place].text = text
        }
        items[0].points = Points("1.5")
        items[0].rules = "builtin"
        items[0].step = isLong ? longName : "section"
        items[0].deadline = file.now.chinaDate
        items[0].asOf = file.now
        items[0].calendar = "2026.141"
        items[4].urging = 3
        let folded = SupervisionFile([
            placed(city, 1, items[0]), placed(county, 1, items[1]), placed(city, 2, items[2]),
            placed(city, 3, items[3]),
            placed(county, 2, items[4]),
        ])
        let card = try #require(folded.cards.first)
        let urging = try #require(folded.urgings.first)
        #expect(card.explanation != nil && card.revocation != nil && urging.answer != nil)
        var context = FormContext(
            hallName: "赣州市行政审批局", hallID: city, halls: [county: isLong ? longName : "兴国县政务服务中心"], practice: true,
            printedAt: file.now, clerk: "吴刚")
        context.root = String(repeating: "a", count: 64)
        let paper = SupervisionPaper(
            form: form, subject: form == .order ? .urging(urging) : .card(card), number: try PaperCase.number(),
            state: try file.state(), matterName: isLong ? longName : "矿产品加工资格证核发", answerDays: 30,
            commit: String(repeating: "b", count: 64), context: context)
        return FormLayout.page(paper.page).text
    }

    @Test("Ordinary papers and the longest ones stand within A4", arguments: [false, true])
    func fits(isLong: Bool) throws {
        var pages: [(String, String)] = []
        for form in CaseForm.allCases { pages.append((form.rawValue, try FormFitTests.page(form, isLong: isLong))) }
        for form in SupervisionForm.allCases {
            pages.append((form.rawValue, try FormFitTests.supervision(form, isLong: isLong)))
        }
        pages.append(("numbers", try FormFitTests.sheet()))
        let faults = try FormBrowser.faults(of: pages)
        #expect(faults.isEmpty, "\(faults.prefix(20).joined(separator: "\n"))")
    }

    private static func sheet() throws -> String {
        let numbers = Array(repeating: try PaperCase.number(), count: 100)
        let day = try PaperCase.ready(for: .receipt).now.chinaDate
        return NumberSheet.page(numbers, name: longName, practice: true, day: day).text
    }

    @Test(
        "What does not fit is noticed",
        arguments: [
            ("<p style='white-space: nowrap'>\(longName)</p>", "over"),
            ("<div style='width: 170mm'>宽</div>", "over"), ("<div style='margin-left: -5mm'>左</div>", "over"),
            ("<div style='height: 4mm; overflow: hidden'>一<br>二<br>三</div>", "cut"),
        ])
    func noticed(markup: String, word: String) throws {
        let page = try FormFitTests.page(.receipt, isLong: false)
        let spoiled = page.replacingOccurrences(of: "<p class=\"to\">", with: markup + "<p class=\"to\">")
        let faults = try FormBrowser.faults(of: [("receipt", spoiled)])
        #expect(!faults.isEmpty && faults.allSatisfy { $0.hasPrefix("receipt: \(word)") }, "\(faults)")
    }
}

/// A browser without a window that measures pages. A form's width on the screen is that of its print: A4 less margins.
enum FormBrowser {
    static let path = "/usr/bin/chromium"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// What stands outside the width of the page, or is cut off: a line each, `NAME: over|cut TEXT`.
    static func faults(of pages: [(name: String, html: String)]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forms-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let frames = pages.map { page in
            let source = page.html.replacingOccurrences(of: "&", with: "&amp;")
                .replacingOccurrences(of: "\"", with: "&quot;")
            return "<iframe name=\"\(page.name)\" style=\"width: 230mm; height: 600mm\" srcdoc=\"\(source)\"></iframe>"
        }
        let file = folder.appending(path: "all.html")
        let text =
            "<!DOCTYPE html><meta charset=utf-8>\(frames.joined())<pre id=out>unread</pre><script>\(measure)</script>"
        try text.write(to: file, atomically: true, encoding: .utf8)
        let said = try run(["--dump-dom", "--user-data-dir=\(folder.path)/profile", file.absoluteString])
        let parts = said.components(separatedBy: "<pre id=\"out\">")
        let report = try #require(parts.count == 2 ? parts[1].components(separatedBy: "</pre>").first : nil)
        let lines = report.split(separator: "\n").map(String.init)
        #expect(lines.first == "measured \(pages.count)", "\(report.prefix(200))")
        return Array(lines.dropFirst())
    }

    private static func run(_ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] + words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Compares every box and every line of text with the page's own width, and what a box holds with its size.
    private static let measure = """
        window.onload = () => {
          const found = []; let pages = 0;
          for (const frame of document.querySelectorAll('iframe')) {
            const page = frame.contentDocument, view = frame.contentWindow, body = page.body;
            const style = view.getComputedStyle(body), box = body.getBoundingClientRect();
            const left = box.left + parseFloat(style.paddingLeft) - 1.5;
            const right = box.right - parseFloat(style.paddingRight) + 1.5;
            const width = right - left; pages += page.querySelector('.sheet, table') ? 1 : 0;
            const say = (word, text) => found.push(frame.name + ': ' + word + ' ' + text.trim().replace(/\\s+/g, ' ').slice(0, 30));
            if (Math.abs(width - 166 * 96 / 25.4) > 6) say('over', 'the page is ' + width + ' wide');
            const outside = rect => rect.width > 0 && (rect.left < left || rect.right > right);
            for (const node of body.querySelectorAll('*')) {
              if (node.closest('svg') && node.tagName != 'svg') continue;
              if (outside(node.getBoundingClientRect())) say('over', node.tagName + ' ' + node.textContent);
              const clips = view.getComputedStyle(node).overflow != 'visible' && node.tagName != 'svg';
              const isCut = node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1;
              if (clips && isCut) say('cut', node.textContent);
            }
            const texts = page.createTreeWalker(body, NodeFilter.SHOW_TEXT), range = page.createRange();
            while (texts.nextNode()) {
              range.selectNodeContents(texts.currentNode);
              if ([...range.getClientRects()].some(outside)) say('over', texts.currentNode.data);
            }
          }
          document.getElementById('out').textContent = ['measured ' + pages].concat(found).join('\\n');
        };
        """
}
