import Foundation
import GRDB
import HallFuzz
import HallNode
import Sync
import Testing
import Tiers

/// Writes the corpus anew from what real halls say to each other: `HALL_CORPUS=write swift test --filter CorpusSeeds`.
/// To be done when a format changes; inputs that showed a fault are not touched.
@Suite("The corpus", .enabled(if: ProcessInfo.processInfo.environment["HALL_CORPUS"] == "write"))
struct CorpusSeeds {
    private static let noon = SystemClock.now

    @Test("is written from a province, a city and a case between them")
    func write() async throws {
        let folder = NSTemporaryDirectory() + "corpus-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let code = try #require(DivisionCode("36"))
        let province = try Founding.run(
            .init(code: code, name: "江西省", url: "https://localhost:8036", nextRootFile: nil),
            in: HallFolder(folder + "/jx"))
        let city = try join(under: province, folder + "/gz")
        _ = try PublishMatters(province).run([.init(name: "sample.yaml", bytes: Array(Seeds.yaml.utf8))])
        try await exchange(city, province, pulls: true)
        let scan = folder + "/scan.pdf"
        try Data((0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(to: URL(fileURLWithPath: scan))
        let applicant = try ApplicantFile.read(
            Array(Seeds.applicants[0].utf8), file: "a.json", today: CorpusSeeds.noon.chinaDate)
        let opened = try CaseWindow(city).open(
            .init(matter: "JX-1", applicant: applicant, files: [.init(name: "申请表", path: scan)]), .init())
        guard case .text(let number)? = opened["number"] else { throw Finding("no number") }
        _ = try CaseWindow(city).perform(number, { _ in .accept }, .init())
        _ = try CaseWindow(city).perform(number, { _ in .forward(to: nil) }, .init())
        try keep("answer", [("opened", Array(opened.line.utf8))])
        try await exchange(city, province)
        // The city is an older copy: all is compared, its key is renewed.
        try city.journal { try SetBack.note(now: CorpusSeeds.noon.milliseconds, $0) }
        try await exchange(city, province, "anew")
        _ = try KeyOffice.rotate(city, dryRun: false)
        try await exchange(city, province, "renewal")
        try commits(of: city)
        let dossier = try Dossier.export(number, of: city, materials: true).bytes
        try keep("dossier", [("case", province.engine.root.bytes + dossier.dropLast(32))])
        try keep("codes", Seeds.codes.enumerated().map { ("code-\($0.offset)", Array($0.element.utf8)) })
        try keep("codes", [("number", Array(number.utf8))])
        try texts()
    }

    private func join(under province: Hall, _ folder: String) throws -> Hall {
        let code = try #require(DivisionCode("3607"))
        let invitation = try Enrolment(province).invite(
            .init(code: code, name: "赣州市", validMilliseconds: Enrolment.defaultValidity))
        try keep("invitation", [("city", Array(invitation.text.utf8))])
        let joining = Joining(HallFolder(folder), invitation)
        let request = try joining.request(url: nil)
        try keep("join-request", [("city", Array(try JSONEncoder().encode(request)))])
        try keep("request", [("city", Array(try JSONEncoder().encode(request.request)))])
        return try joining.finish(try Enrolment(province).admit(request))
    }

    /// One hello and one push, with all that is said in both directions.
    private func exchange(_ child: Hall, _ parent: Hall, _ name: String = "city", pulls: Bool = false) async throws {
        var dial = DialLink(to: parent.engine.node, engine: child.engine, identity: child.identity)
        let service = LinkService(parent)
        let key = child.identity.key.publicKey.id.bytes
        let now = CorpusSeeds.noon.milliseconds
        let (hello, greeting) = try await child.store.write { [dial] db in
            var dial = dial
            return (try dial.hello(now: now, random: SystemRandom.bytes, db), dial)
        }
        dial = greeting
        for target in ["hello", "greeted"] { try keep(target, [(name, hello.payload)]) }
        let stranger = try await reply(service, "/link/hello", KeyID.zero.bytes, hello.encoded)
        if let rejection = try frames(stranger).first { try keep("rejection", [("stranger", rejection.payload)]) }
        let answer = try await reply(service, "/link/hello", key, hello.encoded)
        let welcome = try #require(try frames(answer).first)
        for target in ["welcome", "welcomed"] {
            try keep(target, [(name == "city" ? "province" : name, welcome.payload)])
        }
        let greeted = dial
        dial = try await child.store.write { db in
            var dial = greeted
            _ = try dial.accept(answer: welcome, now: now, random: SystemRandom.bytes, db)
            return dial
        }
        try child.journal { db in
            let record = StatusRecord(
                node: child.engine.node, at: now, version: "1 (protocol 1 to 1)", incarnation: 1,
                address: "https://localhost:8437", applied: try Statuses.applied(db), unsent: 3, oldestUnsent: now,
                clockOffset: -5, diskFreeBytes: 1 << 40, quarantine: 0, lastBackup: nil)
            try child.engine.record(record, key: child.identity.key, now: now, db)
        }
        if pulls { dial = try await pull(service, key, into: child, dial) }
        for _ in 0..<4 {
            let pushing = dial
            let (pushed, pusher) = try await child.store.read { db in
                var dial = pushing
                return (try dial.push(now: now, db), dial)
            }
            dial = pusher
            let body = pushed.flatMap(\.encoded)
            let said = try await reply(service, "/link/push", key, body)
            // Once the new key is entered, a line of the old one is answered in words.
            guard let answers = try? frames(said) else { break }
            let ending = name == "city" ? "" : "-\(name)"
            try keep("frames", [("push\(ending)", body), ("answer\(ending)", said)])
            try keep("pushed", [("push\(ending)", body)])
            try keep("pulled", [("answer\(ending)", said)])
            try note(pushed + answers)
            for frame in answers {
                let taking = dial
                dial = try await child.store.write { db in
                    var dial = taking
                    _ = try dial.take(frame, now: now, db)
                    return dial
                }
            }
        }
    }

    /// What the parent has for its child: the long response, cut off behind its first commits.
    private func pull(
        _ service: LinkService, _ key: [UInt8], into child: Hall, _ dial: DialLink
    ) async throws -> DialLink {
        struct Enough: Error {}
        guard case .pull(let session) = try await service.answer(path: "/link/pull", peerKey: key, body: []) else {
            return dial
        }
        var bytes: [UInt8] = []
        do {
            try await session.run { part in
                bytes += part
                if bytes.count > 6 { throw Enough() }
            }
        } catch is Enough {}
        let found = try frames(bytes)
        try note(found)
        let batches = try found.filter { $0.kind == .batch }.map { frame in
            try CheckedBatch(
                payload: frame.payload, key: { id in (try? child.store.read { try Directory.key(id, $0) })??.key },
                parallel: { count, work in for place in 0..<count { work(place) } })
        }
        return try await child.store.write { db in
            var dial = dial
            for batch in batches { _ = try dial.take(batch, now: CorpusSeeds.noon.milliseconds, db) }
            return dial
        }
    }

    private func note(_ frames: [Frame]) throws {
        for frame in frames {
            let name: String
            switch frame.kind {
            case .batch: name = "batch"
            case .receipt: name = "receipt"
            case .status: name = "status"
            case .piece: name = "piece"
            case .ask: name = "ask"
            case .heads: name = "heads"
            case .lacks: name = "lacks"
            case .renewal: name = "renewal"
            default: continue
            }
            try keep(name, [("\(frame.payload.count)", frame.payload)])
            for target in ["pushed", "pulled"] where frame.kind != .batch {
                // Not compressed: what is changed then is what the frame says.
                let size = UInt32(frame.payload.count)
                let plain = [frame.kind.rawValue, 0] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) }
                try keep(target, [("\(name)-\(size)", plain + frame.payload)])
            }
        }
    }

    private func reply(_ service: LinkService, _ path: String, _ key: [UInt8], _ body: [UInt8]) async throws -> [UInt8]
    {
        guard case .reply(_, let answer) = try await service.answer(path: path, peerKey: key, body: body) else {
            return []
        }
        return answer
    }

    private func frames(_ bytes: [UInt8]) throws -> [Frame] {
        var reader = FrameReader()
        reader.feed(bytes)
        var frames: [Frame] = []
        while let frame = try reader.next() { frames.append(frame) }
        return frames
    }

    private func commits(of hall: Hall) throws {
        let commits = try hall.read { db in try (1...40).compactMap { try LogCursor(db).commit(at: $0) } }
        var stories: [UInt8] = []
        for (place, stored) in commits.enumerated() {
            let commit = stored.commit
            let kind = commit.header.stream.kind + "-\(place)"
            try keep("header", [("\(kind)", commit.headerBytes)])
            try keep("block", [("\(kind)", commit.block.encoded)])
            try keep("stream", [("\(kind)", Array(commit.header.stream.rawValue.utf8))])
            guard let bytes = commit.body, let body = try Body.read(bytes) else { continue }
            try keep("body", [("\(kind)", bytes)])
            let count = commit.headerBytes.count
            try keep(
                "received",
                [("\(kind)", [UInt8(count >> 8), UInt8(count & 255)] + commit.headerBytes + bytes)])
            if commit.header.stream.kind == "hall" { try keep("entry", [("\(kind)", body.content)]) }
            guard commit.header.stream.kind == "case" else { continue }
            try keep("case-body", [("\(kind)", body.content)])
            try keep("facts", [("\(kind)", commit.header.facts)])
            // The story counts in pairs of bytes; a tag of a later version fills up.
            let facts = commit.header.facts
            let even = facts.count.isMultiple(of: 2) ? facts : facts + [250, 1, 0]
            stories += [0, 0, UInt8(even.count / 2)] + even
        }
        try keep("story", [("case", stories)])
        let salt = [UInt8](repeating: 7, count: 16)
        for count in [1, 2_000_000] {
            let manifest = try #require(Manifest(of: [UInt8](repeating: 1, count: count), salt: salt))
            try keep("manifest", [("bytes-\(count)", manifest.encoded)])
        }
        let long = Array(String(repeating: "意见 ", count: 1_000).utf8)
        try keep("body", [("deflated", try Body(salt: salt, blobs: [.zero], content: long).encoded())])
    }

    private func texts() throws {
        for target in ["pushed", "pulled"] { try keep(target, [("idle", Frame(.idle, []).encoded)]) }
        let plea = [UInt8](repeating: 7, count: 32) + [0, 2] + (1...64).map { UInt8($0) }
        try keep("plea", [("two", plea)])
        try keep("ask", [("first", [UInt8](repeating: 7, count: 32) + [0, 0, 0, 1])])
        try keep("pushed", [("plea", Frame(.plea, plea).encoded)])
        try keep("yaml", [("matters", Array(Seeds.yaml.utf8))])
        try keep("csv", [("matters", Array(Seeds.csv.utf8))])
        let applicants = Seeds.applicants.enumerated().map { ("applicant-\($0.offset)", Array($0.element.utf8)) }
        try keep("applicant", applicants)
        try keep("json", applicants + [("signs", Array(Seeds.json.utf8))])
        try keep("enrolment", [("halls", Array("code,name,department,tier\n3607,赣州市,,city\n3608,吉安市,dkj,city\n".utf8))])
        try keep("days", [("day", Array("2026-02-13".utf8))])
        try keep("divisions", [("two", Array("code,name,tier,parent\n36,江西省,province,\n3607,赣州市,city,36\n".utf8))])
        try keep("holidays", [("year", Array("date,kind,name\n2026-01-01,holiday,元旦\n2026-01-04,workday,元旦\n".utf8))])
    }

    private func keep(_ name: String, _ inputs: [(name: String, bytes: [UInt8])]) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        for input in inputs where !input.bytes.isEmpty && input.bytes.count <= target.bytesMax {
            try FuzzTests.corpus.add(input.bytes, named: input.name, to: target)
        }
    }
}

/// Texts that people would write.
private enum Seeds {
    static let applicants = [
        #"{"kind":"citizen","idNumber":"340101190001010017","name":"王某","phone":"13800000000","address":"兴国县"}"#,
        #"{"kind":"organisation","name":"某矿业有限公司","creditCode":"91350100M000100Y43","legalRepresentative":"王某"}"#,
        """
        {
          "kind": "person", "name": "Ā é", "certificate": {"type": "护照", "number": "E00000000"},
          "agent": {"name": "李某", "relation": "代办"}, "subject": {"name": "小王", "birthDate": "2026-01-02"}
        }
        """,
    ]
    static let json =
        #"{"a":[1,-2.5e+3,true,false,null,"\"\\\/\b\f\n\r\t\u4e2d\ud83d\ude00"],"b":{"c":{}},"d":[[],[[]]]}"#
    static let codes = [
        "340101190001010017", "91350100M000100Y43", "340122100", "340122100000", "JX-3607-KCP-01", "360732:dkj~2",
    ]
    static let yaml = """
        # 目录
        - code: JX-1
          name: 矿产品加工资格证核发
          type: "01"
          caseType: report-up
          decidedBy: {tier: province}
          acceptedAt: [county, city]
          statutoryDays: 20
          promisedDays: 10
          basis: |
            《条例》
            第二条
          effectiveFrom: 2020-01-01
          preReview: [window]
          steps: [window, 'head']
          materials:
            - {name: 申请表, required: true}
            - {name: "复印\\u4ef6", copies: 2, form: paper, required: false}
          fees: [{name: 工本费, amount: "10.00", unit: 件, basis: 物价局}]
          x-own: ~

        """
    static let csv = #"""
        code,name,type,caseType,decidedBy.tier,acceptedAt,promisedDays,basis,effectiveFrom,steps,material.name,fee.name,fee.amount
        JX-1,"核发,一",1,promise,county,county;township,10,条例,2020/1/1,window;head,申请表,工本费,80
        JX-1,,,,,,,,,,复印件,,
        JX-2,乙,01,reply,city,city,5,条例,2020-01-01,window,"表""一""",,

        """#
}
