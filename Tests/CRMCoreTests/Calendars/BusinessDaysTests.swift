import CRMCore
import Foundation
import Testing

@Suite("Business days")
struct BusinessDaysTests {
  private func date(_ text: String) throws -> CalendarDate { try CalendarDate(iso8601: text) }

  private func officeDays() throws -> BusinessDays {
    try BusinessDays(
      weekdays: [.monday, .tuesday, .wednesday, .thursday, .friday],
      holidays: [date("2024-01-01"), date("2024-01-06")],
      extraDays: [date("2024-01-06"), date("2024-01-13")])
  }

  @Test(
    "Days are counted from the nearest working day",
    arguments: [
      ("2024-01-02", 0, "2024-01-02"), ("2024-01-02", 1, "2024-01-03"), ("2024-01-05", 1, "2024-01-08"),
      ("2024-01-06", 1, "2024-01-08"), ("2024-01-07", -1, "2024-01-05"), ("2024-01-07", 0, "2024-01-05"),
      ("2024-01-01", 1, "2024-01-02"), ("2024-01-12", 1, "2024-01-13"), ("2024-01-13", 1, "2024-01-15"),
      ("2024-01-02", -1, "2023-12-29"),
    ])
  func adding(_ start: String, _ count: Int, _ expected: String) throws {
    #expect(try officeDays().adding(count, to: date(start)) == date(expected))
  }

  @Test func `Counts agree with counting one by one, in both directions`() throws {
    let days = try officeDays()
    var numbers = SplitMix64(seed: 10)
    for _ in 0..<500 {
      let start = try date("2023-12-15").adding(days: .random(in: 0..<40, using: &numbers))
      let length = Int.random(in: 0..<60, using: &numbers)
      let end = try start.adding(days: length)
      let expected = try (0..<length).filter { try days.contains(start.adding(days: $0)) }.count
      #expect(days.count(from: start, to: end) == expected)
      #expect(days.count(from: end, to: start) == -expected)
      if days.contains(end) { #expect(try days.contains(start) ? days.adding(expected, to: start) == end : true) }
    }
  }

  @Test func `Adding agrees with counting one by one, in both directions`() throws {
    var numbers = SplitMix64(seed: 11)
    for _ in 0..<40 {
      let weekdays = Weekday.allCases.filter { _ in Bool.random(using: &numbers) }
      func some() throws -> Set<CalendarDate> {
        Set(try (0..<20).map { _ in try date("2024-01-01").adding(days: .random(in: 0..<200, using: &numbers)) })
      }
      let days = BusinessDays(weekdays: Set(weekdays), holidays: try some(), extraDays: try some())
      for _ in 0..<10 {
        let start = try date("2024-01-01").adding(days: .random(in: 0..<200, using: &numbers))
        let count = Int.random(in: -150...150, using: &numbers)
        var expected: CalendarDate? = start
        let step = count < 0 ? -1 : 1
        func move(_ step: Int) throws {
          repeat { expected = try expected?.adding(days: step) } while expected.map { !days.contains($0) } ?? false
        }
        // Where only extra days are working days, they may run out.
        guard !weekdays.isEmpty else { continue }
        if !days.contains(start) { try move(-step) }
        for _ in 0..<count.magnitude { try move(step) }
        #expect(try days.adding(count, to: start) == expected)
      }
    }
    let extra = BusinessDays(weekdays: [], extraDays: try [date("2024-01-05"), date("2024-02-05"), date("2024-03-05")])
    #expect(try extra.adding(1, to: date("2024-01-20")) == date("2024-02-05"))
    #expect(try extra.adding(-1, to: date("2024-01-20")) == date("2024-01-05"))
    #expect(throws: CalendarError.dateOutOfRange) { try extra.adding(3, to: date("2024-01-20")) }
  }

  @Test func `Days that never come are an error`() throws {
    let start = try date("2024-01-02")
    #expect(throws: CalendarError.dateOutOfRange) { try BusinessDays(weekdays: []).adding(1, to: start) }
    #expect(throws: CalendarError.dateOutOfRange) { try officeDays().adding(.max, to: start) }
    #expect(throws: CalendarError.dateOutOfRange) { try officeDays().adding(.min, to: start) }
  }

  @Test func `Business days are coded in their order`() throws {
    let days = try officeDays()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(days), as: UTF8.self)
    #expect(
      text == #"{"extraDays":["2024-01-06","2024-01-13"],"holidays":["2024-01-01","2024-01-06"],"#
        + #""weekdays":["monday","tuesday","wednesday","thursday","friday"]}"#)
    #expect(try JSONDecoder().decode(BusinessDays.self, from: Data(text.utf8)) == days)
  }
}
