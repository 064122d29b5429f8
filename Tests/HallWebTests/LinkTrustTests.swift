import Crypto
import HallNode
import HallWeb
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LinkTrustTests {
    /// Answers with the proved key, or with "none".
    static let whoAmI: LinkHandler = { request in
        .reply(status: 200, body: request.peerKey ?? Array("none".utf8))
    }

    @Test func theExpectedKeyIsLetThroughAndToldToTheCaller() async throws {
        try await withHall(handler: Self.whoAmI) { hall in
            let answer = try await onThread { try once(hall.request("/hello")) }
            #expect(answer.status == 200)
            #expect(answer.peerKey == hall.identity.keyID)
        }
    }

    @Test func anotherKeyThanTheExpectedOneIsRefusedBeforeAByteIsSent() async throws {
        let stranger = try newIdentity()
        try await withHall(handler: Self.whoAmI) { hall in
            let error = await clientError { try once(hall.request("/hello", expecting: [stranger.keyID])) }
            #expect(error?.failure == .pinMismatch)
            #expect(error?.code == 90)
            #expect(error?.isTransient == false)
        }
    }

    @Test func ofSeveralExpectedKeysTheOneShownIsToldAlsoOnAReusedConnection() async throws {
        let old = try newIdentity()
        try await withHall(handler: Self.whoAmI) { hall in
            let request = hall.request("/hello", expecting: [old.keyID, hall.identity.keyID])
            let keys = try await onThread {
                let handle = try CurlHandle()
                return [try handle.perform(request).peerKey, try handle.perform(request).peerKey]
            }
            #expect(keys == [hall.identity.keyID, hall.identity.keyID])
        }
    }

    @Test func aClientWithoutCertificateHasNoKey() async throws {
        try await withHall(handler: Self.whoAmI) { hall in
            let answer = try await onThread { try once(hall.request("/join")) }
            #expect(answer.body == Array("none".utf8))
        }
    }

    @Test func aClientWithCertificateIsKnownByTheKeyOfItsHall() async throws {
        let signingKey = P256.Signing.PrivateKey()
        let client = try TLSIdentity(signingKey: signingKey)
        try await withHall(handler: Self.whoAmI) { hall in
            let answer = try await onThread { try once(hall.request("/hello", as: client)) }
            #expect(answer.body == TLSIdentity.spkiSHA256(signingKey.publicKey))
        }
    }

    @Test func twoHallsOnOneHandleAreNotTakenForEachOther() async throws {
        let (first, second) = (try newIdentity(), try newIdentity())
        try await withHall(handler: Self.whoAmI) { hall in
            let bodies = try await onThread {
                let handle = try CurlHandle()
                return try [first, second, nil].map { try handle.perform(hall.request("/hello", as: $0)).body }
            }
            #expect(bodies == [first.keyID, second.keyID, Array("none".utf8)])
        }
    }

    @Test func aCertificateIsValidFrom1970ToTheEndOf9999AndItsKeyIsReadBack() throws {
        let identity = try newIdentity()
        #expect(try TLSIdentity.keyID(ofCertificateDER: identity.certificateDER) == identity.keyID)
        let text = String(decoding: identity.certificateDER, as: Unicode.ASCII.self)
        #expect(text.contains("700102000000Z"))
        #expect(text.contains("99991231235959Z"))
    }

    @Test func bytesThatAreNoCertificateHaveNoKey() {
        #expect(throws: (any Error).self) { try TLSIdentity.keyID(ofCertificateDER: [0x30, 0x03, 1, 2, 3]) }
    }

    @Test func theListenerStillAnswersAfterAStrangerSpokePlainText() async throws {
        try await withHall(handler: Self.whoAmI) { hall in
            let plain = hall.url.replacing("https:", with: "http:")
            let error = await clientError { try once(ClientRequest(method: .get, url: plain + "/hello")) }
            #expect(error != nil)
            let answer = try await onThread { try once(hall.request("/hello")) }
            #expect(answer.status == 200)
        }
    }
}
