import Foundation
import Tiers

/// The language of this run: `LANG`.
let language = ProcessInfo.processInfo.environment["LANG"] ?? ""

/// A text in the language of this run.
func said(_ en: String, _ zh: String) -> String { Bilingual(en: en, zh: zh).text(language: language) }
