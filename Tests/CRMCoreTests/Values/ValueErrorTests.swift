import CRMCore
import Foundation
import Testing

@Suite("Errors of values")
struct ValueErrorTests {
  @Test("An error says what was found and what would be accepted, also through Foundation")
  func descriptions() throws {
    let error = ValueError.malformedCalendarDate("18/08/2024")
    #expect(error.description == #""18/08/2024" is not a calendar date; write it as YYYY-MM-DD, such as 2024-08-18."#)
    #expect((error as any Error).localizedDescription == error.description)
    #expect(
      ValueError.inexactMoney(try ExactDecimal("0.125"), .usd).description
        == "0.125 has more digits after the point than the 2 of USD; say how to round.")
  }

  @Test("A text that is too long for a message is cut")
  func longTexts() {
    let error = ValueError.malformedDecimal(String(repeating: "x", count: 100_000))
    #expect(error.description.utf8.count < 200)
  }
}
