/// The 31 characters of GB 32100 and its check method, which credit codes and our case numbers share.
enum CreditAlphabet {
    /// Digits and letters without I, O, S, V, Z, in the order of their values.
    static let characters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// The value of a character, 0…30; nil if it is not in the alphabet.
    static func value(_ byte: UInt8) -> Int? { characters.firstIndex(of: byte) }

    /// The character that is meant by one that is not in the alphabet, as they are misread: I O S V Z as 1 0 5 U 2.
    static func meant(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x49: 0x31
        case 0x4F: 0x30
        case 0x53: 0x35
        case 0x56: 0x55
        case 0x5A: 0x32
        default: byte
        }
    }

    /// The check character: weights 3^(i−1) mod 31, value (31 − sum mod 31) mod 31.
    static func checkCharacter(over values: [Int]) -> UInt8 {
        var weight = 1
        var sum = 0
        for value in values {
            sum = (sum + value * weight) % 31
            weight = weight * 3 % 31
        }
        return characters[(31 - sum) % 31]
    }
}
