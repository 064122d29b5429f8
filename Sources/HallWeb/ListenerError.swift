/// Why a listener does not run.
public struct ListenerError: Error, Sendable, CustomStringConvertible {
    /// What failed.
    public enum Failure: Sendable, Equatable {
        /// The address cannot be listened on: taken, not of this machine, or no permission.
        case address
        /// The web listener may only listen on this machine itself.
        case notLoopback
        /// The hall's key or certificate cannot be used for TLS.
        case identity
        /// The listener ended before it had a port.
        case ended
    }

    /// What failed.
    public let failure: Failure
    /// What is wrong, in English.
    public let message: String
    /// What to do, in English.
    public let hint: String

    /// What is wrong and what to do.
    public var description: String { "\(message); \(hint)" }

    static func address(_ host: String, _ port: Int, _ cause: any Error) -> ListenerError {
        ListenerError(
            failure: .address, message: "cannot listen on \(host):\(port): \(cause)",
            hint: "is the port taken by another program, and is the address one of this machine?")
    }

    static func notLoopback(_ host: String) -> ListenerError {
        ListenerError(
            failure: .notLoopback, message: "the web listener may not listen on \(host)",
            hint: "use 127.0.0.1, [::1] or localhost: there are no accounts yet, so anyone who reaches it is a clerk")
    }

    static func identity(_ cause: any Error) -> ListenerError {
        ListenerError(
            failure: .identity, message: "the hall's certificate cannot be used: \(cause)",
            hint: "does the key file hold the hall's own signing key?")
    }

    static let ended = ListenerError(
        failure: .ended, message: "the listener ended before it had a port", hint: "start it again")
}
