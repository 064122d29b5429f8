import Sync
public import Tiers

/// The sheet of numbers for days without power (停电备用编号): a number a row, with room for what is written by hand.
public enum NumberSheet {
    /// One page of HTML, or more, that prints on A4.
    public static func html(_ numbers: [CaseNumber], at hall: Hall) throws(HallError) -> String {
        let name = try hall.read { db in
            try Directory.entry(hall.engine.node, db).map { Halls.name($0) } ?? hall.id.rawValue
        }
        return page(numbers, name: name, practice: hall.identity.practice, day: hall.now.chinaDate).text
    }

    static func page(_ numbers: [CaseNumber], name: String, practice: Bool, day: CivilDate) -> Markup {
        let band: Markup = practice ? #"<div class="practice">练 习 · 本件仅供练习，不具有法律效力</div>"# : .empty
        let mark: Markup = practice ? #"<span class="mark">练习</span>"# : .empty
        let rows = numbers.enumerated().map { place, number -> Markup in
            #"""
            <tr><td class="no">\#(place + 1)</td><td class="num">\#(number.rawValue)\#(mark)</td><td></td><td></td>
            <td></td></tr>
            """#
        }
        return #"""
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <title>停电备用办件编号 \#(name)</title>
            <style>
            \#(FormStyle.sheet)
            .num { font: bold 10pt/1.4 "Liberation Mono", "DejaVu Sans Mono", monospace; }
            .num { white-space: nowrap; width: 62mm; }
            @media print { body { padding-right: 1px; } }
            .who { width: 38mm; }
            .when { width: 24mm; }
            .list td { height: 11mm; }
            </style>
            </head>
            <body>
            \#(band)
            <div class="issuer">\#(name)</div>
            <h1>停电备用办件编号</h1>
            <p class="english"><small>Case numbers for days without power</small></p>
            \#(FormParts.paragraph("""
                停电或系统不能使用时，收件逐件使用一个编号并登记下表，编号不得重复使用。恢复后凭本表补录，\
                如实填写收件时间。共 \(numbers.count) 个，打印日期：\(ChineseDate.day(day))。
                """))
            <table class="list"><thead><tr><th class="no">序号</th><th>办件编号</th><th class="who">申请人、电话</th><th>事项</th>
            <th class="when">收件时间</th></tr></thead><tbody>\#(rows)</tbody></table>
            </body>
            </html>

            """#
    }
}
