import FoundationEssentials

/// The value of a directory stream `hall/<id>`: who a node is, under whom, and with which keys. Written by its
/// superior; the first one holds the node's own signed request. The directory is the only certificate there is.
public struct DirectoryEntry: Hashable, Sendable, Codable {
    /// The node that this entry is about.
    public var node: NodeID
    /// Its superior; nil at the top.
    public var superior: NodeID?
    /// A word of the business (`township`); the engine only asks the policy about it.
    public var tier: String
    /// Division codes with the day from which each holds, newest last; empty for a node without one.
    public var codes: [DatedText]
    /// The department's key for a department's own node.
    public var department: String?
    /// Names with the day from which each holds, newest last.
    public var names: [DatedText]
    /// Where it listens (`https://HOST:PORT`); nil for a node that only dials.
    public var address: String?
    /// Whom people of other nodes ask; nil where nobody is named.
    public var contact: Contact?
    /// All keys it ever had, oldest first. The ordinal of the last one is the node's incarnation.
    public var keys: [Key]
    /// At the top: SHA-256 of the next root key's SubjectPublicKeyInfo.
    public var nextRoot: String?
    /// A practice network; it and a real one refuse each other's links.
    public var practice: Bool
    /// The node's own request for its newest key.
    public var request: SignedRequest
    /// Day from which the node is no more; nil while it is.
    public var retiredFrom: String?

    /// At the top, with a new root key: what counts where streams are forked; nil where none is.
    public var heads: [Head]?

    /// A person and a telephone, as the node itself names them.
    public struct Contact: Hashable, Sendable, Codable {
        /// The person's name.
        public var name: String
        /// The telephone.
        public var phone: String

        /// Whom people of other nodes ask.
        public init(name: String, phone: String) {
            self.name = name
            self.phone = phone
        }
    }

    /// A text and the day from which it holds (`2026-01-01`).
    public struct DatedText: Hashable, Sendable, Codable {
        /// Code or name.
        public var value: String
        /// First day, `2026-01-01`.
        public var from: String

        /// `value` from the day `from` on.
        public init(value: String, from: String) {
            self.value = value
            self.from = from
        }
    }

    /// A key of a node.
    public struct Key: Hashable, Sendable, Codable {
        /// From 1.
        public var ordinal: Int
        /// SubjectPublicKeyInfo in hex: for signing and for TLS.
        public var signing: String
        /// Raw X25519 public key in hex: for agreement.
        public var agreement: String
        /// The last author sequence that counts; nil while the key is good.
        public var last: UInt64?
        /// Ids, in hex, of commits beyond `last` that count all the same; at most 256. Nil where there are none.
        public var admitted: [String]?
        /// True where what lies beyond `last` is not to be trusted; nil where it is an honest hall's.
        public var stolen: Bool?

        /// By what commits and pins name it; nil if `signing` is no hex.
        public var id: KeyID? { bytesOfHex(signing).map { KeyID.of($0) } }

        /// A key, good until it is ended.
        public init(ordinal: Int, signing: String, agreement: String, last: UInt64? = nil) {
            self.ordinal = ordinal
            self.signing = signing
            self.agreement = agreement
            self.last = last
        }
    }

    /// The request of a node to be entered, as its own key signed it.
    public struct SignedRequest: Hashable, Sendable, Codable {
        /// UTF-8 JSON of a `KeyRequest`.
        public var content: String
        /// Signature by the requested key, in hex.
        public var signature: String

        /// A request with its signature.
        public init(content: String, signature: String) {
            self.content = content
            self.signature = signature
        }
    }

    /// An entry with one key.
    public init(
        node: NodeID, superior: NodeID?, tier: String, codes: [DatedText], department: String?, names: [DatedText],
        address: String?, keys: [Key], nextRoot: String?, practice: Bool, request: SignedRequest
    ) {
        self.node = node
        self.superior = superior
        self.tier = tier
        self.codes = codes
        self.department = department
        self.names = names
        self.address = address
        self.keys = keys
        self.nextRoot = nextRoot
        self.practice = practice
        self.request = request
    }

    /// The entry as the content of a body.
    public func content() throws -> [UInt8] { Array(try JSON.encoder.encode(self)) }

    /// Reads the content of a body.
    public init(content: [UInt8]) throws(FormatError) {
        do {
            self = try JSON.decoder.decode(DirectoryEntry.self, from: Data(content))
        } catch {
            throw FormatError("entry", "no directory entry")
        }
    }
}

extension Commit {
    /// The entry that the body holds; nil where there is no body here, or it is none.
    var directoryEntry: DirectoryEntry? {
        guard let body, let read = (try? Body.read(body)) ?? nil else { return nil }
        return try? EntryMemory.shared.entry(Data(read.content))
    }
}

/// What a node asks of its superior: to be entered with these keys.
public struct KeyRequest: Hashable, Sendable, Codable {
    /// The id that the invitation gave.
    public var node: NodeID
    /// SubjectPublicKeyInfo in hex.
    public var signing: String
    /// Raw X25519 public key in hex.
    public var agreement: String
    /// Where the node will listen; nil if it only dials.
    public var address: String?

    /// A request for `node` to be entered with these keys.
    public init(node: NodeID, signing: String, agreement: String, address: String?) {
        self.node = node
        self.signing = signing
        self.agreement = agreement
        self.address = address
    }

    /// The request, signed by the key that it asks for.
    public func signed(by key: SigningKey) throws -> DirectoryEntry.SignedRequest {
        let bytes = Array(try JSON.encoder.encode(self))
        return .init(
            content: String(decoding: bytes, as: UTF8.self),
            signature: hexOfBytes(try key.sign(bytes, purpose: .request)))
    }

    /// Reads and checks a signed request: it is signed by the key that it asks for.
    public init(_ signed: DirectoryEntry.SignedRequest) throws(FormatError) {
        guard let request = try? JSON.decoder.decode(KeyRequest.self, from: Data(signed.content.utf8)) else {
            throw FormatError("request", "no request")
        }
        guard let info = bytesOfHex(request.signing), let key = PublicKey(subjectPublicKeyInfo: info),
            let signature = bytesOfHex(signed.signature),
            key.verifies(signature, over: Array(signed.content.utf8), purpose: .request)
        else { throw FormatError("request.signature", "not signed by the key that it asks for") }
        guard bytesOfHex(request.agreement)?.count == 32 else { throw FormatError("request.agreement", "not 32 bytes") }
        self = request
    }

    /// The signing key asked for.
    public var key: PublicKey? { bytesOfHex(signing).flatMap { PublicKey(subjectPublicKeyInfo: $0) } }
}

/// One way to write and read JSON: sorted keys, so that equal values are equal bytes.
enum JSON {
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    static var decoder: JSONDecoder { JSONDecoder() }
}
