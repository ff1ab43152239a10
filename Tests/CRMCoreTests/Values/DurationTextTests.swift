import CRMCore
import Testing

@Suite("Durations as text")
struct DurationTextTests {
  @Test(
    "A duration is written in hours, minutes and seconds, and read back",
    arguments: [
      (Duration.zero, "PT0S"), (.seconds(5400), "PT1H30M"), (.seconds(86_400 * 3), "PT72H"), (.seconds(61), "PT1M1S"),
      (.milliseconds(250), "PT0.25S"), (.microseconds(-1), "-PT0.000001S"), (.seconds(-3600), "-PT1H"),
      (.microseconds(Int64.max), "PT2562047788H54.775807S"), (.microseconds(Int64.min), "-PT2562047788H54.775808S"),
    ])
  func text(_ duration: Duration, text: String) throws {
    #expect(duration.iso8601 == text)
    #expect(try Duration(iso8601: text) == duration)
  }

  @Test(
    "Weeks and days are read as hours, finer fractions rounded down",
    arguments: [
      ("P2DT3H", "PT51H"), ("P1W", "PT168H"), ("P1W1D", "PT192H"), ("P0D", "PT0S"), ("PT90M", "PT1H30M"),
      ("PT0,0000019S", "PT0.000001S"), ("-PT0.0000011S", "-PT0.000002S"), ("-PT1S", "-PT1S"), ("-PT0S", "PT0S"),
    ])
  func normalised(_ text: String, expected: String) throws {
    #expect(try Duration(iso8601: text).iso8601 == expected)
  }

  @Test(
    "What has no fixed length, no unit or the wrong order is refused",
    arguments: [
      "", "P", "PT", "P1Y", "P1M", "P1DT", "1H", "PT1", "PT1M1H", "PT1H1H", "P1D1W", "PT1.5H", "P1.5D", "PT1D", "P1S",
      "PT-1S", "+PT1S", "PT.5S", "PT1.S", "pt1h", "PT1H ", "PT1234567890123456789S",
    ])
  func refused(_ text: String) {
    #expect(throws: ValueError.malformedDuration(text)) { try Duration(iso8601: text) }
  }

  @Test("What 64-bit microseconds can't hold is refused when read and still written")
  func range() {
    for text in ["PT2562047788H54.775808S", "P999999999999999999W"] {
      #expect(throws: ValueError.durationOutOfRange) { try Duration(iso8601: text) }
    }
    #expect(throws: ValueError.durationOutOfRange) { try Duration.seconds(Int64.max).wholeMicroseconds }
    #expect(Duration.seconds(Int64.max).iso8601 == "PT2562047788015215H30M7S")
  }

  @Test("Microseconds are rounded down on both sides of zero")
  func microseconds() throws {
    #expect(try Duration.nanoseconds(1999).wholeMicroseconds == 1)
    #expect(try Duration.nanoseconds(-1).wholeMicroseconds == -1)
    #expect(try Duration.nanoseconds(-1000).wholeMicroseconds == -1)
    #expect(try Duration.nanoseconds(-1_000_000_001).wholeMicroseconds == -1_000_001)
    #expect(try Duration(secondsComponent: 0, attosecondsComponent: -1).wholeMicroseconds == -1)
  }

  @Test("Any duration comes back from its text")
  func roundTrip() throws {
    var generator = SplitMix64(seed: 3)
    for bits in 0..<63 {
      for _ in 0..<20 {
        let duration = Duration.microseconds(Int64.random(in: .min ... .max, using: &generator) >> Int64(bits))
        #expect(try Duration(iso8601: duration.iso8601) == duration)
      }
    }
  }
}
