import Foundation
import Sync
import Tiers

/// The one request of a newcomer: TLS shows the superior's key alone, the newcomer proves itself by the secret.
enum JoinClient {
    static func post(
        _ request: Enrolment.JoinRequest, to superior: String, key: String
    ) throws(HallError) -> Enrolment.JoinAnswer {
        let body = (try? BodyJSON.encode(request)) ?? []
        let response: ClientResponse
        do throws(ClientError) {
            let handle = try CurlHandle()
            response = try handle.perform(
                ClientRequest(
                    method: .post, url: superior + "/join", body: body, expectedKeys: [bytesOfHex(key) ?? []],
                    limits: ClientLimits(total: .seconds(60))))
        } catch {
            throw JoinClient.unreachable(superior, error)
        }
        if response.status == 200,
            let answer = try? JSONDecoder().decode(Enrolment.JoinAnswer.self, from: Data(response.body))
        {
            return answer
        }
        // 403 is a word about the invitation; anything else is the superior's own trouble, and passes.
        if response.status == 403,
            let refusal = try? JSONDecoder().decode(LinkProblem.self, from: Data(response.body))
        {
            throw refusal.error
        }
        if response.status == 429 {
            throw HallError(
                .unreachable,
                Bilingual(
                    en: "\(superior) has had too many wrong requests to join", zh: "\(superior) 收到的错误接入申请过多"),
                hint: Bilingual(
                    en: "check the invitation, wait a minute and repeat the same line",
                    zh: "请核对邀请码，一分钟后重复同一命令"))
        }
        throw HallError(
            .unreachable,
            Bilingual(
                en: "\(superior) answered with status \(response.status)", zh: "\(superior) 返回状态 \(response.status)"),
            hint: Bilingual(en: "repeat the same line in a moment", zh: "请稍后重复同一命令"))
    }

    static func unreachable(_ url: String, _ error: ClientError) -> HallError {
        HallError(
            .unreachable,
            Bilingual(en: "\(url) cannot be reached: \(error.text)", zh: "无法连接 \(url)：\(error.text)"),
            hint: Bilingual(en: error.hint, zh: error.hintChinese))
    }
}

/// A refusal as it travels over the link's HTTP: `application/problem+json` in short.
struct LinkProblem: Codable {
    var code: String
    var en: String
    var zh: String
    var hintEn: String
    var hintZh: String

    init(_ error: HallError) {
        code = error.code.rawValue
        en = error.message.en
        zh = error.message.zh
        hintEn = error.hint.en
        hintZh = error.hint.zh
    }

    var error: HallError {
        HallError(
            HallError.Code(rawValue: code) ?? .rejected, Bilingual(en: en, zh: zh),
            hint: Bilingual(en: hintEn, zh: hintZh))
    }
}
