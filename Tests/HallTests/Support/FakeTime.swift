import Foundation

/// Debian's libfaketime, which gives a process a clock of its own: the product has no switch for its clock.
enum FakeTime {
    /// `nil` where it is not installed.
    static let library: String? = {
        let folder = "/usr/lib"
        let places = ["\(folder)/x86_64-linux-gnu", "\(folder)/aarch64-linux-gnu", folder]
        return places.map { $0 + "/faketime/libfaketime.so.1" }.first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// The environment of a process whose clock is off by so many years of 365 days, milliseconds in `yearLength`.
    static func years(_ years: Int) -> [String: String] {
        environment(["FAKETIME": "\(years > 0 ? "+" : "")\(years)y"])
    }

    /// The library's year, in milliseconds.
    static let yearLength = 365 * 86_400_000.0

    /// The environment of processes whose clocks a file moves on: see `set`.
    static func following(_ file: String) -> [String: String] {
        environment(["FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1"])
    }

    /// What such a file is to hold for a time like `2026-03-02T09:00:00+08:00` to be now.
    static func offset(to time: String) throws -> [UInt8] {
        let wanted = try Date.ISO8601FormatStyle().parse(time)
        let seconds = Int(wanted.timeIntervalSinceNow.rounded())
        return Array("\(seconds < 0 ? "" : "+")\(seconds)\n".utf8)
    }

    private static func environment(_ more: [String: String]) -> [String: String] {
        let all = [
            "LD_PRELOAD": library ?? "", "DONT_FAKE_MONOTONIC": "1",
            // Without it the library starts the program anew, and loses its arguments; each process gets its own names.
            "FAKETIME_SHARED": "/hall_test_none /hall_test_none",
        ]
        return all.merging(more) { $1 }
    }
}
