import Crypto
import Sync

/// Signs with P-256 as everybody does, but takes the nonce from key and message, so that the same run gives the same
/// bytes. Not for a real hall: its arithmetic takes a time that depends on the secret.
enum SimSigner {
    /// A key of 32 bytes that signs so; nil if they are none.
    static func key(_ raw: [UInt8]) -> SigningKey? {
        SigningKey(raw: raw) { message in try sign(message, scalar: raw) }
    }

    private static func sign(_ message: [UInt8], scalar: [UInt8]) throws -> [UInt8] {
        let digest = Array(SHA256.hash(data: message))
        var seed = scalar + digest
        while true {
            seed = Array(SHA256.hash(data: seed))
            // The point of the nonce is the public key of a private key that is the nonce.
            guard let nonce = try? P256.Signing.PrivateKey(rawRepresentation: seed) else { continue }
            let x = Array(nonce.publicKey.x963Representation[1..<33])
            let first = Scalar(x).reduced
            let sum = Scalar(digest).reduced.adding(first.times(Scalar(scalar)))
            let second = Scalar(seed).inverse.times(sum)
            if !first.isZero, !second.isZero { return first.bytes + second.bytes }
        }
    }
}

/// A number below the order of P-256's group, and arithmetic by that order.
private struct Scalar: Equatable {
    /// Four words, the lowest first.
    var words: (UInt64, UInt64, UInt64, UInt64)

    static let order = Scalar(
        words: (0xF3B9_CAC2_FC63_2551, 0xBCE6_FAAD_A717_9E84, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_0000_0000))
    static let one = Scalar(words: (1, 0, 0, 0))
    static let zero = Scalar(words: (0, 0, 0, 0))

    init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// 32 bytes, the highest first.
    init(_ bytes: [UInt8]) {
        func word(_ start: Int) -> UInt64 { bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        words = (word(24), word(16), word(8), word(0))
    }

    var bytes: [UInt8] {
        [words.3, words.2, words.1, words.0].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    static func == (left: Scalar, right: Scalar) -> Bool { left.words == right.words }

    var isZero: Bool { self == .zero }
    private var isEven: Bool { words.0 & 1 == 0 }

    /// What is left of 256 bits, which are less than twice the order.
    var reduced: Scalar { isBelow(.order) ? self : minus(.order).difference }

    private func isBelow(_ other: Scalar) -> Bool { minus(other).borrows }

    private func plus(_ other: Scalar) -> (sum: Scalar, carries: Bool) {
        let (a, carryA) = words.0.addingReportingOverflow(other.words.0)
        let (b, carryB) = Scalar.add(words.1, other.words.1, carryA)
        let (c, carryC) = Scalar.add(words.2, other.words.2, carryB)
        let (d, carryD) = Scalar.add(words.3, other.words.3, carryC)
        return (Scalar(words: (a, b, c, d)), carryD)
    }

    private static func add(_ left: UInt64, _ right: UInt64, _ carry: Bool) -> (UInt64, Bool) {
        let (sum, first) = left.addingReportingOverflow(right)
        let (all, second) = sum.addingReportingOverflow(carry ? 1 : 0)
        return (all, first || second)
    }

    private func minus(_ other: Scalar) -> (difference: Scalar, borrows: Bool) {
        let (a, borrowA) = words.0.subtractingReportingOverflow(other.words.0)
        let (b, borrowB) = Scalar.subtract(words.1, other.words.1, borrowA)
        let (c, borrowC) = Scalar.subtract(words.2, other.words.2, borrowB)
        let (d, borrowD) = Scalar.subtract(words.3, other.words.3, borrowC)
        return (Scalar(words: (a, b, c, d)), borrowD)
    }

    private static func subtract(_ left: UInt64, _ right: UInt64, _ borrow: Bool) -> (UInt64, Bool) {
        let (difference, first) = left.subtractingReportingOverflow(right)
        let (all, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
        return (all, first || second)
    }

    /// The sum, by the order; both are below it.
    func adding(_ other: Scalar) -> Scalar {
        let (sum, carries) = plus(other)
        return carries ? sum.minus(.order).difference : sum.reduced
    }

    private func subtracting(_ other: Scalar) -> Scalar {
        let (difference, borrows) = minus(other)
        return borrows ? difference.plus(.order).sum : difference
    }

    /// The product, by the order: one doubling a bit.
    func times(_ other: Scalar) -> Scalar {
        var product = Scalar.zero
        for word in [other.words.3, other.words.2, other.words.1, other.words.0] {
            for bit in stride(from: UInt64(63), through: 0, by: -1) {
                product = product.adding(product)
                if word >> bit & 1 == 1 { product = product.adding(self) }
            }
        }
        return product
    }

    private func halved(carrying: Bool) -> Scalar {
        Scalar(
            words: (
                words.0 >> 1 | words.1 << 63, words.1 >> 1 | words.2 << 63, words.2 >> 1 | words.3 << 63,
                words.3 >> 1 | (carrying ? 1 << 63 : 0)
            ))
    }

    /// Half of it, by the order.
    private var half: Scalar {
        if isEven { return halved(carrying: false) }
        let (sum, carries) = plus(.order)
        return sum.halved(carrying: carries)
    }

    /// What gives 1 with it, by the order: Euclid's algorithm by halves. Of a number that is not 0.
    var inverse: Scalar {
        var (left, right) = (self, Scalar.order)
        var (first, second) = (Scalar.one, Scalar.zero)
        while left != .one, right != .one {
            while left.isEven {
                left = left.halved(carrying: false)
                first = first.half
            }
            while right.isEven {
                right = right.halved(carrying: false)
                second = second.half
            }
            if right.isBelow(left) {
                left = left.minus(right).difference
                first = first.subtracting(second)
            } else {
                right = right.minus(left).difference
                second = second.subtracting(first)
            }
        }
        return left == .one ? first : second
    }
}
