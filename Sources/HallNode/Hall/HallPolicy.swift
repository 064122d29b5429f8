public import Sync
import Tiers

/// The business's answers to the engine: which streams there are, who founds them, where they go.
public struct HallPolicy: Policy {
    /// The one policy there is.
    public init() {}

    /// By the first part of the name.
    public func rules(of stream: StreamName) -> StreamRules {
        let parts = stream.parts
        switch parts[0] {
        case "hall": return StreamRules(founder: .superior, kind: .value, laneClass: .urgent, scope: .directory)
        case "matter", "local":
            return StreamRules(founder: founder(parts), kind: .value, laneClass: .bulk, scope: .downAndUp)
        case "calendar", "rules", "release":
            return StreamRules(founder: .top, kind: .value, laneClass: .bulk, scope: .down)
        case "case": return caseRules(stream, parts)
        // What concerns the people of one hall stays there.
        case "staff", "desk", "score":
            return StreamRules(founder: founder(parts), kind: localKind(parts[0]), laneClass: .bulk, scope: .local)
        // A kind that a later release brought: it passes through.
        default: return StreamRules(founder: founder(parts), kind: .history, laneClass: .bulk, scope: .downAndUp)
        }
    }

    private func caseRules(_ stream: StreamName, _ parts: [Substring]) -> StreamRules {
        let fallback = StreamRules(founder: .top, kind: .history, laneClass: .urgent, scope: .local)
        guard parts.count >= 2, let main = StreamName("case/\(parts[1])"),
            let origin = NodeID(String(parts[1].prefix { $0 != "-" }))
        else { return fallback }
        let founder: StreamRules.Founder
        var addressee: NodeID?
        switch parts.count > 2 ? String(parts[2]) : nil {
        case nil, "origin": founder = .node(origin)
        case "supervision", "reply":
            guard parts.count > 3, let node = NodeID(String(parts[3])) else { return fallback }
            founder = .node(node)
            if parts[2] == "reply", parts.count > 4 { addressee = NodeID(String(parts[4])) }
        default: founder = .granted(by: main)
        }
        return StreamRules(
            founder: founder, kind: .history, laneClass: .urgent, scope: .group(main: main), addressee: addressee)
    }

    private func localKind(_ part: Substring) -> StreamRules.Kind { part == "staff" ? .value : .history }

    private func founder(_ parts: [Substring]) -> StreamRules.Founder {
        guard parts.count > 1, let node = NodeID(String(parts[1])) else { return .top }
        return .node(node)
    }

    /// A code is given only by a hall whose own code covers it.
    public func mayGive(code: String, superiorCodes: [String]) -> Bool {
        guard let given = DivisionCode(code) else { return false }
        return superiorCodes.contains { DivisionCode($0)?.covers(given) ?? false }
    }

    /// An id begins with the division code at founding, which one of the superior's own covers.
    public func mayFound(_ node: NodeID, superiorCodes: [String]) -> Bool {
        guard let code = HallID(node.rawValue).flatMap({ DivisionCode($0.foundingDigits) }) else { return false }
        return superiorCodes.contains { DivisionCode($0)?.covers(code) ?? false }
    }

    /// A department's own node stands on its hall's tier, a hall below it.
    public func mayStand(tier: String, under superiorTier: String) -> Bool {
        guard let tier = Tier(rawValue: tier), let above = Tier(rawValue: superiorTier) else { return false }
        return above <= tier
    }

    /// Down to county tier every hall holds every entry: 136 of them in Anhui.
    public func isHeldEverywhere(tier: String) -> Bool {
        Tier(rawValue: tier).map { $0 <= .county } ?? false
    }
}
