import Crypto
import Sync

extension Hall {
    /// What this hall shows in TLS: a certificate over its signing key.
    public func tlsIdentity() throws -> TLSIdentity { try identity.tls() }
}

extension LinkIdentity {
    /// A certificate over the key.
    func tls() throws -> TLSIdentity {
        try TLSIdentity(signingKey: P256.Signing.PrivateKey(rawRepresentation: key.raw))
    }
}
