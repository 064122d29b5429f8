import Foundation
import HallNode
import Sync
import Testing
import Tiers

/// A province and a city below it, in a temporary folder, without any network: what the link carries is carried by
/// hand.
final class PracticeHalls {
    /// 江西省
    let province: Hall
    /// 赣州市
    let city: Hall
    private let root: String

    /// All stands on one day, so that tests do not depend on today.
    static let noon = Instant(milliseconds: 1_768_449_600_000)  // 2026-01-15 12:00 in China

    init() throws {
        root = NSTemporaryDirectory() + "hallnet-" + UUID().uuidString
        let order = Founding.Order(
            code: try #require(DivisionCode("36")), name: "江西省", url: "https://localhost:8036", nextRootFile: nil)
        province = try Founding.run(order, in: HallFolder(root + "/jx"), now: PracticeHalls.noon)
        city = try PracticeHalls.join("3607", "赣州市", under: province, folder: root + "/gz")
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// A folder beside those of the halls.
    func folder(_ name: String) -> HallFolder { HallFolder(root + "/" + name) }

    /// Takes a hall in by invitation, request and answer.
    static func join(_ code: String, _ name: String, under superior: Hall, folder: String) throws -> Hall {
        let code = try #require(DivisionCode(code))
        let invitation = try Enrolment(superior).invite(
            .init(code: code, name: name, validMilliseconds: Enrolment.defaultValidity))
        let joining = Joining(HallFolder(folder), invitation)
        return try joining.finish(try Enrolment(superior).admit(try joining.request(url: nil)))
    }

    /// A text in an answer.
    static func text(_ value: JSONValue?) -> String? {
        if case .text(let text)? = value { text } else { nil }
    }

    /// A number in an answer.
    static func int(_ value: JSONValue?) -> Int64? {
        if case .int(let number)? = value { number } else { nil }
    }

    /// The rows of a list.
    static func rows(_ value: JSONValue?) -> [JSONValue] {
        if case .list(let rows)? = value { rows } else { [] }
    }

    /// The names of an answer's fields, in order.
    static func names(_ value: JSONValue) -> [String] {
        if case .object(let fields) = value { fields.map(\.name) } else { [] }
    }
}

/// A catalogue file of one matter.
func catalogue(
    code: String = "JX-001", name: String = "居住证", promisedDays: Int = 10, from: String = "2026-01-01",
    extra: String = ""
) -> PublishMatters.Source {
    let text = """
        - code: \(code)
          name: \(name)
          type: "07"
          caseType: promise
          decidedBy: {tier: city}
          acceptedAt: [city, county]
          statutoryDays: 20
          promisedDays: \(promisedDays)
          basis: 《居住证暂行条例》
          effectiveFrom: \(from)
          steps: [window, head]
          materials:
            - {name: 申请表, required: true}
          \(extra)
        """
    return .init(name: "a.yaml", bytes: Array(text.utf8))
}
