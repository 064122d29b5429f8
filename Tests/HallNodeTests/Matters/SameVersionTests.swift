import HallNode
import TestSupport
import Testing
import Tiers

@Suite("Elsewhere two authorities published the same version number")
struct SameVersionTests {
    @Test("Version 1 of one code by two halls is two matters: seen everywhere, refused where one is meant, explained")
    func twice() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        _ = try PublishMatters(halls.province).run([catalogue(name: "省居住证")])
        _ = try PublishMatters(halls.city).run([catalogue(name: "市居住证")])
        try halls.sync()
        for hall in [halls.province, halls.city, halls.county, halls.township] {
            let error = try #require(throws: HallError.self, "\(hall.id)") { try MatterViews.show(hall, "JX-001") }
            #expect(error.exit == .unreadable && error.message.en.contains("claimed by 36, 3607"), "\(hall.id)")
            #expect(error.hint.en.contains("36/JX-001"), "\(hall.id)")
            for (name, owner) in [("36/JX-001", "省居住证"), ("3607/JX-001", "市居住证")] {
                let matter = try MatterViews.show(hall, name)
                #expect(matter["version"] == .int(1) && matter["name"] == .text(owner), "\(hall.id)")
            }
        }
        // A third hall cannot claim it on top.
        let error = try #require(throws: HallError.self) {
            try PublishMatters(halls.county).run([catalogue(name: "县居住证")])
        }
        #expect(error.exit == .refused)
    }
}
