import CRMCore
import Foundation

/// What a receiver answered.
struct WebhookAnswer: Hashable, Sendable {
  let status: Int
  let retryAfter: String?

  // A receiver that asks for more than a day is asked again after one.
  private static let longestWait = 86_400

  /// Why the message was not delivered; nil where it was.
  func failure(at instant: Instant) -> DeliveryFailure? {
    switch status {
    case 200..<300: nil
    case 408, 425, 429, 500...599: .passing("the receiver answered \(status)", retryAfter: wait(from: instant))
    case 300..<400: .final("the receiver answered \(status), a redirect, which is not followed: use the new URL")
    case 410: .final("the receiver answered 410: it wants no more")
    default: .final("the receiver answered \(status)")
    }
  }

  /// How long `Retry-After` asks to wait: seconds, or a date (RFC 9110).
  private func wait(from instant: Instant) -> Duration? {
    guard let text = retryAfter?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
    if text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      return .seconds(min(Int(text) ?? Self.longestWait, Self.longestWait))
    }
    guard let date = Self.date(text) else { return nil }
    return min(max(instant.duration(to: date), .zero), .seconds(Self.longestWait))
  }

  /// The instant of `Sun, 06 Nov 1994 08:49:37 GMT`.
  private static func date(_ text: String) -> Instant? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let month = MailDate.months.firstIndex(of: String(words[2])) else {
      return nil
    }
    let (monthNumber, day) = (
      "\(month < 9 ? "0" : "")\(month + 1)", words[1].count == 1 ? "0\(words[1])" : "\(words[1])"
    )
    return try? Instant(iso8601: "\(words[3])-\(monthNumber)-\(day)T\(words[4])Z")
  }
}
