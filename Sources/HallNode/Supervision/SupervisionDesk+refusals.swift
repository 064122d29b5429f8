import Tiers

extension SupervisionDesk {
    /// A text of 1 to 4,000 characters.
    static func text(_ text: String, _ option: String) throws(HallError) -> String {
        let isWell =
            text.contains { !$0.isWhitespace } && text.unicodeScalars.count <= CaseLimits.textCharacters
        guard isWell else {
            throw HallError(
                .usage, Bilingual(en: "--\(option) is empty or too long", zh: "--\(option) 为空或过长"),
                hint: Bilingual(
                    en: "1 to \(CaseLimits.textCharacters) characters", zh: "1 至 \(CaseLimits.textCharacters) 个字"))
        }
        return text
    }

    static func notAbout(_ hall: HallID) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "the card is about \(hall)", zh: "该牌针对 \(hall)"),
            hint: Bilingual(en: "that hall explains it", zh: "请由该单位说明"))
    }

    static func notIssuedHere(_ hall: HallID) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "the card was issued by \(hall)", zh: "该牌由 \(hall) 发出"),
            hint: Bilingual(en: "that hall can revoke it", zh: "请由发牌单位撤销"))
    }

    static func notBelow(_ hall: HallID) -> HallError {
        HallError(
            .outsidePart,
            Bilingual(en: "the case is at \(hall), which is not below this hall", zh: "办件在 \(hall)，不属于本单位下级"),
            hint: Bilingual(en: "its superior supervises it", zh: "由其上级监察"))
    }

    static func notRightBelow(_ hall: HallID) -> HallError {
        HallError(
            .outsidePart,
            Bilingual(
                en: "the card is about \(hall), which is not right below this hall", zh: "该牌针对 \(hall)，不是本单位直接下级"),
            hint: Bilingual(en: "its own superior issues it", zh: "由其直接上级发牌"))
    }

    static func neverHeld(_ hall: HallID, _ holders: [HallID]) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "\(hall) never held this case", zh: "\(hall) 未曾主办该办件"),
            hint: Bilingual(
                en: "these did: " + holders.map(\.rawValue).joined(separator: ", "),
                zh: "主办过的单位：" + holders.map(\.rawValue).joined(separator: "、")))
    }

    static let saidAlready = HallError(
        .actionNotAllowed, Bilingual(en: "that was said already", zh: "此前已提交"),
        hint: Bilingual(
            en: "hall card show gives what was said; nothing is overwritten", zh: "可用 hall card show 查看；不可覆盖"))

    static let nothingToAnswer = HallError(
        .actionNotAllowed, Bilingual(en: "no urging of this case waits for this hall", zh: "该办件没有待本单位答复的督办"),
        hint: Bilingual(en: "hall urge NUMBER lists them", zh: "可用 hall urge 编号 查看"))

    static func noSuchCard(_ name: CardName, _ rules: SupervisionRules) -> HallError {
        let known = rules.entries.filter { $0.rule.kind == .person }.map { entry in
            let colours = [entry.yellow == nil ? nil : "yellow", entry.red == nil ? nil : "red"].compactMap { $0 }
            return "\(entry.rule.rawValue) (\(colours.joined(separator: ", ")))"
        }
        return HallError(
            .actionNotAllowed,
            Bilingual(
                en: "the rules have no card \(name.rule.rawValue) \(name.colour.rawValue) that a person issues",
                zh: "规则中没有可由人工发出的 \(name.rule.rawValue) \(name.colour.chinese)"),
            hint: Bilingual(en: known.joined(separator: ", "), zh: known.joined(separator: "、")))
    }
}
