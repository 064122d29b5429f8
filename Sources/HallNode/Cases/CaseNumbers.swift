import GRDB
import Sync
public import Tiers

/// Numbers of cases: fresh ones, and those of a sheet that was printed for days without power.
public enum CaseNumbers {
    /// Most numbers of one sheet.
    public static let sheetMax = 500

    /// So many numbers that no case here has, for a printed sheet. Nothing remembers them: with 31⁸ numbers a day two
    /// sheets never share one, and what a number is worth is shown when it is used.
    public static func reserve(_ count: Int, at hall: Hall) throws(HallError) -> [CaseNumber] {
        let random = hall.surroundings.random
        return try hall.read { db in
            let today = hall.now.corrected(by: try hall.clockOffset(db)).chinaDate
            var numbers: [CaseNumber] = []
            while numbers.count < count {
                let number = try fresh(hall.id, today, random: random, db)
                if !numbers.contains(number) { numbers.append(number) }
            }
            return numbers
        }
    }

    /// The number of a case that is opened: the one from the sheet, or a fresh one of the day.
    static func number(
        _ given: String?, _ hall: HallID, _ day: CivilDate, today: CivilDate, random: (Int) -> [UInt8], _ db: Database
    ) throws -> CaseNumber {
        try given.map { try CaseNumbers.given($0, hall, today: today, db) } ?? fresh(hall, day, random: random, db)
    }

    /// A number from a sheet, if it can still be used here.
    static func given(_ given: String, _ hall: HallID, today: CivilDate, _ db: Database) throws -> CaseNumber {
        let number = try CaseView.number(given)
        guard number.hall == hall, number.date <= today else {
            throw refused(
                number, Bilingual(en: "it is not a number of this hall", zh: "不是本单位的办件编号"),
                Bilingual(en: "`hall case reserve` prints numbers", zh: "可用 hall case reserve 打印预留编号"))
        }
        guard try !isTaken(number, db) else { throw taken(number) }
        return number
    }

    /// The number serves another case.
    static func taken(_ number: CaseNumber) -> HallError {
        refused(
            number, Bilingual(en: "it has a case already", zh: "该编号已有办件"),
            Bilingual(en: "take the next number of the sheet", zh: "请使用下一个编号"))
    }

    private static func fresh(
        _ hall: HallID, _ day: CivilDate, random: (Int) -> [UInt8], _ db: Database
    ) throws -> CaseNumber {
        for _ in 0..<100 {
            guard let number = CaseNumber.make(hall: hall, date: day, random: random(CaseNumber.randomCount)) else {
                throw HallError(
                    .clockWrong,
                    Bilingual(en: "no case can be numbered for \(day)", zh: "无法为 \(day) 编制办件编号"),
                    hint: Bilingual(
                        en: "a case number bears its day, from 2000 to 2099: set the clock, or give the right time",
                        zh: "办件编号含日期，应在 2000 年至 2099 年之间：请校准时钟，或填写正确时间"))
            }
            if try !isTaken(number, db) { return number }
        }
        throw HallError.fault("no case number for \(day)")
    }

    private static func isTaken(_ number: CaseNumber, _ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM cases WHERE number = ?", arguments: [number.rawValue]) != nil
    }

    private static func refused(_ number: CaseNumber, _ why: Bilingual, _ hint: Bilingual) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "\(number) cannot be used: \(why.en)", zh: "\(number) 不能使用：\(why.zh)"),
            hint: hint)
    }
}
