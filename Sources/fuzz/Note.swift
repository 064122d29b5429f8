import Foundation
import Glibc
import HallFuzz

/// A file shared between the process that tries inputs and the one that watches it: the number of the input that is
/// being tried, and its bytes. Whatever ends the process, they stand there.
final class Note {
    private let memory: UnsafeMutableRawPointer
    private static let bytesMax = 1 << 17
    private static let size = bytesMax + 16

    init(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Finding("\(path) cannot be opened") }
        defer { close(descriptor) }
        guard ftruncate(descriptor, Note.size) == 0,
            let memory = mmap(nil, Note.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
        else { throw Finding("\(path) cannot be mapped") }
        self.memory = memory
    }

    deinit { munmap(memory, Note.size) }

    /// How many inputs were begun.
    var number: Int { memory.load(as: Int.self) }

    /// The input that was begun last.
    var input: [UInt8] {
        let count = max(0, min(Note.bytesMax, memory.load(fromByteOffset: 8, as: Int.self)))
        return Array(UnsafeRawBufferPointer(start: memory + 16, count: count))
    }

    func begin(_ input: [UInt8]) {
        let count = min(input.count, Note.bytesMax)
        input.withUnsafeBytes { if let start = $0.baseAddress { memcpy(memory + 16, start, count) } }
        memory.storeBytes(of: count, toByteOffset: 8, as: Int.self)
        memory.storeBytes(of: number + 1, as: Int.self)
    }
}
