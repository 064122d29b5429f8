import Foundation
public import Sync
import Tiers

/// A single-use invitation: all that a new hall needs to find its superior and to be believed, in one line of text.
/// A secret: who holds it may join in the invited hall's place.
public struct Invitation: Hashable, Sendable, Codable {
    /// The hall that it is for.
    public let hall: NodeID
    /// The hall that issued it.
    public let superior: NodeID
    /// Where the superior listens; nil where only files go to and fro.
    public let url: String?
    /// The superior's key, in hex: the superior is known by it and never by its host's name.
    public let superiorKey: String
    /// SHA-256 of the network's first root key, in hex.
    public let root: String
    /// A practice network.
    public let practice: Bool
    /// 32 random bytes in hex.
    public let secret: String
    /// Ms since 1970 UTC by the superior's clock, which alone decides.
    public let expires: Int64

    private static let prefix = "hallnet1."

    /// The invitation as a line of text without blanks.
    public var text: String {
        let json = (try? BodyJSON.encode(self)) ?? []
        let base64 = Data(json).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
        return Invitation.prefix + base64
    }

    /// Reads an invitation; blanks and line breaks that mail programs add do not matter.
    public init(text: String) throws(HallError) {
        let clean = text.filter { !$0.isWhitespace }
        guard clean.utf8.count <= 4_096, clean.hasPrefix(Invitation.prefix) else { throw Invitation.unreadable }
        var base64 = clean.dropFirst(Invitation.prefix.count)
            .replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while !base64.utf8.count.isMultiple(of: 4) { base64 += "=" }
        guard let data = Data(base64Encoded: base64),
            let invitation = try? JSONDecoder().decode(Invitation.self, from: data),
            KeyID(hex: invitation.root) != nil, KeyID(hex: invitation.superiorKey) != nil
        else { throw Invitation.unreadable }
        self = invitation
    }

    init(
        hall: NodeID, superior: NodeID, url: String?, superiorKey: String, root: String, practice: Bool, secret: String,
        expires: Int64
    ) {
        self.hall = hall
        self.superior = superior
        self.url = url
        self.superiorKey = superiorKey
        self.root = root
        self.practice = practice
        self.secret = secret
        self.expires = expires
    }

    private static let unreadable = HallError(
        .invitation, Bilingual(en: "this is no invitation", zh: "邀请码无法识别"),
        hint: Bilingual(
            en: "copy the whole line that `hall enroll` printed, beginning with hallnet1.",
            zh: "请完整复制 hall enroll 输出的以 hallnet1. 开头的一行"), exit: .unreadable)
}
