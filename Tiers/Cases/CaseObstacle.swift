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
}
