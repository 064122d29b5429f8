import Tiers

/// 材料原件移交清单: which originals went where, signed by who hands over and who takes them.
enum PapersForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let names = paper.move?.body.papers ?? []
        let copies = Dictionary(
            (paper.detail.materials + paper.detail.results).map { ($0.name, $0.copies) },
            uniquingKeysWith: { first, _ in first })
        let rows = names.enumerated().map { place, name -> Markup in
            #"""
            <tr><td class="no">\#(place + 1)</td><td>\#(name)</td><td class="copies">\#(copies[name] ?? 1)</td></tr>
            """#
        }
        let target = paper.move?.body.toHall.map(paper.context.name) ?? ""
        let tracking = paper.move?.body.tracking.map { [FormParts.field("邮件号", "Carrier's number", $0)] } ?? []
        return #"""
            \#(FormParts.paragraph("下列材料原件现由\(paper.issuerName)移交\(target)，请核对后签收，并在系统中接收。"))
            <table class="list"><thead><tr><th class="no">序号<small>No.</small></th><th>名称<small>Name</small></th>
            <th class="copies">份数<small>Copies</small></th></tr></thead><tbody>\#(rows)</tbody></table>
            \#(FormParts.fields(FormParts.matter(paper) + [
                FormParts.field("移交时间", "Sent", "\(ChineseDate.time(paper.at))（北京时间）")
            ] + tracking))
            """#
    }
}
