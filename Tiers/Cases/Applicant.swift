/// Who wants something (申请人): private, in bodies only. The field names are those of the applicant's file.
public struct Applicant: Codable, Hashable, Sendable {
    /// What kind of applicant it is.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// 公民: has a citizen number.
        case citizen
        /// 其他自然人: a person without a citizen number, with another certificate.
        case person
        /// 法人或其他组织
        case organisation
    }

    /// What kind of applicant it is.
    public var kind: Kind
    /// 姓名 or 名称.
    public var name: String
    /// 公民身份号码, of a citizen.
    public var idNumber: String?
    /// 证件, of a person without a citizen number.
    public var certificate: Certificate?
    /// 统一社会信用代码, of an organisation.
    public var creditCode: String?
    /// 法定代表人, of an organisation.
    public var legalRepresentative: String?
    /// 联系电话
    public var phone: String?
    /// 地址
    public var address: String?
    /// 代办人: who files for the applicant.
    public var agent: Agent?
    /// Whom the matter concerns, where that is somebody else (a newborn).
    public var subject: Subject?

    /// An applicant.
    public init(
        kind: Kind, name: String, idNumber: String? = nil, certificate: Certificate? = nil, creditCode: String? = nil,
        legalRepresentative: String? = nil, phone: String? = nil, address: String? = nil, agent: Agent? = nil,
        subject: Subject? = nil
    ) {
        self.kind = kind
        self.name = name
        self.idNumber = idNumber
        self.certificate = certificate
        self.creditCode = creditCode
        self.legalRepresentative = legalRepresentative
        self.phone = phone
        self.address = address
        self.agent = agent
        self.subject = subject
    }

    /// A certificate that is no citizen number: passport, travel permit.
    public struct Certificate: Codable, Hashable, Sendable {
        /// 证件类型
        public var type: String
        /// 证件号码
        public var number: String

        /// A certificate.
        public init(type: String, number: String) {
            self.type = type
            self.number = number
        }
    }

    /// Who files for the applicant (代办人).
    public struct Agent: Codable, Hashable, Sendable {
        /// 姓名
        public var name: String
        /// 公民身份号码
        public var idNumber: String?
        /// 联系电话
        public var phone: String?
        /// 与申请人关系
        public var relation: String?
        /// 授权委托书: in the applicant's file the path of the scan, in a body the text of its blob id.
        public var authorised: String?

        /// An agent.
        public init(
            name: String, idNumber: String? = nil, phone: String? = nil, relation: String? = nil,
            authorised: String? = nil
        ) {
            self.name = name
            self.idNumber = idNumber
            self.phone = phone
            self.relation = relation
            self.authorised = authorised
        }
    }

    /// Whom the matter concerns (当事人).
    public struct Subject: Codable, Hashable, Sendable {
        /// 姓名
        public var name: String
        /// 公民身份号码, where there is one already.
        public var idNumber: String?
        /// Another certificate.
        public var certificate: Certificate?
        /// 与申请人关系
        public var relation: String?
        /// 出生日期
        public var birthDate: CivilDate?

        /// A subject.
        public init(
            name: String, idNumber: String? = nil, certificate: Certificate? = nil, relation: String? = nil,
            birthDate: CivilDate? = nil
        ) {
            self.name = name
            self.idNumber = idNumber
            self.certificate = certificate
            self.relation = relation
            self.birthDate = birthDate
        }
    }

    /// The fields that an applicant's file can have, by their place: "" for the top. A reader names the nearest of
    /// them for one that it does not know.
    public static let fieldNames: [String: [String]] = [
        "": [
            "kind", "name", "idNumber", "certificate", "creditCode", "legalRepresentative", "phone", "address", "agent",
            "subject",
        ],
        "certificate": ["type", "number"],
        "agent": ["name", "idNumber", "phone", "relation", "authorised"],
        "subject": ["name", "idNumber", "certificate", "relation", "birthDate"],
        "subject.certificate": ["type", "number"],
    ]
}
