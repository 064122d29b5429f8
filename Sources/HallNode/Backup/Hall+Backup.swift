import Foundation
import Sync
import Tiers

extension Hall {
    /// Makes a backup in a file, and notes it.
    ///
    /// - Parameters:
    ///   - replace: a file of that name may be there.
    ///   - rest: milliseconds to rest after each mebibyte.
    /// - Returns: the header as it stands in the file.
    @discardableResult
    public func backUp(
        to file: String, replace: Bool, rest: UInt32 = 0, progress: Backup.Progress? = nil
    ) throws(HallError) -> BackupHeader {
        if !replace, FileManager.default.fileExists(atPath: file) { throw HallFolder.existsAlready(file) }
        return try backUp(scratch: FileCopy.folder(of: file), name: file, rest: rest, progress) { backup in
            try backup.write(to: file, replace: replace)
        }
    }

    /// Makes a backup in a folder, under a name that tells hall, moment and release.
    func backUp(in folder: String, rest: UInt32) throws(HallError) -> BackupHeader {
        try backUp(scratch: folder, name: folder, rest: rest, nil) { backup in
            try backup.write(to: "\(folder)/\(BackupName.of(backup.header))", replace: true)
        }
    }

    /// Makes a backup and hands it on piece by piece; the copy lies in the hall's folder meanwhile.
    @discardableResult
    public func backUp(
        to sink: ([UInt8]) throws -> Void, progress: Backup.Progress? = nil
    ) throws(HallError) -> BackupHeader {
        try backUp(scratch: folder.path, name: folder.store, rest: 0, progress) { try $0.write(to: sink) }
    }

    private func backUp(
        scratch: String, name: String, rest: UInt32, _ progress: Backup.Progress?,
        _ write: (Backup) throws -> BackupHeader
    ) throws(HallError) -> BackupHeader {
        let header: BackupHeader
        do {
            let backup = try Backup(of: store, in: scratch, now: now, rest: rest, progress: progress)
            defer { backup.remove() }
            header = try write(backup)
        } catch {
            throw HallStore.error(error, path: name)
        }
        // The backup is there, whether or not a full disk takes the note.
        try? journal { try BackupNote.succeeded(at: header.at, $0) }
        return header
    }
}

extension BackupHeader {
    /// What `hall backup` answers.
    public func answer(file: String) -> JSONValue {
        .fields([
            "file": .text(file), "hall": .text(hall.rawValue), "at": .moment(at), "release": .text(release),
            "commits": .int(commits), "bytes": .int(bytes + Int64(BackupHeader.size)), "sha256": .text(sha256),
        ])
    }
}
