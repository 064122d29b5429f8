import GRDB
import HallNode
import Sync
import Testing
import Tiers

/// `hall network` and its table.
struct NetworkViewTests {
    private let halls: PracticeHalls

    init() throws { halls = try PracticeHalls() }

    @Test("A row has the promised fields; what nobody told is null")
    func fields() throws {
        let row = try #require(try NetworkView.of(halls.province).first)
        #expect(PracticeHalls.names(row) == NetworkView.columns)
        #expect(row["hall"] == .text("3607") && row["state"] == .text("never"))
        for name in ["lastHeard", "lag", "unsent", "version", "clockOffsetMs", "diskFreeBytes", "quarantine"] {
            #expect(row[name] == .null)
        }
    }

    @Test("Only halls below the one named are listed, and a code means the hall that bears it")
    func below() throws {
        #expect(try NetworkView.of(halls.province, below: "360000000000").count == 1)
        #expect(try NetworkView.of(halls.province, below: "3607").isEmpty)
        let error = #expect(throws: HallError.self) { try NetworkView.of(halls.province, below: "3699") }
        #expect(error?.exit == .unknown)
    }

    @Test("Silent halls are those not heard for so long, the never heard among them")
    func silent() throws {
        let now = SystemClock.now
        #expect(try NetworkView.of(halls.province, silentMilliseconds: 1_000, now: now).count == 1)
        try halls.province.journal { try Contacts.heard(halls.city.engine.node, at: now.milliseconds, $0) }
        #expect(try NetworkView.of(halls.province, silentMilliseconds: 1_000, now: now).isEmpty)
        let later = Instant(milliseconds: now.milliseconds + 1_000)
        #expect(try NetworkView.of(halls.province, silentMilliseconds: 1_000, now: later).count == 1)
    }

    @Test("A cell that an office program would run as a formula is made a text; quotation marks are doubled")
    func cells() {
        let bytes = CSVText.written(columns: ["a", "b"], rows: [["=1+1", "他说\"好\""], ["-5", "x,y"]])
        let text = "\u{FEFF}a,b\r\n'=1+1,\"他说\"\"好\"\"\"\r\n-5,\"x,y\"\r\n"
        #expect(String(decoding: bytes, as: UTF8.self).unicodeScalars.elementsEqual(text.unicodeScalars))
    }
}
