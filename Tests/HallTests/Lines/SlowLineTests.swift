import TestSupport
import Testing

extension HallsAtWork {
    @Suite("Over slow lines", .enabled(if: NetworkSpace.obstacle == nil, "\(NetworkSpace.obstacle ?? "")"))
    struct SlowLineTests {
        @Test(
            "Over lines of 2 Mbit/s, 200 ms and 2 % loss a case with a scan goes up to the county and comes back",
            .timeLimit(.minutes(3)))
        func normalLine() async throws {
            try await LineNetwork.run(quality: { _ in .normal }) { network in
                let (village, township, county) = (network["360732100200"], network["360732100"], network["360732"])
                let scan = SeededRandom.bytes(300_000, seed: 5)
                let file = try network.folder.write("scan.pdf", scan)
                let applicant = try network.folder.write("applicant.json", Array(Applicants.citizen.utf8))
                let opened = try await village.run(
                    "case", "open", "--matter", "JX-MZ-004", "--applicant", applicant, "--paper", "居民身份证",
                    "--material", "高龄津贴申请表=\(file)")
                let number = try #require(opened["number"].text)
                try await village.step(number, "accept")
                try await village.step(number, "forward")
                try await township.wait(number, "forwarded", seconds: 60)
                // The line breaks in the middle of the scan, and comes back.
                network.lines["360732100200"]?.cut()
                try await Task.sleep(nanoseconds: 2_000_000_000)
                network.lines["360732100200"]?.join()
                try await township.step(number, "receive")
                try await township.step(number, "forward")
                // The stage alone was known here before, by the headers that go up to every hall above.
                try await until("the whole case at the county", seconds: 60) {
                    let shown = try await county.result(["case", "show", number]).json
                    return shown["holder"].text == county.id && shown["copy"].text == "whole" ? true : nil
                }
                for words in [["receive"], ["review", "--opinion", "同意"], ["review", "--opinion", "同意"]] {
                    try await county.run(["case", "do", number] + words)
                }
                try await county.step(number, "decide", "--grant")
                let shown = try await village.wait(number, "granted", seconds: 60)
                #expect(shown["whereabouts"]["state"] == .text("decided"))
                let arrived = try await until("the scan at the county", seconds: 60) {
                    try county.holdsBlobs(of: number, count: 1) ? true : nil
                }
                #expect(arrived)
                #expect(try await county.material(number, "高龄津贴申请表") == scan)
                for hall in network.halls { #expect(try await hall.result(["verify"]).status == 0, "\(hall.name)") }
            }
        }
    }
}

/// Applicants' files as a window writes them; the numbers are made up, with right check digits.
enum Applicants {
    static let citizen = #"{"kind":"citizen","idNumber":"340101190001010017","name":"李四"}"#
}
