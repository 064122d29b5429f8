public import Crypto
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// What a hall shows of itself in TLS: a self-signed certificate over its signing key (design §5).
///
/// Only the *key* is ever judged by the other side. Name, chain and dates mean nothing, so the certificate is valid
/// from 1970 to the end of 9999: a PC whose clock battery died must still reach the hello that tells it so.
public struct TLSIdentity: Sendable {
    /// SHA-256 of the key's DER SubjectPublicKeyInfo, 32 bytes: the name under which the directory knows the key.
    public let keyID: [UInt8]
    /// The certificate, DER (X.509 v3, ECDSA with SHA-256).
    public let certificateDER: [UInt8]
    /// The same certificate, PEM.
    public let certificatePEM: String
    /// The private key, PEM (PKCS #8). Never logged, never written by this type.
    public let privateKeyPEM: String

    /// Makes the certificate for a hall's signing key.
    ///
    /// Each call signs anew, so two certificates of one key differ in their signature and are the same identity.
    /// - Parameter signingKey: The hall's P-256 signing key.
    /// - Throws: Only what the cryptography library throws when it cannot sign.
    public init(signingKey: P256.Signing.PrivateKey) throws {
        let keyID = Self.spkiSHA256(signingKey.publicKey)
        let name = try DistinguishedName { CommonName("hallnet") }
        let certificate = try Certificate(
            version: .v3,
            // A serial number has to be positive and at most 20 bytes; the key's own name serves.
            serialNumber: Certificate.SerialNumber(bytes: [0x01] + keyID.prefix(15)),
            publicKey: Certificate.PublicKey(signingKey.publicKey),
            notValidBefore: Date(timeIntervalSince1970: Self.notBeforeSeconds),
            notValidAfter: Date(timeIntervalSince1970: Self.notAfterSeconds),
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions(),
            issuerPrivateKey: Certificate.PrivateKey(signingKey))
        let document = try certificate.serializeAsPEM()
        self.keyID = keyID
        self.certificateDER = document.derBytes
        self.certificatePEM = document.pemString
        self.privateKeyPEM = signingKey.pemRepresentation
    }

    /// The key id of a P-256 public key: SHA-256 of its DER SubjectPublicKeyInfo, 32 bytes.
    public static func spkiSHA256(_ publicKey: P256.Signing.PublicKey) -> [UInt8] {
        spkiSHA256(ofSubjectPublicKeyInfo: Array(publicKey.derRepresentation))
    }

    /// The key id of a key of any kind, from its DER SubjectPublicKeyInfo: SHA-256, 32 bytes.
    public static func spkiSHA256(ofSubjectPublicKeyInfo der: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: der))
    }

    /// The key id of the key in a certificate (its dates, names and signature are not looked at).
    /// - Throws: If the bytes are no X.509 certificate.
    public static func keyID(ofCertificateDER der: [UInt8]) throws -> [UInt8] {
        try keyID(of: Certificate(derEncoded: der))
    }

    /// The key id of the key in a PEM certificate.
    /// - Throws: If the text is no X.509 certificate.
    static func keyID(ofCertificatePEM pem: String) throws -> [UInt8] {
        try keyID(of: Certificate(pemEncoded: pem))
    }

    private static func keyID(of certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate.publicKey)
        return spkiSHA256(ofSubjectPublicKeyInfo: serializer.serializedBytes)
    }

    /// 1970-01-02T00:00:00Z.
    private static let notBeforeSeconds: Double = 86_400
    /// 9999-12-31T23:59:59Z, which RFC 5280 §4.1.2.5 reserves for "no well-defined end".
    private static let notAfterSeconds: Double = 253_402_300_799
}
