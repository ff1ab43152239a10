import CRMCore
import Foundation
import Testing

@Suite("Instants")
struct InstantTests {
  @Test(
    "An instant reads and writes ISO 8601",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2024-08-18T11:48:00Z", 1_723_981_680_000_000),
      ("1969-12-31T23:59:59.999999Z", -1), ("2000-02-29T12:00:00.5Z", 951_825_600_500_000),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000_000), ("-000001-12-31T23:59:59Z", -62_167_219_201_000_000),
      ("+010000-01-01T00:00:00Z", 253_402_300_800_000_000), ("+294247-01-10T04:00:54.775807Z", Int64.max),
      ("-290308-12-21T19:59:05.224192Z", Int64.min),
    ])
  func text(_ text: String, microseconds: Int64) throws {
    #expect(try Instant(iso8601: text) == Instant(microsecondsSince1970: microseconds))
    #expect(Instant(microsecondsSince1970: microseconds).description == text)
  }

  @Test(
    "Offsets and finer fractions are taken in, rounded down",
    arguments: [
      ("2024-08-18T15:18:00+03:30", "2024-08-18T11:48:00Z"), ("2024-08-18T04:48:00-0700", "2024-08-18T11:48:00Z"),
      ("2024-08-18T12:48:00+01", "2024-08-18T11:48:00Z"), ("2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00Z"),
      ("2024-08-18T11:48:00.1234569Z", "2024-08-18T11:48:00.123456Z"),
      ("1900-01-01T00:00:00,9999999999Z", "1900-01-01T00:00:00.999999Z"),
      ("2024-08-18T11:48:00.000Z", "2024-08-18T11:48:00Z"),
    ])
  func offsets(_ text: String, expected: String) throws {
    #expect(try Instant(iso8601: text).description == expected)
  }

  @Test(
    "What is not an instant is refused with its text",
    arguments: [
      "", "2024-08-18", "2024-08-18T11:48Z", "2024-08-18T11:48:00", "2024-08-18 11:48:00Z", "2024-08-18t11:48:00Z",
      "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
      "2024-01-00T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z",
      "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Z ", " 2024-01-01T00:00:00Z", "2024-01-01T00:00:00+24:00",
      "2024-01-01T00:00:00+01:60", "2024-01-01T00:00:00+1", "2024-01-01T00:00:00+01:", "2024-01-01T00:00:00+013",
      "24-01-01T00:00:00Z", "+2024-01-01T00:00:00Z", "2024-1-1T00:00:00Z", "２024-01-01T00:00:00Z",
      "2024-01-01T00:00:00Z\u{0}",
    ])
  func refused(_ text: String) {
    #expect(throws: ValueError.malformedInstant(text)) { try Instant(iso8601: text) }
  }

  @Test("What 64 bits can't hold is refused")
  func range() {
    for text in ["+294247-01-10T04:00:54.775808Z", "-290308-12-21T19:59:05.224191Z", "+999999-01-01T00:00:00Z"] {
      #expect(throws: ValueError.instantOutOfRange) { try Instant(iso8601: text) }
    }
  }

  @Test("Any instant comes back from its text, its JSON and, in our centuries, its date")
  func roundTrips() throws {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<2000 {
      let instant = Instant(microsecondsSince1970: .random(in: .min ... .max, using: &generator))
      #expect(try Instant(iso8601: instant.description) == instant)
      // 1729 to 2272.
      let near = Instant(
        microsecondsSince1970: .random(in: -7_605_187_200_000_000...9_561_542_400_000_000, using: &generator))
      #expect(Instant(Date(near)) == near)
      #expect(try JSONDecoder().decode([Instant].self, from: JSONEncoder().encode([near])) == [near])
    }
  }

  @Test("A date is rounded down to its microsecond, never up")
  func dates() {
    #expect(Instant(Date(timeIntervalSinceReferenceDate: 0)).microsecondsSince1970 == 978_307_200_000_000)
    #expect(Instant(Date(timeIntervalSinceReferenceDate: -0.000_000_5)).microsecondsSince1970 == 978_307_199_999_999)
    #expect(Instant(Date(timeIntervalSinceReferenceDate: 0.000_001_9)).microsecondsSince1970 == 978_307_200_000_001)
    // One binary step below a whole microsecond.
    #expect(Instant(Date(timeIntervalSinceReferenceDate: 1.nextDown)).microsecondsSince1970 == 978_307_200_999_999)
  }

  @Test("Dates beyond the range become its ends")
  func saturation() {
    for huge in [1e300, .infinity, 1e13, 9_222_393_729_655] {
      #expect(Instant(Date(timeIntervalSinceReferenceDate: huge)).microsecondsSince1970 == .max)
      #expect(Instant(Date(timeIntervalSinceReferenceDate: -huge * 2)).microsecondsSince1970 == .min)
    }
    #expect(Instant(Date(timeIntervalSinceReferenceDate: .nan)).microsecondsSince1970 == .min)
    #expect(Instant(.distantFuture).description == "4001-01-01T00:00:00Z")
  }

  @Test("Durations are added and found again; what does not fit throws")
  func durations() throws {
    var generator = SplitMix64(seed: 2)
    for _ in 0..<1000 {
      let one = Instant(microsecondsSince1970: .random(in: .min ... .max, using: &generator))
      let other = Instant(microsecondsSince1970: .random(in: .min ... .max, using: &generator))
      let distance = one.duration(to: other)
      #expect((one < other) == (distance > .zero))
      // Half the distances do not fit 64 bits.
      if (try? distance.wholeMicroseconds) != nil {
        #expect(try one.advanced(by: distance) == other)
      } else {
        #expect(throws: ValueError.instantOutOfRange) { try one.advanced(by: distance) }
      }
    }
    let start = Instant(microsecondsSince1970: 0)
    #expect(try start.advanced(by: .nanoseconds(-1)).microsecondsSince1970 == -1)
    #expect(try start.advanced(by: .nanoseconds(1999)).microsecondsSince1970 == 1)
    #expect(throws: ValueError.instantOutOfRange) { try start.advanced(by: .seconds(Int64.max)) }
    #expect(throws: ValueError.instantOutOfRange) {
      try Instant(microsecondsSince1970: .max).advanced(by: .microseconds(1))
    }
  }

  @Test("A damaged instant in JSON is reported as corrupted, with what is wrong")
  func corruption() {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Instant].self, from: Data(#"["yesterday"]"#.utf8))
    }
    guard case .dataCorrupted(let context)? = error else {
      Issue.record("another error: \(String(describing: error))"); return
    }
    #expect(context.underlyingError as? ValueError == .malformedInstant("yesterday"))
    #expect(context.codingPath.count == 1)
  }
}
