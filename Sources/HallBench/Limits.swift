import Crypto
import Foundation
import Glibc
import HallNode
import Sync

extension BenchResult.Limits {
    /// Measures for about a second what disk, signature and hash alone give here and now.
    static func measure() throws -> BenchResult.Limits {
        let key = SigningKey()
        let message = [UInt8](repeating: 7, count: 32)
        let signature = try key.sign(message, purpose: .commits)
        let publicKey = key.publicKey
        let megabyte = [UInt8](repeating: 9, count: 1 << 20)
        return BenchResult.Limits(
            syncsPerSecond: try syncs(), signaturesPerSecond: try rate { _ = try key.sign(message, purpose: .commits) },
            verificationsPerSecond: try rate {
                precondition(publicKey.verifies(signature, over: message, purpose: .commits), "own signature")
            },
            hashedBytesPerSecond: try rate { _ = Hash256.of(megabyte) } * Double(megabyte.count))
    }

    private static func rate(_ work: () throws -> Void) throws -> Double {
        let start = SystemClock.monotonicMilliseconds
        var count = 0
        while SystemClock.monotonicMilliseconds - start < 250 {
            try work()
            count += 1
        }
        return Double(count) * 1_000 / Double(SystemClock.monotonicMilliseconds - start)
    }

    private static func syncs() throws -> Double {
        let folder = try LocalNetwork.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let descriptor = open("\(folder)/sync", O_CREAT | O_WRONLY, 0o600)
        defer { close(descriptor) }
        let page = [UInt8](repeating: 1, count: 4_096)
        return try rate {
            _ = page.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            fdatasync(descriptor)
        }
    }
}
