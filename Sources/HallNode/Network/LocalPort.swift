import Glibc
import Tiers

/// Ports of this machine, for networks that run on it alone: the demonstration and the benchmarks.
public enum LocalPort {
    /// A port that is free now on 127.0.0.1.
    public static func free() throws(HallError) -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else {
            throw HallError(
                .store, Bilingual(en: "no port is free on 127.0.0.1", zh: "本机 127.0.0.1 没有空闲端口"),
                hint: Bilingual(en: "end other programs and try again", zh: "请关闭其他程序后重试"))
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
