import Foundation
import Glibc

/// Tells systemd that the service is ready (`sd_notify`): one datagram to the socket that it names, if it names one.
enum Notify {
    static func ready() {
        guard let path = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"], !path.isEmpty,
            path.utf8.count < MemoryLayout<sockaddr_un>.size - 2
        else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A leading @ stands for a name in the abstract space, which begins with a zero byte.
        let name = path.hasPrefix("@") ? [0] + Array(path.dropFirst().utf8) : Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let message = Array("READY=1".utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                _ = sendto(descriptor, message, message.count, 0, target, length)
            }
        }
    }
}
