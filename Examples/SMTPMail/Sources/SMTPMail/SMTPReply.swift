import CRMCore

/// What a mail server says: a number and lines of text.
struct SMTPReply: Sendable, CustomStringConvertible {
  var code: Int
  var lines: [String]

  // What is kept of a reply: a stranger's text.
  private static let longest = 300

  /// The reply in one line.
  var description: String {
    let text = lines.joined(separator: " ").map { $0.isASCII && ($0.asciiValue ?? 0) < 0x20 ? " " : $0 }
    return String(("\(code) " + String(text)).prefix(Self.longest))
  }

  var isPositive: Bool { (200..<400).contains(code) }
  /// Whether the same may be taken later.
  var isPassing: Bool { (400..<500).contains(code) }

  /// Why the message was not taken.
  func failure(_ step: String) -> DeliveryFailure {
    isPassing ? .passing("\(step): \(self)") : .final("\(step): \(self)")
  }
}
