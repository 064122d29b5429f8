import Crypto

/// A private key for signing: P-256 (suite 1). Held by the process that writes; kept in the hall's folder, never in the
/// store and never in a backup.
public struct SigningKey: Sendable {
    private let key: P256.Signing.PrivateKey
    private let signer: (@Sendable (_ message: [UInt8]) throws -> [UInt8])?
    /// The public half.
    public let publicKey: PublicKey

    /// A fresh key from the system's random source.
    public init() {
        key = P256.Signing.PrivateKey()
        signer = nil
        publicKey = PublicKey(key.publicKey)
    }

    /// A key from the 32 bytes of its scalar; nil if they are no key.
    ///
    /// - Parameter signer: makes the 64 bytes of a signature over a message; nil: the library, whose every signature
    ///   draws fresh randomness. A simulation that is to be the same each time brings one that does not.
    public init?(raw: [UInt8], signer: (@Sendable (_ message: [UInt8]) throws -> [UInt8])? = nil) {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: raw) else { return nil }
        self.key = key
        self.signer = signer
        publicKey = PublicKey(key.publicKey)
    }

    /// The 32 bytes of the scalar: a secret.
    public var raw: [UInt8] { Array(key.rawRepresentation) }

    /// Signs bytes under a purpose, so that a signature for one kind of record never serves for another.
    public func sign(_ bytes: [UInt8], purpose: SigningPurpose) throws -> [UInt8] {
        let message = purpose.message(bytes)
        if let signer { return try signer(message) }
        return Array(try key.signature(for: message).rawRepresentation)
    }
}

/// What a signature is for; the name is part of the signed message.
public enum SigningPurpose: String, Sendable {
    /// The root of a transaction's hash tree.
    case commits = "hallnet commits 1"
    /// A receipt of a lane.
    case receipt = "hallnet receipt 1"
    /// A status record.
    case status = "hallnet status 1"
    /// A request to be entered in the directory.
    case request = "hallnet request 1"
    /// What a node holds of the streams that a neighbour named.
    case lacks = "hallnet lacks 1"

    func message(_ bytes: [UInt8]) -> [UInt8] { Array(rawValue.utf8) + [0] + bytes }
}

/// A public key for checking signatures: P-256 (suite 1).
public struct PublicKey: Hashable, Sendable {
    /// SubjectPublicKeyInfo in DER, 91 bytes.
    public let subjectPublicKeyInfo: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo: the key's name everywhere, TLS pins included.
    public let id: KeyID
    private let key: P256.Signing.PublicKey

    init(_ key: P256.Signing.PublicKey) {
        self.key = key
        subjectPublicKeyInfo = Array(key.derRepresentation)
        id = .of(subjectPublicKeyInfo)
    }

    /// Reads a SubjectPublicKeyInfo in DER. Nil if it is no P-256 key in its one canonical form.
    public init?(subjectPublicKeyInfo: [UInt8]) {
        guard subjectPublicKeyInfo.count == 91,
            let key = try? P256.Signing.PublicKey(derRepresentation: subjectPublicKeyInfo),
            Array(key.derRepresentation) == subjectPublicKeyInfo
        else { return nil }
        self.init(key)
    }

    /// Whether the signature is by this key, over these bytes, for this purpose. Any bytes are safe to ask about.
    public func verifies(_ signature: [UInt8], over bytes: [UInt8], purpose: SigningPurpose) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: purpose.message(bytes))
    }

    /// The same bytes.
    public static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.subjectPublicKeyInfo == right.subjectPublicKeyInfo
    }

    /// Goes with `==`.
    public func hash(into hasher: inout Hasher) { hasher.combine(subjectPublicKeyInfo) }
}
