import GRDB
import Sync
public import Tiers

/// `hall matter localise`: what this hall says of a matter that another hall owns: where and when it is handled here,
/// and a promise no longer than the owner's limit.
public struct LocaliseMatter: Sendable {
    let hall: Hall

    /// The local list of a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// What is said here, as it stands on a command line; nil leaves what the owner says.
    public struct Order: Sendable {
        /// 窗口
        public var window: String?
        /// 地址
        public var address: String?
        /// 电话
        public var phone: String?
        /// 办理时间
        public var hours: String?
        /// 本地承诺时限 in the unit of the owner's limit.
        public var promisedDays: String?

        /// Nothing said yet.
        public init() {}
    }

    /// Writes the overlay. Saying the same again writes nothing.
    public func run(_ name: String, _ order: Order, now: Instant? = nil) throws(HallError) -> JSONValue {
        let now = now ?? hall.now
        let hall = hall
        let today = now.chinaDate
        return try hall.command { batch, db in
            let versions = try MatterStore.one(name, db)
            guard let version = MatterStore.inForce(versions, on: today) ?? versions.last else {
                throw HallError.fault("a matter without versions")
            }
            let (local, faults) = MatterLocalReader.read(
                window: order.window, address: order.address, phone: order.phone, hours: order.hours,
                promisedDays: order.promisedDays, for: version.matter)
            guard let local else { throw LocaliseMatter.refused(faults) }
            let code = version.matter.code
            if try MatterStore.local(hall.id, owner: version.owner, code: code, db) != local {
                guard let stream = StreamName("local/\(hall.id)/\(version.owner)/\(code)") else {
                    throw HallError.fault("a code that is no part of a stream's name")
                }
                try batch.append(Draft(stream: stream, facts: [], content: try BodyJSON.encode(local)))
            }
            return .fields([
                "code": .text(code), "owner": .text(version.owner.rawValue), "hall": .text(hall.id.rawValue),
                "local": MatterViews.local(local),
            ])
        }
    }

    private static func refused(_ faults: [Tiers.Fault]) -> HallError {
        guard let first = faults.first else { return .fault("an overlay was refused without a fault") }
        let isRule = Tiers.Fault.exitStatus(of: faults) == 3
        let field = first.field.map { "\($0): " } ?? ""
        return HallError(
            isRule ? .limitTooLong : .usage,
            Bilingual(en: field + first.message.en, zh: field + first.message.zh), hint: first.hint,
            faults: faults.count > 1 ? faults : [])
    }
}
