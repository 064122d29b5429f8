import GRDB
import Sync
public import Tiers

/// The staff list of this hall: a value stream that goes nowhere.
public enum StaffStore {
    static func stream(_ hall: HallID) -> StreamName? { StreamName("staff/\(hall)") }

    /// The list; of nobody where none was entered.
    static func load(_ hall: HallID, _ db: Database) throws -> StaffList {
        guard let name = stream(hall), let newest = try CommitLog.newest(name, db) else { return StaffList() }
        guard let list = BodyJSON.decode(StaffList.self, of: newest.commit) else {
            throw StoreError.lost("the staff list cannot be read")
        }
        return list
    }

    static func json(_ member: StaffMember, _ list: StaffList, on day: CivilDate) -> JSONValue {
        .fields([
            "id": .text(member.id), "name": .text(member.name), "section": .optional(member.section),
            "roles": .list(member.roles.map { .text($0.rawValue) }), "deputy": .optional(member.deputy),
            "deputyName": .optional(member.deputy.flatMap { list[$0]?.name }), "from": .text(member.from.text),
            "to": .optional(member.to?.text), "present": .bool(member.isOnStaff(on: day)),
        ])
    }
}

extension HallError {
    /// What a rule of the staff list answers.
    init(_ refusal: StaffRefusal) {
        self.init(.staff, refusal.message, hint: refusal.hint)
        word = refusal.code.rawValue
    }
}

/// `hall staff …`: enters, changes and ends people of this hall's staff.
public struct StaffDesk: Sendable {
    let hall: Hall

    /// The staff list of a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// One change of the list.
    public enum Change: Sendable {
        /// A new person; the first day is today where none is given.
        case add(StaffEntry)
        /// By id or name.
        case change(String, StaffChange)
        /// By id or name; the last day is today where none is given.
        case end(String, on: CivilDate?)
    }

    /// Today in China, by the superior's clock where it was heard.
    public func today() throws(HallError) -> CivilDate {
        try hall.read { hall.now.corrected(by: try hall.clockOffset($0)).chinaDate }
    }

    /// Does a change and answers with the person's entry. What changes nothing writes nothing.
    public func run(_ change: Change) throws(HallError) -> JSONValue {
        let id = hall.id
        return try hall.command { batch, db in
            let today = Instant(milliseconds: batch.now).corrected(by: batch.clockOffset).chinaDate
            var list = try StaffStore.load(id, db)
            let before = list
            let member: StaffMember
            do throws(StaffRefusal) {
                switch change {
                case .add(let entry): member = try list.add(entry, on: today)
                case .change(let who, let change): member = try list.change(who, change, on: today)
                case .end(let who, let last): member = try list.end(who, on: last ?? today, today: today)
                }
            } catch {
                throw HallError(error)
            }
            if list != before {
                guard let stream = StaffStore.stream(id) else { throw HallError.fault("no stream for the staff") }
                try batch.append(Draft(stream: stream, facts: [], content: try BodyJSON.encode(list)))
            }
            return StaffStore.json(member, list, on: today)
        }
    }

    /// The staff of a day, or everybody who ever was, in the order of entry.
    public func list(on day: CivilDate? = nil, all: Bool = false) throws(HallError) -> JSONValue {
        let today = try today()
        let day = day ?? today
        return try hall.read { db in
            let list = try StaffStore.load(hall.id, db)
            return .list(
                list.members.filter { all || $0.isOnStaff(on: day) }.map { StaffStore.json($0, list, on: day) })
        }
    }
}
