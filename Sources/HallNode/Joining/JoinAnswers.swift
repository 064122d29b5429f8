import Foundation
import GRDB
import Sync
import Tiers

extension Invitation {
    /// What `hall enroll` answers.
    public var answer: JSONValue {
        .fields([
            "hall": .text(hall.rawValue), "invitation": .text(text),
            "expires": .text(Instant(milliseconds: expires).text),
        ])
    }
}

extension Hall {
    /// What `hall join` answers.
    public func joinedAnswer() throws(HallError) -> JSONValue {
        let node = engine.node
        let parent = try read { try Directory.superior(node, $0)?.rawValue }
        return .fields([
            "hall": .text(id.rawValue), "parent": .optional(parent), "fingerprint": .text(fingerprint),
            "practice": .bool(identity.practice),
        ])
    }
}

extension Joining {
    /// Takes in the answer to a joining by hand. Doing so again answers as the first time.
    public static func finish(
        byHand answer: Enrolment.JoinAnswer, in folder: HallFolder
    ) throws(HallError) -> Hall {
        do { return try begun(in: folder).finish(answer) } catch {
            if folder.holdsStore, let hall = try? Hall(folder), hall.engine.node == answer.hall { return hall }
            throw error
        }
    }
}

extension HallFolder {
    /// The error of a file that would be replaced.
    public static func existsAlready(_ file: String) -> HallError {
        HallError(
            .file, Bilingual(en: "\(file) exists already", zh: "\(file) 已存在"),
            hint: Bilingual(en: "choose another name, or --force", zh: "请换一个文件名，或使用 --force"), exit: .refused)
    }
}
