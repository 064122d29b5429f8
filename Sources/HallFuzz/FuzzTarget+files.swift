import Foundation
import HallNode
import Sync
import Tiers

extension FuzzTarget {
    /// What people hand in: catalogues, tables, applicants, invitations, requests, dossiers; and kept answers.
    static let files: [FuzzTarget] = [
        yaml, csv, json, applicant, enrolment, invitation, joinRequest, dossier, answer,
    ]

    private static let yaml = FuzzTarget("yaml", .text(yamlWords + catalogueWords), bytesMax: 1 << 15) {
        try readCatalogue($0, file: "a.yaml")
    }

    private static let csv = FuzzTarget("csv", .text(csvWords + catalogueWords), bytesMax: 1 << 15) {
        try readCatalogue($0, file: "a.csv")
    }

    private static let publisher = HallID("36")

    private static func readCatalogue(_ bytes: [UInt8], file: String) throws -> Bool {
        guard let publisher else { throw Finding("36 is a hall") }
        let content = CatalogueFile.read(bytes, file: file, publisher: publisher) { code in
            code.utf8.count.isMultiple(of: 7) ? HallID("3607") : nil
        }
        try checkFaults(content.faults, file: file)
        guard content.faults.isEmpty else { return false }
        guard !content.matters.isEmpty else { throw Finding("neither a matter nor a fault") }
        for matter in content.matters {
            try rewritten(matter)
            guard (try JSONEncoder().encode(matter)).count <= Bounds.bodyBytes else {
                throw Finding("a matter that no commit holds")
            }
        }
        return true
    }

    /// Every fault names the file and says in both languages what is wrong and what to do.
    static func checkFaults(_ faults: [Fault], file: String) throws {
        for fault in faults {
            let texts = [fault.message.en, fault.message.zh, fault.hint.en, fault.hint.zh]
            guard fault.file == file, texts.allSatisfy({ !$0.isEmpty }), (fault.line ?? 1) > 0 else {
                throw Finding("a fault without words: \(fault)")
            }
        }
    }

    private static let catalogueWords =
        MatterReader.fieldNames + [
            "tier", "county", "city", "village", "report-up", "immediate", "2026-01-01", "\"01\"", "true", "null", "~",
            "x-a",
            "window", "head", "required", "name", "80.00",
        ]
    private static let yamlWords = [
        "\n", "\n  ", "\n- ", "- ", ": ", "? ", "[", "]", "{", "}", ", ", "&a ", "*a ", "!!int ", "!!binary ", "|\n",
        ">\n", "'", "\"", "# ", "---\n", "...\n", "%YAML 1.2\n", "\t", "<<: ", "\u{FEFF}", "\\x00", "=",
    ]
    private static let csvWords = [
        "\n", "\r\n", ",", ";", "\t", "\"", "\"\"", "3.6E+17", "2026/1/1", "material.name", "fee.amount",
        "decidedBy.tier", "code,name\n", "\u{FEFF}",
    ]

    private static let json = FuzzTarget("json", .text(jsonWords), bytesMax: 1 << 15) { bytes in
        let (root, faults) = JSONSource.read(bytes, file: "a.json")
        try checkFaults(faults, file: "a.json")
        guard (root == nil) == !faults.isEmpty else { throw Finding("neither a value nor a fault") }
        guard let root else { return false }
        // What this reader takes, the system's takes too, unless a number is beyond what it can hold.
        guard root.textBytes <= bytes.count else { throw Finding("more text than bytes") }
        return true
    }

    private static let applicant = FuzzTarget(
        "applicant", .text(jsonWords + Applicant.fieldNames.values.joined().map { "\"\($0)\"" }), bytesMax: 1 << 15
    ) { bytes in
        do throws(HallError) {
            let applicant = try ApplicantFile.read(bytes, file: "a.json", today: CivilDate(daysSince1970: 20_500))
            do { try rewritten(applicant) } catch { throw HallError.fault("\(error)") }
            return true
        } catch {
            guard error.exit == .unreadable || error.exit == .refused else { throw Finding("\(error)") }
            return false
        }
    }

    private static let enrolment = FuzzTarget(
        "enrolment", .text(["\n", ",", ";", "\"", "code", "name", "department", "tier", "3607", "赣州市", "city"]),
        bytesMax: 1 << 13
    ) { bytes in
        do throws(HallError) {
            _ = try EnrolmentTable(bytes, file: "a.csv")
            return true
        } catch {
            try checkFaults(error.faults, file: "a.csv")
            return false
        }
    }

    private static let invitation = FuzzTarget("invitation", bytesMax: 8_192) { bytes in
        do throws(HallError) {
            let invitation = try Invitation(text: String(decoding: bytes, as: UTF8.self))
            guard (try? Invitation(text: invitation.text)) == invitation else {
                throw HallError.fault("another invitation")
            }
            return true
        } catch {
            guard error.exit == .unreadable else { throw Finding("\(error)") }
            return false
        }
    }

    private static let joinRequest = FuzzTarget("join-request", .text(jsonWords + ["\"secret\"", "\"request\""])) {
        bytes in
        guard let join = try? JSONDecoder().decode(Enrolment.JoinRequest.self, from: Data(bytes)) else { return false }
        _ = bytesOfHex(join.secret)
        return (try? KeyRequest(join.request)) != nil
    }

    /// The first 32 bytes are the root that the reader trusts, the rest is the file.
    private static let dossier = FuzzTarget("dossier") { bytes in
        let content = Array(bytes.dropFirst(32))
        // The last 32 bytes are the hash of all before: an input without it would never be looked into.
        let sealed = content + Hash256.of(content).bytes
        do throws(HallError) {
            return try Dossier.verify(sealed, root: KeyID(bytes.prefix(32)) ?? .zero).faults.isEmpty
        } catch {
            guard error.exit == .unreadable else { throw Finding("\(error)") }
            return false
        }
    }

    private static let answer = FuzzTarget("answer", .text(jsonWords), bytesMax: 1 << 13) { bytes in
        guard let value = try? JSONValue.parse(String(decoding: bytes, as: UTF8.self)) else { return false }
        let line = value.line
        guard try JSONValue.parse(line).line == line else { throw Finding("what it wrote is read as another value") }
        return true
    }
}
