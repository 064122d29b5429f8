internal import HallNode
internal import NIOCore
internal import Synchronization

/// Counts the connections of a listener by address and by proven key, so that no one takes them all.
final class ConnectionCount: Sendable {
    private struct State {
        var ofAddress: [String: Int] = [:]
        /// Connections of a key, oldest first.
        var ofKey: [[UInt8]: [any Channel]] = [:]
    }

    private let state = Mutex(State())
    private let limits: LinkLimits
    /// Told of each connection or request that was cut off.
    let told: @Sendable (BorderEvent) -> Void

    init(_ limits: LinkLimits, told: @escaping @Sendable (BorderEvent) -> Void) {
        self.limits = limits
        self.told = told
    }

    /// Counts a new connection until it ends. False if its address has as many as it may have.
    func admit(_ channel: any Channel) -> Bool {
        let address = channel.remoteAddress?.ipAddress ?? ""
        let isAdmitted = state.withLock { state in
            let count = state.ofAddress[address] ?? 0
            guard count < limits.addressConnectionsMax else { return false }
            state.ofAddress[address] = count + 1
            return true
        }
        guard isAdmitted else { return false }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { state in
                let count = (state.ofAddress[address] ?? 1) - 1
                state.ofAddress[address] = count > 0 ? count : nil
            }
        }
        return true
    }

    /// Counts a connection that has proved a key. Gives the oldest one of that key if they are too many now: it is to
    /// be closed.
    func prove(_ key: [UInt8], on channel: any Channel) -> (any Channel)? {
        let surplus: (any Channel)? = state.withLock { state in
            var channels = state.ofKey[key] ?? []
            channels.append(channel)
            let surplus = channels.count > limits.keyConnectionsMax ? channels.removeFirst() : nil
            state.ofKey[key] = channels
            return surplus
        }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { state in
                let left = (state.ofKey[key] ?? []).filter { $0 !== channel }
                state.ofKey[key] = left.isEmpty ? nil : left
            }
        }
        return surplus
    }
}
