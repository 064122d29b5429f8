import Tiers

/// What stands on a page that all papers share: heads, number, signature and seal around a text of its own.
struct FormPage: Sendable {
    /// 标题
    var title: String
    /// The title for those who do not read Chinese.
    var englishTitle: String
    /// The name of the hall in whose name it is written.
    var issuer: String
    /// 文书编号
    var documentNumber: String
    /// 办件编号
    var number: String
    /// To whom it is addressed; nil for a sheet that stays in the file.
    var addressee: String?
    /// Its own text.
    var body: Markup
    /// What stands behind the signature (附件), however long it is.
    var attachment = Markup.empty
    /// 经办人; nil where the record has no name.
    var clerk: String?
    /// The day of the paper.
    var day: CivilDate
    /// 查询码; nil where it may not stand there.
    var checkCode: String?
    /// What the QR code says; nil leaves it out.
    var proof: String?
    /// Where, when and by whom it is printed.
    var context: FormContext
}
