import GRDB
import Sync
import Tiers

/// What is known of the line to a neighbour.
enum LinkState: String {
    /// Heard within 60 seconds.
    case online
    /// Heard, but not lately.
    case offline
    /// Never heard.
    case never
    /// One side refused the link.
    case refused

    /// A neighbour that is silent for longer is off line, ms.
    static let patience: Int64 = 60_000

    static func of(_ contact: Contacts.Record, now: Instant) -> LinkState {
        if contact.isRefused { return .refused }
        guard let last = contact.lastContact else { return .never }
        return isLate(last, now: now) ? .offline : .online
    }

    /// Whether something that was heard then is too old by now.
    static func isLate(_ last: Int64, now: Instant) -> Bool {
        let (age, overflow) = now.milliseconds.subtractingReportingOverflow(last)
        return overflow || age > patience
    }
}
