import CRMCore

/// A telephone number as somebody wrote it: whether it can be one, and the key by which it is found.
public struct PhoneNumber: Hashable, Sendable {
  /// The number, as it was given.
  public let text: String
  /// The digits that are dialled, in ASCII; what stands behind an extension's mark is not among them.
  public let digits: String
  /// How many letters stand before an extension's mark: words, or letters to be dialled, as in `0800 PIZZA`.
  private let letterCount: Int

  /// Takes a number as it is, in digits of any script.
  public init(_ text: String) {
    self.text = text
    let folded = TextKey.fold(text)
    let marks = ["x", "ext", "#", ";", "داخلی"].compactMap { folded.firstRange(of: $0)?.lowerBound }
    let ends = marks.filter { folded[..<$0].contains(where: \.isNumber) }
    let dialled = folded[..<(ends.min() ?? folded.endIndex)]
    digits = String(dialled.filter { $0.isASCII && $0.isNumber })
    letterCount = dialled.count(where: \.isLetter)
  }

  /// How many of the last digits make the key.
  private static let keyLength = 10

  /// What is compared: the last ten digits without the zeros before them, so that `+98 912 345 6789`, `00989123456789` and `۰۹۱۲۳۴۵۶۷۸۹` are
  /// one number; nil when there are too few, as where letters are to be dialled.
  ///
  /// Numbers of less than ten digits behind the country's code are found only as they were given, with the code or without.
  public var key: String? {
    if letterCount > 0 && digits.count < 7 { return nil }
    let key = digits.drop { $0 == "0" }.suffix(Self.keyLength).drop { $0 == "0" }
    return key.count < 3 ? nil : String(key)
  }

  /// Why it can't be called; nil when nothing speaks against it.
  public var flaw: String? {
    if digits.count + letterCount < 3 { return "is no telephone number; write at least three digits" }
    return digits.count > 20 ? "holds more digits than a telephone number has; write one number" : nil
  }
}
