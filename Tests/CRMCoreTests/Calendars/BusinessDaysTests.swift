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
    var numbers = SeededNumbers(seed: 10)
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
