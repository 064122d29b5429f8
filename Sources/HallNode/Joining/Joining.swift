import Foundation
import GRDB
import Sync
import Tiers

/// `hall join`: makes a hall in a folder. Every step may be repeated after a kill: the keys are made once, and the
/// superior answers the same request the same way.
public struct Joining: Sendable {
    /// The folder that becomes a hall.
    public let folder: HallFolder
    /// By whom it is invited.
    public let invitation: Invitation

    /// A joining.
    public init(_ folder: HallFolder, _ invitation: Invitation) {
        self.folder = folder
        self.invitation = invitation
    }

    /// The invitation's text, a secret: kept from the request until the answer.
    private static let textSetting = "invitation"
    /// The invitation's hash: by which invitation this folder joined.
    static let invitationSetting = "joining"

    /// The engine of the hall that is to be; nil where the invitation's root cannot be read.
    private var engine: Engine? {
        KeyID(hex: invitation.root).map {
            Engine(node: invitation.hall, root: $0, policy: HallPolicy(), projector: HallProjector())
        }
    }

    private var fingerprint: String { Hash256.of(Array(invitation.text.utf8)).hex }

    /// Joins over the link. Doing so again with the same invitation answers as the first time.
    public func run(url: String?) throws(HallError) -> Hall {
        if let hall = try joinedAlready() { return hall }
        guard let superior = invitation.url else {
            throw HallError(
                .unreachable,
                Bilingual(en: "the invitation names no address of the superior", zh: "邀请码中没有上级单位的地址"),
                hint: Bilingual(
                    en: "join by hand: `hall join --invitation … --request-out FILE`",
                    zh: "请改用文件方式：hall join --invitation … --request-out FILE"))
        }
        let request = try prepare(url: url)
        let answer = try JoinClient.post(request, to: superior, key: invitation.superiorKey)
        return try finish(answer)
    }

    /// Makes the request for a joining by hand.
    public func request(url: String?) throws(HallError) -> Enrolment.JoinRequest {
        if try joinedAlready() != nil {
            throw HallError(
                .folderTaken, Bilingual(en: "\(folder.path) has joined already", zh: "\(folder.path) 已完成接入"),
                hint: Bilingual(en: "nothing is left to do", zh: "无需再次操作"))
        }
        return try prepare(url: url)
    }

    /// The joining that was begun in a folder by `--request-out`.
    public static func begun(in folder: HallFolder) throws(HallError) -> Joining {
        let store = try HallStore.open(folder)
        let text: String?
        do {
            text = try store.state { try Settings.get(Joining.textSetting, $0) }
            try store.close()
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
        guard let text else {
            throw HallError(
                .folderTaken, Bilingual(en: "no joining was begun in \(folder.path)", zh: "\(folder.path) 中没有进行中的接入"),
                hint: Bilingual(
                    en: "begin with `hall join --invitation … --request-out FILE`",
                    zh: "请先运行 hall join --invitation … --request-out FILE"))
        }
        return Joining(folder, try Invitation(text: text))
    }

    /// The hall, if this folder has joined by this very invitation.
    private func joinedAlready() throws(HallError) -> Hall? {
        guard folder.holdsStore else { return nil }
        let store = try HallStore.open(folder)
        let settings: (node: String?, joining: String?, text: String?)
        do {
            settings = try store.state {
                (
                    try Settings.get(Hall.nodeSetting, $0), try Settings.get(Joining.invitationSetting, $0),
                    try Settings.get(Joining.textSetting, $0)
                )
            }
            try store.close()
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
        let holdsKey = try folder.read(.signing) != nil
        if settings.joining == fingerprint {
            // The text is kept until the answer has come: without it, all is done.
            return settings.node == nil || settings.text != nil || !holdsKey ? nil : try Hall(folder)
        }
        // The store of this very hall, brought back without its keys, gets a new one. A joining that was killed before
        // it noted its invitation has left an empty store: nobody's, and free.
        let isBroughtBack = settings.node == invitation.hall.rawValue && !holdsKey
        if !isBroughtBack, settings.node != nil || settings.joining != nil {
            try Founding.checkFree(
                folder,
                hint: Bilingual(
                    en: "choose another folder with --data; if the key of this very hall was ended, move keys/ away",
                    zh: "请用 --data 指定其他目录；如本厅密钥已被终止，请先移走目录中的 keys/ 再重试"))
        }
        return nil
    }

    private func prepare(url: String?) throws(HallError) -> Enrolment.JoinRequest {
        try checkNoServer()
        try folder.make()
        let keys = try HallKeys.makeOrRead(in: folder)
        let store = try HallStore.openOrMake(folder)
        do {
            let former = try store.write { db in
                try Settings.set(Joining.invitationSetting, fingerprint, db)
                try Settings.set(Joining.textSetting, invitation.text, db)
                guard let engine, try Settings.get(Hall.nodeSetting, db) != nil else { return nil as [FormerKey]? }
                // What stands in a log of which the directory tells nothing makes room: it counts again once the
                // answer has said whose it is.
                if try engine.lacksInDirectory(db) != nil { try engine.rebuild(db) }
                return try engine.formerKeys(db)
            }
            try store.close()
            let request = try keys.request(for: invitation.hall, address: url)
            return .init(request: request, secret: invitation.secret, former: former)
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
    }

    /// A server would go on with the former key, and write beside what comes in. To be asked before the invitation is
    /// used up.
    private func checkNoServer() throws(HallError) {
        guard ServeLock.isHeld(folder) else { return }
        throw HallError(
            .serverRuns,
            Bilingual(en: "a server runs on \(folder.path)", zh: "\(folder.path) 有服务在运行"),
            hint: Bilingual(
                en: "stop it first; the invitation stays good", zh: "请先停止该服务；邀请码仍然有效"))
    }

    /// Takes the superior's answer in: entries from the root that the invitation names down to this hall's own key.
    public func finish(_ answer: Enrolment.JoinAnswer) throws(HallError) -> Hall {
        try checkNoServer()
        let keys = try HallKeys.makeOrRead(in: folder)
        guard let engine, answer.hall == invitation.hall else { throw Joining.wrongAnswer }
        let store = try HallStore.openOrMake(folder)
        do {
            let checked = try CheckedBatch(
                payload: Array(answer.commits), key: { _ in nil }, parallel: Parallelism.none)
            try store.write { db in
                let isBroughtBack = try Settings.get(Hall.nodeSetting, db) != nil
                try engine.admit(
                    introduction: checked, from: invitation.superior, byInvitation: true,
                    now: folder.surroundings.clock().milliseconds, db)
                guard let entry = try Directory.entry(invitation.hall, db), entry.superior == invitation.superior,
                    entry.keys.last?.signing == keys.signingHex
                else { throw Joining.wrongAnswer }
                let now = folder.surroundings.clock().milliseconds
                // Under an earlier key it wrote what an empty store does not hold.
                if isBroughtBack || entry.keys.count > 1 { try SetBack.note(now: now, hasNewKey: true, db) }
                if isBroughtBack { try engine.startOver(with: invitation.superior, now: now, db) }
                try Settings.set(Hall.nodeSetting, invitation.hall.rawValue, db)
                try Settings.set(Hall.rootSetting, invitation.root, db)
                try Settings.set(Hall.practiceSetting, invitation.practice ? "1" : "0", db)
                try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [Joining.textSetting])
            }
            try store.close()
        } catch let error as HallError {
            throw error
        } catch is IntroductionRefused {
            throw Joining.wrongAnswer
        } catch is FormatError {
            throw Joining.wrongAnswer
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
        return try Hall(folder)
    }

    private static let wrongAnswer = HallError(
        .rejected,
        Bilingual(
            en: "the answer does not lead from the invitation's root to this hall's key",
            zh: "答复内容与邀请码的根密钥或本机密钥不符"),
        hint: Bilingual(
            en: "use the answer to this folder's own request, or ask for a new invitation",
            zh: "请使用针对本目录申请的答复，或索取新的邀请码"))
}

/// Ways of spreading the engine's work.
enum Parallelism {
    /// One after the other.
    static let none: Parallel = { count, work in for place in 0..<count { work(place) } }

    /// On all cores.
    static let cores: Parallel = { count, work in
        if count < 2 {
            for place in 0..<count { work(place) }
        } else {
            DispatchQueue.concurrentPerform(iterations: count, execute: work)
        }
    }
}
