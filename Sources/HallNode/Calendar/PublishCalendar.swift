import GRDB
import Sync
import Tiers

/// `hall calendar publish`: the province says which days are worked. Every hall computes its deadlines anew when it
/// comes.
public struct PublishCalendar: Sendable {
    let hall: Hall

    /// Publishing at a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// Largest file, in bytes.
    public static let fileBytesMax = 1_048_576

    /// Publishes the calendar that a file holds. The same rows again write nothing.
    ///
    /// - Parameter dryRun: only says what would change.
    public func run(_ bytes: [UInt8], file: String, dryRun: Bool = false, language: String) throws(HallError)
        -> JSONValue
    {
        var notices: [Bilingual] = []
        let calendar: WorkCalendar
        do throws(TableFaults) {
            calendar = try CalendarFile.read(bytes, file: file, notices: &notices)
        } catch {
            throw PublishCalendar.refused(file, error.faults)
        }
        let node = hall.engine.node
        let check = { @Sendable (db: Database) throws -> WorkCalendar in
            guard try Directory.superior(node, db) == nil else { throw PublishCalendar.notTheProvince }
            let old = try CalendarStore.current(db)
            let lost = CalendarChange(from: old, to: calendar).lostYears
            if !lost.isEmpty { throw PublishCalendar.yearsLost(file, lost) }
            return old
        }
        let (old, moved) = try hall.read { db in
            let old = try check(db)
            return (old, try CaseStore.deadlinesMoved(by: calendar, from: old, db))
        }
        let isSame = old.edition != nil && old.days == calendar.days
        var version = old.version
        if !isSame, !dryRun {
            version = try hall.command { batch, db in
                let newest = try check(db)
                // Two clerks may publish the same file at the same moment.
                if newest.edition != nil, newest.days == calendar.days { return newest.version }
                guard let stream = StreamName(CalendarStore.kind) else { throw HallError.fault("no calendar stream") }
                try batch.append(
                    Draft(stream: stream, facts: [], content: try BodyJSON.encode(CalendarContent(calendar))))
                return try CalendarStore.current(db).version
            }
        }
        return PublishCalendar.answer(
            CalendarChange(from: old, to: calendar), version: isSame || !dryRun ? version : nil, unchanged: isSame,
            moved: moved, notices: notices.map { $0.text(language: language) }, dryRun: dryRun)
    }

    private static func answer(
        _ change: CalendarChange, version: String?, unchanged: Bool, moved: Int, notices: [String], dryRun: Bool
    ) -> JSONValue {
        let days = { (days: [CivilDate]) in JSONValue.list(days.map { .text($0.text) }) }
        let value = JSONValue.fields([
            "version": .optional(version), "unchanged": .bool(unchanged),
            "newYears": .list(change.newYears.map { .int(Int64($0)) }), "worked": days(change.worked),
            "off": days(change.off), "deadlinesMoved": .int(Int64(moved)), "notices": .list(notices.map { .text($0) }),
        ])
        return dryRun ? value.adding("dryRun", .bool(true)) : value
    }

    private static let notTheProvince = HallError(
        .wrongHall, Bilingual(en: "only the province publishes the calendar", zh: "工作日历由省级大厅发布"),
        hint: Bilingual(en: "`hall calendar show` says which one counts here", zh: "hall calendar show 可查看本单位所用日历"))

    private static func yearsLost(_ file: String, _ years: [Int]) -> HallError {
        let text = years.map(String.init).joined(separator: ", ")
        return HallError(
            .yearsLost, Bilingual(en: "\(file) leaves out \(text), which is in force", zh: "\(file) 缺少已公布的年份 \(text)"),
            hint: Bilingual(
                en: "publish all years in one table; `hall calendar show --csv` gives the present one",
                zh: "请将各年合为一份发布；hall calendar show --csv 可导出现行日历"))
    }

    private static func refused(_ file: String, _ faults: [Tiers.Fault]) -> HallError {
        let first = faults.first?.message ?? Bilingual(en: "", zh: "")
        return HallError(
            .calendarFile,
            Bilingual(
                en: "\(file): \(first.en); nothing was published", zh: "\(file) 有 \(faults.count) 处问题：\(first.zh)；未发布"),
            hint: Bilingual(en: "correct what is named and publish again", zh: "请改正后重新发布"), faults: faults)
    }
}
