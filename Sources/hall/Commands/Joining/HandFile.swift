import Foundation
import HallNode
import Tiers

/// The two files of a joining by hand: a request goes up, an answer comes back. JSON.
enum HandFile {
    /// Largest file, in bytes.
    private static let bytesMax = 16 << 20

    /// Reads a file.
    static func read<Value: Decodable>(_ name: String) throws(HallError) -> Value {
        let bytes = try Files.read(name, limit: bytesMax)
        guard bytes.count <= bytesMax, let value = try? JSONDecoder().decode(Value.self, from: Data(bytes)) else {
            throw HallError(
                .file, Bilingual(en: "\(name) is not the file of a joining", zh: "\(name) 不是接入文件"),
                hint: Bilingual(
                    en: "bring the file that `hall join --request-out` or `hall enroll --answer-out` wrote",
                    zh: "请使用 hall join --request-out 或 hall enroll --answer-out 写出的文件"))
        }
        return value
    }

    /// The bytes of a file.
    static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [0x0A]
    }
}
