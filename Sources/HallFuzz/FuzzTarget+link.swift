import Sync

extension FuzzTarget {
    /// What a hostile neighbour can do with its own good key: any header and body, any frame, any hello or welcome,
    /// signed as they should be. Received, judged, stored and projected by a real hall, and then undone.
    package static let link: [FuzzTarget] = [
        FuzzTarget("received", bytesMax: 16_384) { bytes in
            let halls = try LinkedHalls.strangers.get()
            guard let batch = halls.batch(bytes) else { return false }
            return try halls.receive(batch)
        },
        FuzzTarget("pushed") { bytes in
            let halls = try LinkedHalls.comparing.get()
            return try frames(bytes) { try halls.push($0) }
        },
        FuzzTarget("pulled") { bytes in
            let halls = try LinkedHalls.comparing.get()
            return try frames(bytes) { try halls.pull($0) }
        },
        FuzzTarget("greeted", .text(jsonWords)) { try LinkedHalls.strangers.get().greet($0) },
        FuzzTarget("welcomed", .text(jsonWords)) { try LinkedHalls.strangers.get().welcome($0) },
    ]

    /// Takes what can be read of frames; true if one of them was taken.
    private static func frames(_ bytes: [UInt8], _ take: (Frame) throws -> Bool) throws -> Bool {
        var reader = FrameReader()
        reader.feed(bytes)
        var isTaken = false
        while let frame = (try? reader.next()) ?? nil { isTaken = try take(frame) || isTaken }
        return isTaken
    }
}
