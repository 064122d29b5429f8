public import Foundation
import GRDB
public import Sync
public import Tiers

/// `hall enroll`: what a superior does to take halls in.
public struct Enrolment: Sendable {
    let hall: Hall

    /// Enrolment at a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// Whom to invite.
    public struct Order: Sendable {
        /// The new hall's code; for a department without one, its superior's.
        public var code: DivisionCode
        /// Its name.
        public var name: String
        /// The department's key (`dkj`) for a department's own node.
        public var department: String?
        /// The tier, where digits mislead; nil: by digits.
        public var tier: Tier?
        /// How long the invitation holds, ms.
        public var validMilliseconds: Int64
        /// For a hall that has joined before and lost its store: its present key ends when the invitation is used.
        public var again: Bool

        /// An order.
        public init(
            code: DivisionCode, name: String, department: String? = nil, tier: Tier? = nil, validMilliseconds: Int64,
            again: Bool = false
        ) {
            self.code = code
            self.name = name
            self.department = department
            self.tier = tier
            self.validMilliseconds = validMilliseconds
            self.again = again
        }
    }

    /// What the entry will say once the hall has joined.
    struct Template: Codable {
        var code: String?
        var name: String
        var department: String?
        var tier: Tier
    }

    /// Fourteen days.
    public static let defaultValidity: Int64 = 14 * 86_400_000

    /// Issues an invitation. One that was issued before for the same hall ends.
    public func invite(_ order: Order, now: Instant? = nil) throws(HallError) -> Invitation {
        let now = now ?? hall.now
        let hall = hall
        return try hall.journal { db in
            let own = try Directory.entry(hall.engine.node, db)
            guard let own else { throw StoreError.lost("this hall has no entry in the directory") }
            let node = try newNode(order, own: own, db)
            let secret = hall.surroundings.random(32)
            let (expires, overflow) = now.milliseconds.addingReportingOverflow(order.validMilliseconds)
            let template = Template(
                code: order.department == nil ? order.code.padded : nil, name: order.name,
                department: order.department, tier: order.tier ?? order.code.tierByDigits)
            let invitation = Invitation(
                hall: node, superior: hall.engine.node, url: try HallAddress.own(hall, db),
                superiorKey: hall.identity.key.publicKey.id.hex, root: hall.engine.root.hex,
                practice: hall.identity.practice, secret: hexOfBytes(secret), expires: overflow ? .max : expires)
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO invitations(node, secret_hash, expires, template, issued_at)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    node.rawValue, Hash256.of(secret), invitation.expires, Data(try BodyJSON.encode(template)),
                    now.milliseconds,
                ])
            return invitation
        }
    }

    private func newNode(_ order: Order, own: DirectoryEntry, _ db: Database) throws -> NodeID {
        let codes = own.codes.compactMap { DivisionCode($0.value) }
        let isOwnCode = codes.contains(order.code)
        guard codes.contains(where: { $0.covers(order.code) }), !isOwnCode || order.department != nil else {
            throw HallError(
                .outsidePart,
                Bilingual(
                    en: "\(order.code) does not lie inside this hall's own code",
                    zh: "\(order.code) 不在本单位代码范围之内"),
                hint: Bilingual(
                    en: "this hall gives codes that begin with \(codes.map(\.natural).joined(separator: ", "))",
                    zh: "本单位只能发放以 \(codes.map(\.natural).joined(separator: "、")) 开头的代码"))
        }
        var base = order.code.natural
        if let department = order.department { base += ":\(department)" }
        for generation in 1...99 {
            let text = generation == 1 ? base : "\(base)~\(generation)"
            guard HallID(text) != nil, let node = NodeID(text) else { break }
            guard let entry = try Directory.entry(node, db) else { return node }
            if entry.retiredFrom == nil {
                if order.again, entry.superior == own.node { return node }
                throw HallError(
                    .outsidePart, Bilingual(en: "\(text) has joined already", zh: "\(text) 已接入"),
                    hint: Bilingual(
                        en:
                            "if its store is lost, repeat with --again: its present key ends when that is used",
                        zh: "若其数据已丢失，请加 --again 重新邀请：邀请码使用后其现有密钥即终止"))
            }
        }
        throw HallError(
            .codeInvalid,
            Bilingual(en: "\(base) cannot be a hall's id", zh: "\(base) 不能作为大厅标识"),
            hint: Bilingual(
                en: "a department's key has 1 to 12 lower-case letters or digits", zh: "部门代号为 1 至 12 位小写字母或数字"),
            exit: .unreadable)
    }

    /// What a newcomer brings: its signed request and the invitation's secret.
    public struct JoinRequest: Codable, Sendable {
        /// The signed request.
        public var request: DirectoryEntry.SignedRequest
        /// The invitation's secret, in hex.
        public var secret: String
        /// The keys under which a hall that joins again with its store has worked; nil for a newcomer.
        public var former: [FormerKey]?

        /// A request.
        public init(request: DirectoryEntry.SignedRequest, secret: String, former: [FormerKey]? = nil) {
            self.request = request
            self.secret = secret
            self.former = former
        }
    }

    /// What it gets: the entries from the root down to its own.
    public struct JoinAnswer: Codable, Sendable {
        /// The hall.
        public var hall: NodeID
        /// The payload of an introduction.
        public var commits: Data
    }

    /// Enters a newcomer in the directory. The same request again gets the same answer, so that a hall whose answer was
    /// lost is not in twice.
    public func admit(_ join: JoinRequest, now: Instant? = nil) throws(HallError) -> JoinAnswer {
        let now = now ?? hall.now
        let request: KeyRequest
        do { request = try KeyRequest(join.request) } catch {
            throw Enrolment.refused(en: "the request is not signed by the key that it asks for", zh: "接入申请的签名无效")
        }
        if let address = request.address { _ = try HallAddress.check(address) }
        guard let key = request.key, let secret = bytesOfHex(join.secret) else {
            throw Enrolment.refused(en: "the request cannot be read", zh: "接入申请无法识别")
        }
        let hall = hall
        let signed = join.request
        return try hall.command { batch, db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT secret_hash, expires, template, used_by FROM invitations WHERE node = ?",
                    arguments: [request.node.rawValue]), row[0] as Hash256 == Hash256.of(secret)
            else {
                throw Enrolment.refused(
                    en: "this invitation is not, or no longer, good for \(request.node)",
                    zh: "该邀请码对 \(request.node) 无效或已被新的邀请码取代")
            }
            let usedBy: Hash256? = row[3]
            if let usedBy, usedBy != key.id {
                throw Enrolment.refused(en: "this invitation was used", zh: "该邀请码已被使用")
            }
            if usedBy == nil {
                guard now.milliseconds <= row[1] as Int64 else {
                    throw Enrolment.refused(en: "this invitation has expired", zh: "该邀请码已过期")
                }
                // The newcomer could not judge an entry by a key that no entry names yet.
                guard try Renewal.find(db) == nil else { throw Enrolment.keyWaits }
                let template = try JSONDecoder().decode(Template.self, from: row[2] as Data)
                let held = try Directory.entry(request.node, db)
                let entry =
                    try held.map { try enterAgain(join, request, $0, now: now, db) }
                    ?? enter(request, signed: signed, template: template, now: now)
                try batch.append(
                    Draft(stream: .directory(request.node), facts: [], content: try entry.content()))
                try db.execute(
                    sql: "UPDATE invitations SET used_by = ? WHERE node = ?",
                    arguments: [key.id, request.node.rawValue])
            }
            return JoinAnswer(hall: request.node, commits: Data())
        }.completed(by: hall)
    }

    private func enter(
        _ request: KeyRequest, signed: DirectoryEntry.SignedRequest, template: Template, now: Instant
    ) -> DirectoryEntry {
        let today = now.chinaDate.text
        return DirectoryEntry(
            node: request.node, superior: hall.engine.node, tier: template.tier.rawValue,
            codes: template.code.map { [.init(value: $0, from: today)] } ?? [], department: template.department,
            names: [.init(value: template.name, from: today)], address: request.address,
            keys: [.init(ordinal: 1, signing: request.signing, agreement: request.agreement)], nextRoot: nil,
            practice: hall.identity.practice, request: signed)
    }

    /// The entry of a hall that begins anew: what its other keys signed counts as far as either of the two knows of it,
    /// and the lanes to it begin anew.
    private func enterAgain(
        _ join: JoinRequest, _ request: KeyRequest, _ held: DirectoryEntry, now: Instant, _ db: Database
    ) throws -> DirectoryEntry {
        guard !held.keys.contains(where: { $0.signing == request.signing }) else {
            throw Enrolment.refused(
                en: "this key was entered before: join from a folder without keys", zh: "该密钥已登记过，请在没有密钥的目录中接入")
        }
        var entry = try hall.engine.ending(held, former: join.former ?? [], besides: request, db)
        entry.keys.append(
            .init(ordinal: entry.keys.count + 1, signing: request.signing, agreement: request.agreement))
        entry.request = join.request
        entry.address = request.address ?? held.address
        try hall.engine.startOver(with: request.node, now: now.milliseconds, db)
        return entry
    }

    /// Takes an invitation back that nobody has used.
    public func revoke(_ node: NodeID) throws(HallError) {
        try hall.journal { db in
            try db.execute(
                sql: "DELETE FROM invitations WHERE node = ? AND used_by IS NULL", arguments: [node.rawValue])
            guard db.changesCount > 0 else {
                throw HallError(
                    .hallUnknown, Bilingual(en: "no open invitation for \(node)", zh: "\(node) 没有未使用的邀请码"),
                    hint: Bilingual(en: "see `hall enroll --list`", zh: "见 hall enroll --list"))
            }
        }
    }

    /// Issued invitations and joined halls, as `hall enroll --list` shows them.
    public func list(now: Instant? = nil) throws(HallError) -> JSONValue {
        let now = now ?? hall.now
        return try hall.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT node, expires, template, issued_at, used_by FROM invitations ORDER BY node")
            return .list(
                try rows.map { row in
                    let template = try JSONDecoder().decode(Template.self, from: row[2] as Data)
                    let isUsed = (row[4] as Data?) != nil
                    let expires: Int64 = row[1]
                    let state = isUsed ? "joined" : expires < now.milliseconds ? "expired" : "open"
                    return .fields([
                        "hall": .text(row[0]), "name": .text(template.name), "tier": .text(template.tier.rawValue),
                        "state": .text(state), "issued": .text(Instant(milliseconds: row[3]).text),
                        "expires": .text(Instant(milliseconds: expires).text),
                    ])
                })
        }
    }

    private static let keyWaits = HallError(
        .actionNotAllowed,
        Bilingual(
            en: "this hall's new key is not entered by its superior yet, and nobody below could know it",
            zh: "本单位的新密钥尚未由上级登记，下级无法识别"),
        hint: Bilingual(
            en: "join again with the same invitation when this hall has reached its superior",
            zh: "待本单位与上级连通后，用同一邀请码重新接入"))

    static func refused(en: String, zh: String) -> HallError {
        HallError(
            .invitation, Bilingual(en: en, zh: zh),
            hint: Bilingual(
                en: "ask the superior for a new invitation (`hall enroll`)", zh: "请向上级单位索取新的邀请码（hall enroll）"))
    }
}

extension Enrolment.JoinAnswer {
    /// Adds the commits, once the entry is signed and durable.
    fileprivate func completed(by hall: Hall) throws(HallError) -> Enrolment.JoinAnswer {
        let node = self.hall
        return try hall.read { db in
            Enrolment.JoinAnswer(hall: node, commits: Data(try hall.engine.introduction(of: node, db)))
        }
    }
}
