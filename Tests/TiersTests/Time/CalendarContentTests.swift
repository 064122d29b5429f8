import Foundation
import TestSupport
import Testing

@testable import Tiers

/// A calendar on its way from the province to a hall.
@Suite struct CalendarContentTests {
    private static let base = "date,kind,name\n2027-01-01,holiday,元旦\n2027-02-06,workday,春节\n"

    @Test("What was published comes back, with its edition in the version")
    func roundTrip() throws {
        let calendar = try WorkCalendar(csv: Self.base)
        let bytes = try JSONEncoder().encode(CalendarContent(calendar))
        let received = try JSONDecoder().decode(CalendarContent.self, from: bytes)
        let read = try #require(received.calendar(edition: 3))
        #expect(read.days == calendar.days && read.publishedYears == [2027])
        #expect(calendar.version == "2027.2" && read.version == "2027.2.3")
    }

    @Test(
        "What no hall would publish is no calendar, whoever signed it",
        arguments: [
            #"{"days":[]}"#,
            #"{"days":[{"date":"2027-01-04","kind":"holiday","name":"元旦"}]}"#,
            #"{"days":[{"date":"2027-01-01","kind":"holiday","name":""}]}"#,
            #"{"days":[{"date":"2027-01-01","kind":"workday","name":"元旦"}]}"#,
            #"{"days":[{"date":"2027-01-01","kind":"holiday","name":"a"},"#
                + #"{"date":"2027-01-01","kind":"holiday","name":"b"}]}"#,
        ])
    func refused(_ text: String) throws {
        let content = try JSONDecoder().decode(CalendarContent.self, from: Data(text.utf8))
        #expect(content.calendar(edition: 1) == nil)
    }

    @Test("More rows than ninety years have are refused, and so is a name of two lines")
    func bounds() throws {
        let start = try day("2027-01-01")
        let rows = (0...3_000).map { place in
            CalendarRow(line: place + 1, date: start.adding(days: Int64(place)).text, kind: "holiday", name: "节")
        }
        #expect(throws: TableFaults.self) { try WorkCalendar(rows: rows, file: "a.csv") }
        #expect(try WorkCalendar(rows: Array(rows.dropLast()), file: "a.csv").days.count == 3_000)
        let name = CalendarRow(line: 2, date: "2027-01-01", kind: "holiday", name: "元\n旦")
        let faults = try #require(throws: TableFaults.self) { try WorkCalendar(rows: [name], file: "a.csv") }.faults
        #expect(faults.map(\.field) == ["name"])
    }

    /// The largest calendar that is published at all fits into the body of a commit, 1 MiB.
    @Test("The longest table fits into a commit")
    func longest() throws {
        let start = try day("2027-01-01")
        let name = String(repeating: "\"", count: 39) + "😀"
        let rows = (0..<3_000).map { place in
            CalendarRow(line: place + 1, date: start.adding(days: Int64(place)).text, kind: "holiday", name: name)
        }
        let bytes = try JSONEncoder().encode(CalendarContent(try WorkCalendar(rows: rows, file: "a.csv")))
        #expect(bytes.count < 1_000_000)
    }

    struct Step: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let added: String
        let worked: [String]
        let off: [String]
        let newYears: [Int]
    }

    @Test(
        "What a new calendar makes different",
        arguments: [
            Step(testDescription: "nothing", added: "", worked: [], off: [], newYears: []),
            Step(
                testDescription: "a Friday off", added: "2027-02-05,holiday,春节\n", worked: [], off: ["2027-02-05"],
                newYears: []),
            Step(
                testDescription: "a Saturday off changes nothing", added: "2027-02-13,holiday,春节\n", worked: [],
                off: [], newYears: []),
            Step(
                testDescription: "a Sunday worked", added: "2027-02-07,workday,春节\n", worked: ["2027-02-07"], off: [],
                newYears: []),
            Step(
                testDescription: "the next year, whose first day is a Saturday", added: "2028-01-01,holiday,元旦\n",
                worked: [], off: [], newYears: [2028]),
        ])
    func change(_ step: Step) throws {
        let old = try WorkCalendar(csv: Self.base)
        let new = try WorkCalendar(csv: Self.base + step.added)
        let change = CalendarChange(from: old, to: new)
        #expect(change.worked.map(\.text) == step.worked && change.off.map(\.text) == step.off)
        #expect(change.newYears == step.newYears && change.lostYears.isEmpty)
        #expect(change.first?.text == (step.worked + step.off).min())
        // The way back is the same, turned round.
        let back = CalendarChange(from: new, to: old)
        #expect(back.worked == change.off && back.off == change.worked && back.lostYears == change.newYears)
    }

    @Test("A deadline before the first day that counts otherwise stands under both calendars", arguments: 1...40)
    func earlierDeadlinesStand(_ days: Int) throws {
        let old = try WorkCalendar(csv: Self.base)
        let new = try WorkCalendar(csv: Self.base + "2027-01-28,holiday,春节\n2027-01-30,workday,春节\n")
        let first = try #require(CalendarChange(from: old, to: new).first)
        let limit = try #require(Limit(days: days))
        let start = try day("2026-12-28")
        let before = old.deadline(from: start, limit: limit).date
        let after = new.deadline(from: start, limit: limit).date
        #expect(before >= first || before == after)
    }
}
