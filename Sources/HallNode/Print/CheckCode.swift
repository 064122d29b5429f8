import Sync
public import Tiers

/// The check code (查询码) that the receipt shows beside the case number: who has both may ask how the case stands.
///
/// It is made from the salt of the opening's body, which only whole copies hold: neither the number nor the public
/// facts give it away. It needs no memory, so a second print shows the same one. With 31^6 (8.9 × 10⁸) values it
/// withstands guessing only where the questions are counted.
public enum CheckCode {
    /// Characters of a check code.
    public static let length = 6

    /// The code of a case: 6 characters of GB 32100's alphabet. `salt` are the 16 bytes before the body of the opening.
    public static func of(number: CaseNumber, salt: [UInt8]) -> String {
        let hash = Hash256.of(Array("hallnet check code\0".utf8) + Array(number.rawValue.utf8) + salt)
        // 64 of the hash's bits: the remainders of 31^6 are even to one part in 10¹⁰.
        var value = hash.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        var code: [UInt8] = []
        for _ in 0..<length {
            code.append(characters[Int(value % UInt64(characters.count))])
            value /= UInt64(characters.count)
        }
        return String(decoding: code, as: UTF8.self)
    }

    /// Whether somebody's typing is the code of the case. Case and blanks do not matter; I, O, S, V, Z count as 1, 0,
    /// 5, U, 2, as in a case number.
    public static func matches(_ typed: String, number: CaseNumber, salt: [UInt8]) -> Bool {
        guard typed.utf8.count <= 40 else { return false }
        let read = typed.utf8.filter { $0 != 0x20 && $0 != 0x2D }.map(meant)
        let right = Array(of(number: number, salt: salt).utf8)
        guard read.count == right.count else { return false }
        // All characters are compared, so that the time says nothing of how many were right.
        return zip(read, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Digits and letters without I, O, S, V, Z (GB 32100-2015, table 1).
    private static let characters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    private static func meant(_ byte: UInt8) -> UInt8 {
        let upper = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
        switch upper {
        case 0x49: return 0x31
        case 0x4F: return 0x30
        case 0x53: return 0x35
        case 0x56: return 0x55
        case 0x5A: return 0x32
        default: return upper
        }
    }
}
