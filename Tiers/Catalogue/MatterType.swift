/// 事项类型: the two digits of GB/T 39046-2020 table A.1. `11`…`19` and `21`…`29` are the standard's room for extension.
public struct MatterType: Hashable, Sendable, CustomStringConvertible {
    /// The two digits.
    public let code: String

    /// The types that the standard names, with their names.
    public static let named: [(code: String, chinese: String)] = [
        ("00", "行政权力"), ("01", "行政许可"), ("02", "行政处罚"), ("03", "行政强制"), ("04", "行政征收"), ("05", "行政给付"),
        ("06", "行政检查"), ("07", "行政确认"), ("08", "行政奖励"), ("09", "行政裁决"), ("10", "其他行政权力"), ("20", "公共服务"),
    ]

    /// Reads two digits. Nil unless they are `00`…`29`: those of the standard and its room for extension.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 2, (0x30...0x32).contains(bytes[0]), (0x30...0x39).contains(bytes[1]) else { return nil }
        code = text
    }

    /// The name that people read; `扩展类型` for an extension.
    public var chinese: String { MatterType.named.first { $0.code == code }?.chinese ?? "扩展类型" }

    /// The two digits.
    public var description: String { code }
}

extension MatterType: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let type = MatterType(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a matter type: \(text.prefix(20))")
        }
        self = type
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
