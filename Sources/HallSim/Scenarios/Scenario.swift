/// Stories that must end well, by the words of `hall simulate --scenario`.
public enum Scenario: String, CaseIterable, Sendable {
    /// A superior takes over a case while its holder, cut off, works on it.
    case takeoverOfOffLineWork = "takeover-of-off-line-work"
    /// A hall shows one neighbour another continuation of a case than the other.
    case forkShownToTwo = "fork-shown-to-two"
    /// A case is forwarded to a hall that has been no more since.
    case forwardToRetired = "forward-to-retired"
    /// Two neighbours' clocks stand at 1970 and 2066 from the first boot on.
    case clocks1970And2066 = "clocks-1970-2066"
    /// A village comes back after half a year with 500 cases that nobody has.
    case halfAYearOffLine = "half-a-year-off-line"
    /// A hall of a later release writes what a hall on the way does not understand.
    case laterVersionPassesBy = "later-version-passes-by"
    /// A case goes up and its result comes down over lines that are cut, with requests doubled and overtaken.
    case licenceLineDown = "licence-line-down"
    /// The hall above refuses, and the applicant below is to be told why.
    case licenceRefused = "licence-refused"
    /// The hall above gives a case back, and the clock stands while it is corrected.
    case licenceReturned = "licence-returned"
    /// A hall keeps a case beyond its limits: reminder, cards and points.
    case licenceOverdue = "licence-overdue"
    /// A villager's case that the province decides.
    case licenceFromVillage = "licence-from-village"
    /// Every limit of the law and every card by the clock, over the holidays of two years.
    case limitYears = "limit-years"
    /// A machine's snapshot comes back that the hall does not know of, and cases are opened before its hello.
    case snapshotBeforeHello = "snapshot-before-hello"
    /// A copy of a hall's disk runs in a second machine, where nobody works.
    case cloneThatPulls = "clone-that-pulls"
    /// A superior is set back behind receipts that it has given.
    case parentBehindReceipts = "parent-behind-receipts"
    /// A superior has signed for a case and not for its scan when the only disk with the scan is lost.
    case receiptBeforeScan = "receipt-before-scan"
    /// A case gains a hall while two others of it are being reconciled.
    case joinedWhileReconciling = "joined-while-reconciling"
    /// The province changes its root key twice, unheard by a county whose line is down.
    case rootKeyRotation = "root-key-rotation"

    /// Plays it. The same seed gives the same story.
    public func run(seed: UInt64 = 1) -> Simulation.Outcome {
        do { return try play(seed).ended() } catch {
            var outcome = Simulation.Outcome()
            outcome.violations = [Violation.words(error)]
            return outcome
        }
    }

    private func play(_ seed: UInt64) throws -> Stage {
        switch self {
        case .takeoverOfOffLineWork: try takeoverOfOffLineWork(seed)
        case .forkShownToTwo: try forkShownToTwo(seed)
        case .forwardToRetired: try forwardToRetired(seed)
        case .clocks1970And2066: try clocks1970And2066(seed)
        case .halfAYearOffLine: try halfAYearOffLine(seed)
        case .laterVersionPassesBy: try laterVersionPassesBy(seed)
        case .licenceLineDown: try licenceLineDown(seed)
        case .licenceRefused: try licenceRefused(seed)
        case .licenceReturned: try licenceReturned(seed)
        case .licenceOverdue: try licenceOverdue(seed)
        case .licenceFromVillage: try licenceFromVillage(seed)
        case .limitYears: try LimitYears(seed: seed).play()
        case .snapshotBeforeHello: try snapshotBeforeHello(seed)
        case .cloneThatPulls: try cloneThatPulls(seed)
        case .parentBehindReceipts: try parentBehindReceipts(seed)
        case .receiptBeforeScan: try receiptBeforeScan(seed)
        case .joinedWhileReconciling: try joinedWhileReconciling(seed)
        case .rootKeyRotation: try rootKeyRotation(seed)
        }
    }

    private func clocks1970And2066(_ seed: UInt64) throws -> Stage {
        let year: Int64 = 365 * 86_400_000
        let stage = try Stage(seed: seed, clocks: [3: -56 * year, 4: 40 * year])
        let number = try stage.open(at: stage.village)
        // The day is the province's, not of a superior whose clock is wrong, too.
        stage.expect(number.contains("-260302-"), "the day of \(number) is not the province's")
        try stage.rest()
        try stage.expectKnown(number, at: [stage.township, stage.province])
        return stage
    }

    private func halfAYearOffLine(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        stage.cut(stage.village)
        var numbers = try (0..<250).map { _ in try stage.open(at: stage.village) }
        for machine in stage.world.machines { machine.clock.set(ahead: 180 * 86_400_000) }
        numbers += try (0..<250).map { _ in try stage.open(at: stage.village) }
        stage.cut(stage.village, false)
        try stage.rest()
        for number in numbers { try stage.expectKnown(number, at: [stage.township, stage.province]) }
        return stage
    }
}
