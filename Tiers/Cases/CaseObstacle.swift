/// Why the rules do not allow an event, as far as headers and facts can tell. The words are stable: they are the
/// codes of the errors and of the irregular events that `case show` names.
public enum CaseObstacle: String, Error, Codable, Sendable, Hashable, CaseIterable {
    /// The case exists; it cannot be opened again.
    case exists = "case-exists"
    /// The case has ended.
    case ended = "case-ended"
    /// The hall does not hold the pen.
    case notHolder = "not-holder"
    /// The action does not belong to this stage.
    case wrongStage = "wrong-stage"
    /// Only the origin does this.
    case notOrigin = "not-origin"
    /// The origin has nobody to return to.
    case atOrigin = "at-origin"
    /// Another hall decides this case.
    case notDecidingHall = "not-deciding-hall"
    /// The hall decides this case itself and does not pass it on.
    case decidesHere = "decides-here"
    /// Steps of the chain are left.
    case stepsLeft = "steps-left"
    /// All steps of the chain are passed.
    case noStepsLeft = "no-steps-left"
    /// The hall has no chain of steps in this case.
    case noChain = "no-chain"
    /// The one correction was asked already.
    case correctionUsed = "correction-used"
    /// The case was decided before.
    case decided = "case-decided"
    /// The next writer is not one that the action can name.
    case wrongTarget = "wrong-target"
    /// The facts do not follow from those before.
    case factsDiffer = "facts-differ"
    /// The commit has no facts that this version can read.
    case unreadable = "facts-unreadable"
    /// Nobody told the applicant anything in time, so that the case counts as accepted; or it is too early for that.
    case deemedAccepted = "deemed-accepted"
    /// The time at which it is said to have happened is not between the opening and the entry.
    case wrongTime = "wrong-time"
    /// The clock was stopped as often as a case allows.
    case stopsUsed = "stops-used"
    /// The limit was extended already, or by more than the law allows.
    case extensionUsed = "extension-used"
    /// The case has no limit that could be extended or within which a gap could be closed.
    case noLimit = "no-limit"
    /// What was left open at the acceptance is still open.
    case gapOpen = "gap-open"
    /// Nothing was left open at the acceptance.
    case noGap = "no-gap"
    /// A question is answered, not decided; and only a question is.
    case answerOnly = "answer-only"
}
