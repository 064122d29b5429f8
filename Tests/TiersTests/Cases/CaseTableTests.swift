import TestSupport
import Testing

@testable import Tiers

/// The action table: where a case stands, and who may do what there.
@Suite struct CaseTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        let origin: String
        let decider: Tier
        let story: [String]
        let stage: CaseStage
        let holder: String
        /// `hall: actions`, one for each hall that may do something; the others may do nothing.
        let allowed: [String]
        var preReview = ["window"]
        var steps = ["window", "head"]
        var incomplete = false
        var testDescription: String { title }
    }

    static let rows: [Row] = [
        // Decided where it is accepted.
        Row(
            title: "county decides: opened and complete", origin: "county", decider: .county, story: [],
            stage: .received, holder: "county",
            allowed: ["county: request-correction supplement accept decline withdraw"]),
        Row(
            title: "county decides: opened, something required missing", origin: "county", decider: .county, story: [],
            stage: .received, holder: "county", allowed: ["county: request-correction supplement decline withdraw"],
            incomplete: true),
        Row(
            title: "correction asked", origin: "county", decider: .county,
            story: ["county request-correction 照片"], stage: .correcting, holder: "county",
            allowed: ["county: supplement decline withdraw"]),
        Row(
            title: "supplemented: no second correction", origin: "county", decider: .county,
            story: ["county request-correction 照片", "county supplement 照片"], stage: .received, holder: "county",
            allowed: ["county: supplement accept decline withdraw"]),
        Row(
            title: "declined is an end", origin: "county", decider: .county, story: ["county decline"],
            stage: .declined, holder: "county", allowed: []),
        Row(
            title: "county decides: accepted, one step left", origin: "county", decider: .county,
            story: ["county accept"], stage: .accepted, holder: "county", allowed: ["county: review withdraw"]),
        Row(
            title: "county decides: only the window step, decided from accepted", origin: "county", decider: .county,
            story: ["county accept"], stage: .accepted, holder: "county", allowed: ["county: decide withdraw"],
            steps: ["window"]),
        Row(
            title: "county decides: no window step, acceptance passes none", origin: "county", decider: .county,
            story: ["county accept", "county review"], stage: .inReview, holder: "county",
            allowed: ["county: review withdraw"], steps: ["section", "head"]),
        Row(
            title: "county decides: all steps passed", origin: "county", decider: .county,
            story: ["county accept", "county review"], stage: .inReview, holder: "county",
            allowed: ["county: decide withdraw"]),
        Row(
            title: "granted", origin: "county", decider: .county,
            story: ["county accept", "county review", "county grant"], stage: .granted, holder: "county",
            allowed: ["county: conclude"]),
        Row(
            title: "refused", origin: "county", decider: .county,
            story: ["county accept", "county review", "county refuse"], stage: .refused, holder: "county",
            allowed: ["county: conclude"]),
        Row(
            title: "concluded", origin: "county", decider: .county,
            story: ["county accept", "county review", "county grant", "county conclude"], stage: .concluded,
            holder: "county", allowed: ["county: deliver"]),
        Row(
            title: "delivered is an end", origin: "county", decider: .county,
            story: ["county accept", "county review", "county grant", "county conclude", "county deliver"],
            stage: .delivered, holder: "county", allowed: []),
        Row(
            title: "withdrawn is an end", origin: "county", decider: .county, story: ["county withdraw"],
            stage: .withdrawn, holder: "county", allowed: []),
        // Decided above.
        Row(
            title: "accepted at the village, the county decides", origin: "village", decider: .county,
            story: ["village accept"], stage: .accepted, holder: "village", allowed: ["village: forward withdraw"]),
        Row(
            title: "accepted at the village, its pre-review not passed", origin: "village", decider: .county,
            story: ["village accept"], stage: .accepted, holder: "village", allowed: ["village: review withdraw"],
            preReview: ["window", "head"]),
        Row(
            title: "pre-review passed", origin: "village", decider: .county,
            story: ["village accept", "village review"],
            stage: .inReview, holder: "village", allowed: ["village: forward withdraw"],
            preReview: ["window", "head"]),
        Row(
            title: "forwarded, not yet received", origin: "village", decider: .county,
            story: ["village accept", "village forward"], stage: .forwarded, holder: "township",
            allowed: ["village: withdraw", "township: receive return"]),
        Row(
            title: "a hall in between has no chain", origin: "village", decider: .county,
            story: ["village accept", "village forward", "township receive"], stage: .inReview, holder: "township",
            allowed: ["village: withdraw", "township: forward return"]),
        Row(
            title: "received where it is decided: every step is one review", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county receive"], stage: .inReview, holder: "county",
            allowed: ["township: withdraw", "county: review return"]),
        Row(
            title: "received where it is decided, one step left", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county receive", "county review"], stage: .inReview,
            holder: "county", allowed: ["township: withdraw", "county: review return"]),
        Row(
            title: "received where it is decided, all steps passed", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county receive", "county review", "county review"],
            stage: .inReview, holder: "county", allowed: ["township: withdraw", "county: return decide"]),
        Row(
            title: "returned to the origin", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county return"], stage: .returned, holder: "township",
            allowed: ["township: request-correction supplement forward withdraw"]),
        Row(
            title: "returned past a hall in between: the origin returns to nobody", origin: "village", decider: .city,
            story: [
                "village accept", "village forward", "township receive", "township forward", "county receive",
                "county return village",
            ], stage: .returned, holder: "village",
            allowed: ["village: request-correction supplement forward withdraw"]),
        Row(
            title: "returned to the origin, correction asked", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county return", "township request-correction 照片"],
            stage: .returned, holder: "township", allowed: ["township: supplement forward withdraw"]),
        Row(
            title: "returned to a hall in between", origin: "village", decider: .county,
            story: [
                "village accept", "village forward", "township receive", "township forward", "county receive",
                "county return",
            ], stage: .returned, holder: "township",
            allowed: ["village: supplement withdraw", "township: forward return"]),
        Row(
            title: "withdrawal asked of a hall that holds the case", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county receive", "township withdraw"], stage: .inReview,
            holder: "county", allowed: ["county: review return withdraw"]),
        Row(
            title: "granted above: too late to withdraw", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county receive", "county review", "county review"]
                + ["county grant"], stage: .granted, holder: "county", allowed: ["county: conclude"]),
        Row(
            title: "concluded above: the origin hands out the result", origin: "township", decider: .county,
            story: ["township accept", "township forward", "county receive", "county review", "county review"]
                + ["county refuse", "county conclude"], stage: .concluded, holder: "township",
            allowed: ["township: deliver"]),
    ]

    @Test("Who may do what", .carries(62, 95, 195, 221), arguments: rows) func whoMayDoWhat(row: Row) throws {
        let matter = CaseWorld.matter(decidedBy: row.decider, preReview: row.preReview, steps: row.steps)
        var world = try CaseWorld.opened(
            at: row.origin, matter, materials: row.incomplete ? [MaterialRef(paper: "申请表")] : CaseWorld.complete)
        try world.play(row.story)
        let state = try #require(world.state)
        #expect(state.stage == row.stage)
        #expect(CaseWorld.name(state.holder) == row.holder)
        let wanted = Dictionary(
            uniqueKeysWithValues: row.allowed.map { line in
                let parts = line.split(separator: ":")
                return (String(parts[0]), parts[1].split(separator: " ").map(String.init))
            })
        for hall in CaseWorld.names.keys.sorted() {
            let allowed = world.allowed(at: hall).filter { !CaseTableTests.byTheWay.contains($0) }
            #expect(allowed.map(\.rawValue) == wanted[hall] ?? [], "at \(hall)")
        }
        #expect(world.factsOnly == world.state)
    }

    @Test("What is not allowed is refused, what is allowed succeeds", arguments: rows) func decideAgrees(row: Row)
        throws
    {
        let matter = CaseWorld.matter(decidedBy: row.decider, preReview: row.preReview, steps: row.steps)
        var world = try CaseWorld.opened(
            at: row.origin, matter, materials: row.incomplete ? [MaterialRef(paper: "申请表")] : CaseWorld.complete)
        try world.play(row.story)
        for hall in CaseWorld.names.keys.sorted() {
            let allowed = world.allowed(at: hall)
            for action in CaseAction.steps {
                let command = try #require(CaseTableTests.likely(action, world))
                do {
                    _ = try world.decide(command, at: hall)
                    #expect(allowed.contains(action), "\(action) at \(hall)")
                } catch {
                    #expect(!allowed.contains(action), "\(action) at \(hall): \(error.message.en)")
                    #expect(error.allowed == allowed)
                    #expect(!error.message.en.isEmpty && !error.message.zh.isEmpty)
                    #expect(!error.hint.en.isEmpty && !error.hint.zh.isEmpty)
                }
            }
        }
    }

    static func told(_ world: CaseWorld) -> CaseNotice.What? {
        world.state.flatMap { world.record.detail?.toTell($0.asOf(world.now, calendar: .builtIn)).first?.what }
    }

    /// A hall that takes part, or decides, and is not the origin, where the papers are.
    static func other(_ world: CaseWorld) -> HallID {
        let halls = (world.state?.heldBy ?? []) + [world.state?.decidingHall].compactMap { $0 }
        return halls.first { $0 != world.state?.origin } ?? CaseWorld.id("neighbour")
    }

    /// What a clerk does by the way, at almost any time: it has a table of its own.
    static let byTheWay: Set<CaseAction> = [
        .suspend, .extend, .amend, .requestOpinion, .sendResult, .sendPapers, .tell, .archive, .notifyAndCommit,
    ]

    /// A command with options that suit it wherever it is allowed.
    static func likely(_ action: CaseAction, _ world: CaseWorld) -> CaseCommand? {
        switch action {
        case .requestCorrection:
            CaseWorld.command(["request-correction", "照片"] + (world.record.detail?.missing ?? []))
        case .supplement:
            world.inbox.isEmpty ? CaseWorld.command(["supplement", "照片"]) : CaseWorld.command(["supplement"])
        case .decide: CaseWorld.command(["grant"])
        case .acceptWithGaps, .notifyAndCommit:
            CaseWorld.command([action.rawValue] + (world.record.detail?.missing ?? []))
        case .tell: CaseWorld.command(["tell", told(world)?.rawValue ?? "acceptance"])
        case .sendPapers: .sendPapers(names: ["申请表"], to: other(world), tracking: nil)
        case .takePapers: .takePapers(names: leftBehind(world))
        default: CaseWorld.command([action.rawValue])
        }
    }

    /// Papers at a hall that cannot write to the case any more: they are taken by name.
    private static func leftBehind(_ world: CaseWorld) -> [String] {
        let writers = [world.state?.origin, world.state?.holder]
        return (world.record.detail?.custody ?? []).filter { !writers.contains($0.toHall ?? $0.hall) }.map(\.name)
    }
}
