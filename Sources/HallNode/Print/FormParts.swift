import Tiers

/// Parts that several forms use.
enum FormParts {
    /// A paragraph of the body, two characters in.
    static func paragraph(_ text: String) -> Markup { #"<p class="body">\#(text)</p>"# }

    /// A heading within the body.
    static func heading(_ chinese: String, _ english: String) -> Markup {
        #"<h2>\#(chinese) <small>\#(english)</small></h2>"#
    }

    /// A clerk's own words, with their line ends.
    static func given(_ text: String) -> Markup { #"<div class="given">\#(text)</div>"# }

    /// A field: label in both languages, and the value.
    static func field(_ chinese: String, _ english: String, _ value: String) -> Markup {
        #"<tr><th>\#(chinese)<small>\#(english)</small></th><td>\#(value)</td></tr>"#
    }

    /// A table of fields.
    static func fields(_ rows: [Markup]) -> Markup { #"<table class="fields"><tbody>\#(rows)</tbody></table>"# }

    /// The matter's name, code and kind.
    static func matter(_ paper: CasePaper) -> [Markup] {
        let matter = paper.detail.matter
        let type = matter.type.flatMap(MatterType.init).map { "\($0.chinese) · " } ?? ""
        return [
            field("事项名称", "Matter", matter.name),
            field("事项编码", "Matter code", "\(matter.code)（第 \(matter.version) 版）"),
            field("事项类型", "Kind", "\(type)\(matter.caseType.chinese)"),
        ]
    }

    /// The applicant, who files for them and whom it concerns; numbers partly masked.
    static func applicant(_ paper: CasePaper) -> [Markup] {
        let applicant = paper.detail.applicant
        var rows = [field("申请人", "Applicant", applicant.name)]
        if let number = applicant.idNumber {
            rows.append(field("公民身份号码", "ID number", Masking.document(number)))
        }
        if let certificate = applicant.certificate {
            let text = "\(certificate.type) \(Masking.document(certificate.number))"
            rows.append(field("证件", "Certificate", text))
        }
        // A credit code is public (企业信息公示暂行条例).
        if let code = applicant.creditCode { rows.append(field("统一社会信用代码", "Credit code", code)) }
        if let person = applicant.legalRepresentative {
            rows.append(field("法定代表人", "Legal representative", person))
        }
        if let phone = applicant.phone { rows.append(field("联系电话", "Telephone", Masking.phone(phone))) }
        if let agent = applicant.agent {
            let parts = [
                agent.name, agent.idNumber.map(Masking.document), agent.relation, agent.phone.map(Masking.phone),
            ]
            rows.append(field("代办人", "Agent", parts.compactMap { $0 }.joined(separator: "，")))
        }
        if let subject = applicant.subject {
            let parts = [
                subject.name, subject.idNumber.map(Masking.document),
                subject.certificate.map { "\($0.type) \(Masking.document($0.number))" }, subject.relation,
                subject.birthDate.map { "\(ChineseDate.day($0))出生" },
            ]
            rows.append(field("当事人", "Subject", parts.compactMap { $0 }.joined(separator: "，")))
        }
        return rows
    }

    /// Materials or results with their form and copies; nothing if there are none.
    static func materials(_ materials: [MaterialRef], _ chinese: String, _ english: String) -> Markup {
        guard !materials.isEmpty else { return .empty }
        let rows = materials.enumerated().map { place, material -> Markup in
            let form = material.form == .paper ? "纸质" : "电子"
            let file: Markup = material.fileName.map { #"<br><small>\#($0)\#(size(material))</small>"# } ?? .empty
            return #"""
                <tr><td class="no">\#(place + 1)</td><td>\#(material.name)\#(file)</td>
                <td class="form">\#(form)</td><td class="copies">\#(material.copies)</td></tr>
                """#
        }
        return #"""
            \#(heading("\(chinese)（共 \(materials.count) 项）", english))
            <table class="list"><thead><tr><th class="no">序号<small>No.</small></th><th>名称<small>Name</small></th>
            <th class="form">形式<small>Form</small></th><th class="copies">份数<small>Copies</small></th></tr></thead>
            <tbody>\#(rows)</tbody></table>
            """#
    }

    /// Items with a word to each, in a table.
    static func items(
        _ items: [CorrectionItem], _ name: String, _ english: String, _ why: String, _ englishWhy: String
    ) -> Markup {
        let rows = items.enumerated().map { place, item -> Markup in
            #"<tr><td class="no">\#(place + 1)</td><td>\#(item.name)</td><td>\#(item.why)</td></tr>"#
        }
        return #"""
            <table class="list"><thead><tr><th class="no">序号<small>No.</small></th>
            <th>\#(name)<small>\#(english)</small></th><th>\#(why)<small>\#(englishWhy)</small></th></tr></thead>
            <tbody>\#(rows)</tbody></table>
            """#
    }

    /// The limits and their last days, as counted by the calendar at the time of the print.
    static func deadline(_ paper: CasePaper) -> [Markup] {
        let deadlines = paper.deadlines
        let facts = paper.state.facts
        let longer = facts.extensionDays == 0 ? "" : "，延长 \(facts.extensionDays) 日"
        let version = "（工作日历 \(paper.context.calendar.version)）"
        var rows: [Markup] = []
        if let date = deadlines.deadline {
            let day = paper.day(date, provisional: deadlines.provisional)
            let limit =
                facts.isDueAtOnce ? "当日办结" : facts.ownLimit.map { "\($0.days) 个\($0.unit.chinese)\(longer)" } ?? ""
            rows.append(field("办理期限截止日", "Deadline", "\(day)　\(limit)\(version)"))
        } else {
            rows.append(field("办理期限", "Deadline", "该事项未设定办理期限"))
        }
        if let date = deadlines.statutory, let limit = facts.statutory {
            let day = paper.day(date, provisional: deadlines.provisional)
            rows.append(field("法定期限截止日", "By law", "\(day)　\(limit.days) 个\(limit.unit.chinese)\(longer)"))
        }
        return rows
    }

    /// The note below deadlines that were counted through a year whose holidays are not announced.
    static func provisional(_ paper: CasePaper) -> Markup {
        guard paper.deadlines.provisional else { return .empty }
        return paragraph(
            "标注“暂定”的日期跨入节假日安排尚未公布的年份，国务院办公厅公布该年度节假日安排后重新计算，以重新计算的日期为准。")
    }

    /// How to ask what became of the case.
    static func query(_ paper: CasePaper) -> Markup {
        let hall = paper.context.hallName
        guard paper.checkCode != nil else { return paragraph("可凭办件编号向\(hall)查询办理进度。") }
        return paragraph("可凭办件编号和查询码向\(hall)查询办理进度。查询码请妥善保管，不要告诉他人。")
    }

    /// Review within 60 days (行政复议法 art. 20), court within 6 months (行政诉讼法 art. 46). Which body and which court
    /// depends on the issuer; the clerk fills them in.
    static func remedies(_ paper: CasePaper) -> Markup {
        let subject = paper.form == .decision ? "本决定" : "本通知"
        return #"""
            <div class="keep">
            \#(heading("救济途径", "Remedies"))
            \#(paragraph("""
                如不服\(subject)，可以自收到本文书之日起六十日内，依照《中华人民共和国行政复议法》第二十条的规定，\
                向________________________申请行政复议；也可以自收到本文书之日起六个月内，依照\
                《中华人民共和国行政诉讼法》第四十六条的规定，向________________________人民法院提起行政诉讼。\
                法律、法规规定应当先申请行政复议，或者对期限另有规定的，从其规定。
                """))
            </div>
            """#
    }

    private static func size(_ material: MaterialRef) -> String {
        guard let bytes = material.bytes, bytes >= 0 else { return "" }
        if bytes < 1_024 { return "（\(bytes) 字节）" }
        return bytes < 1_048_576 ? "（\(bytes / 1_024) KB）" : "（\(bytes / 1_048_576) MB）"
    }
}
