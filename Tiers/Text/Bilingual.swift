/// A sentence for people in the two languages of the product. Codes and field names are never translated.
public struct Bilingual: Sendable, Hashable {
    /// English.
    public let en: String
    /// Chinese (中文).
    public let zh: String

    /// A sentence in both languages; neither is empty.
    public init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    /// The sentence for a language: Chinese where the tag begins with `zh` (`zh_CN.UTF-8`, `zh-Hans`), else English.
    public func text(language: String) -> String { language.hasPrefix("zh") ? zh : en }
}
