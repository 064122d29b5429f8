import Foundation
import HallNode
import Tiers

// Texts on the command line that stand for more than themselves. What cannot be read is an error of the line (2).

/// A stretch of time as people write it: `60s`, `30m`, `2h`, `14d`.
func milliseconds(_ text: String, option: String) throws(HallError) -> Int64 {
    let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    if let letter = text.last, let unit = units[letter], text.utf8.count <= 10, let count = Int64(text.dropLast()),
        count > 0, !text.hasPrefix("+")
    {
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        if !overflow, product <= 3_650 * 86_400_000 { return product }
    }
    throw wrong(option, text, hint: Bilingual(en: "write it like 60s, 30m, 2h or 14d", zh: "写法如 60s、30m、2h、14d"))
}

/// A day: `2026-02-13`.
func day(_ text: String, option: String) throws(HallError) -> CivilDate {
    if let date = CivilDate(text) { return date }
    throw wrong(option, text, hint: Bilingual(en: "write a day like 2026-02-13", zh: "日期写法如 2026-02-13"))
}

/// A moment: `2026-02-13`, its 00:00 in China, or `2026-02-13T09:00:00+08:00`, with or without a fraction.
func moment(_ text: String, option: String) throws(HallError) -> Instant {
    if let time = ClerkTime.read(text) { return time }
    for style in [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)] {
        guard text.utf8.count <= 40, let date = try? style.parse(text) else { continue }
        return Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }
    throw wrong(
        option, text,
        hint: Bilingual(
            en: "write a moment like 2026-02-13 09:00 or 2026-02-13T09:00:00+08:00, or a day",
            zh: "写法如 2026-02-13 09:00、2026-02-13T09:00:00+08:00 或日期"))
}

/// A division code.
func divisionCode(_ text: String, option: String) throws(HallError) -> DivisionCode {
    let check = DivisionCode.check(text)
    if let code = check.normalised.flatMap({ DivisionCode($0) }) { return code }
    let reason = check.reason ?? Bilingual(en: "no division code", zh: "不是行政区划代码")
    throw HallError(
        .codeInvalid, Bilingual(en: "\(option) \(text): \(reason.en)", zh: "\(option) \(text)：\(reason.zh)"),
        hint: Bilingual(
            en: "`hall check division CODE` says more about a code", zh: "可用 hall check division 代码 检查"),
        exit: .unreadable)
}

/// A word of a list.
func word<Word: RawRepresentable & CaseIterable>(_ text: String, option: String) throws(HallError) -> Word
where Word.RawValue == String {
    if let word = Word(rawValue: text) { return word }
    let known = Word.allCases.map(\.rawValue)
    let near = NearestName.of(text, among: known).map { (en: "did you mean \($0)? ", zh: "是否为 \($0)？") }
    throw wrong(
        option, text,
        hint: Bilingual(
            en: "\(near?.en ?? "")one of \(known.joined(separator: ", "))",
            zh: "\(near?.zh ?? "")可选：\(known.joined(separator: "、"))"))
}

/// An error of a value on the line.
func wrong(_ option: String, _ text: String, hint: Bilingual) -> HallError {
    let shown = text.count > 60 ? String(text.prefix(60)) + "…" : text
    return HallError(
        .usage, Bilingual(en: "\(option) cannot be \"\(shown)\"", zh: "\(option) 的值“\(shown)”无效"), hint: hint)
}

/// An error of the line as a whole.
func misused(_ en: String, _ zh: String, hint: Bilingual) -> HallError {
    HallError(.usage, Bilingual(en: en, zh: zh), hint: hint)
}

/// A number that must lie in a range.
func bounded(_ value: Int, _ option: String, _ range: ClosedRange<Int>) throws(HallError) -> Int {
    guard range.contains(value) else {
        throw wrong(
            option, String(value),
            hint: Bilingual(
                en: "\(range.lowerBound) to \(range.upperBound)", zh: "\(range.lowerBound) 至 \(range.upperBound)"))
    }
    return value
}
