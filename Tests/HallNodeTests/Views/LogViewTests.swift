import Foundation
import GRDB
import HallNode
import Sync
import Testing
import Tiers

/// `hall log`, `verify` and `rebuild`.
struct LogViewTests {
    private let halls: PracticeHalls

    init() throws {
        halls = try PracticeHalls()
        _ = try PublishMatters(halls.city).run([catalogue()], now: PracticeHalls.noon)
    }

    @Test("A commit has the promised fields, in their order, and its keys lead to the root")
    func fields() throws {
        let commit = try #require(try LogView(halls.city).list(.init()).commits.last)
        let promised = [
            "id", "author", "stream", "sequence", "at", "receivedAt", "kind", "facts", "body", "signature", "path",
        ]
        #expect(Array(PracticeHalls.names(commit).prefix(promised.count)) == promised)
        #expect(commit["stream"] == .text("matter/3607/JX-001") && commit["body"]?["name"] == .text("居住证"))
        let path = PracticeHalls.rows(commit["path"])
        #expect(path.count == 2 && path.last == .text(halls.city.fingerprint))
    }

    @Test("A list is the newest, oldest first, of one stream or author where asked")
    func selection() throws {
        let log = LogView(halls.city)
        var selection = LogView.Selection()
        selection.author = halls.province.engine.node
        #expect(try log.list(selection).commits.map { PracticeHalls.text($0["stream"]) } == ["hall/36", "hall/3607"])
        selection.limit = 1
        #expect(try log.list(selection).commits.map { PracticeHalls.text($0["stream"]) } == ["hall/3607"])
        selection = .init()
        selection.stream = StreamName("matter/3607/JX-001")
        #expect(try log.list(selection).commits.count == 1)
        selection.stream = StreamName("matter/3607/JX-404")
        let error = #expect(throws: HallError.self) { try log.list(selection) }
        #expect(error?.exit == .unknown)
    }

    @Test("A commit is shown by its id or the beginning of it")
    func show() throws {
        let log = LogView(halls.city)
        let commit = try #require(try log.list(.init()).commits.last)
        let id = try #require(PracticeHalls.text(commit["id"]))
        #expect(try log.show(id) == commit)
        #expect(try log.show(String(id.prefix(8))) == commit)
        #expect(#expect(throws: HallError.self) { try log.show("no id") }?.exit == .unreadable)
        let other = String(repeating: "0", count: 64)
        #expect(#expect(throws: HallError.self) { try log.show(other) }?.exit == .unknown)
    }

    @Test("A sound store verifies, and verifying leaves it as it was")
    func verify() throws {
        let before = try MatterViews.list(halls.city)
        let finding = try StoreVerification.store(halls.city.bare)
        #expect(finding.isRight && finding.value["faults"] == .list([]))
        #expect(try MatterViews.list(halls.city) == before)
    }

    @Test("A read model that was changed behind the log's back is found, and rebuilt")
    func rebuild() throws {
        let before = try MatterViews.list(halls.city)
        try halls.city.journal { try $0.execute(sql: "DELETE FROM matter_versions") }
        #expect(try MatterViews.list(halls.city) == .list([]))
        let faults = PracticeHalls.rows(try StoreVerification.store(halls.city.bare).value["faults"])
        #expect(faults.map { $0["where"] } == [.text("read model matter_versions")])
        _ = try StoreVerification.rebuild(halls.city.bare)
        #expect(try MatterViews.list(halls.city) == before)
    }

    @Test("A commit whose bytes were changed is named")
    func damage() throws {
        try halls.city.journal { db in
            try db.execute(sql: "UPDATE commits SET body = x'00' WHERE position = (SELECT max(position) FROM commits)")
        }
        let finding = try StoreVerification.store(halls.city.bare)
        #expect(!finding.isRight && !PracticeHalls.rows(finding.value["faults"]).isEmpty)
    }

    @Test("While a server works on the store a copy is checked, and nothing of it is left")
    func beside() throws {
        let lock = try ServeLock.take(halls.city.folder)
        defer { lock.release() }
        // What a killed process left; no process has this number.
        let orphan = halls.city.folder.path + "/verify-99999999.sqlite"
        #expect(FileManager.default.createFile(atPath: orphan, contents: nil))
        #expect(try StoreVerification.store(halls.city.bare).isRight)
        try halls.city.journal { try $0.execute(sql: "DELETE FROM matter_versions") }
        #expect(try !StoreVerification.store(halls.city.bare).isRight)
        let files = try FileManager.default.contentsOfDirectory(atPath: halls.city.folder.path)
        #expect(!files.contains { $0.hasPrefix("verify") })
    }
}
