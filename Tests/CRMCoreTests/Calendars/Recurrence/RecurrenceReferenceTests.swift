import CRMCore
import Foundation
import Testing

/// The rows of `08_formats`, made by a library of C and computed by one of Python.
@Suite("Recurrence against the reference cases")
struct RecurrenceReferenceTests {
  private struct Row: Decodable {
    let id: Int
    let rrule: String
    let dtstart: String
    let instances: String?
    let dateutilAgrees: Bool?
  }

  private static let rows = CasesFile("08_formats/ical/recurrence.json")

  /// A time such as `19970902T090000` or `19970902`, taken for one of UTC.
  private func time(_ text: String) throws -> LocalDateTime {
    let digits = text.filter(\.isNumber) + (text.contains("T") ? "" : "000000")
    func number(_ range: Range<Int>) throws -> Int {
      let start = digits.index(digits.startIndex, offsetBy: range.lowerBound)
      return try #require(Int(digits[start..<digits.index(start, offsetBy: range.count)]))
    }
    return try LocalDateTime(
      CalendarDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
      at: TimeOfDay(hour: number(8..<10), minute: number(10..<12)), second: number(12..<14))
  }

  @Test("Every row comes out", .enabled(if: rows.exists, "the reference data is not on this machine"))
  func everyRow() throws {
    let rows = try Self.rows.json([Row].self).filter { $0.dateutilAgrees == true }
    #expect(rows.count == 60)
    for row in rows {
      let start = try time(row.dtstart)
      let recurrence = try Recurrence(RecurrenceRule(parsing: row.rrule), from: start, in: .gmt)
      let expected = try #require(row.instances).split(separator: ",").map { try time(String($0)) }
      let found = try recurrence.occurrences().prefix(expected.count + 1).map { try LocalDateTime($0, in: .gmt) }
      #expect(found == expected, "row \(row.id): \(row.rrule)")
    }
  }

  @Test(
    "Where the two libraries differ, the day of the week and whole weeks are taken as the RFC says",
    .enabled(if: rows.exists, "the reference data is not on this machine"))
  func differences() throws {
    // Not: 76 (takes the month from the start), 78 (days without a time), 142 (counts years of weeks).
    let ids: Set = [54, 102, 104, 106, 108, 110, 122]
    let rows = try Self.rows.json([Row].self).filter { ids.contains($0.id) }
    #expect(rows.count == ids.count)
    for row in rows {
      let recurrence = try Recurrence(RecurrenceRule(parsing: row.rrule), from: time(row.dtstart), in: .gmt)
      let expected = try #require(row.instances).split(separator: ",").map { try time(String($0)) }
      let found = try recurrence.occurrences().map { try LocalDateTime($0, in: .gmt) }
      #expect(found == expected, "row \(row.id): \(row.rrule)")
    }
  }
}
