import Sync
import Tiers

enum CheckCode {
    static func of(number: CaseNumber, salt: [UInt8]) -> String {
        String(Hash256.of(Array("hallnet check code\0".utf8) + Array(number.rawValue.utf8) + salt).hex.prefix(6))
    }
}
