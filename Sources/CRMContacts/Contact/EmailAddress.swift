import CRMCore

/// An e-mail address as somebody wrote it: whether it can be one, and the key by which it is found.
public struct EmailAddress: Hashable, Sendable {
  /// The address, as it was given.
  public let text: String

  /// Takes an address as it is.
  public init(_ text: String) { self.text = text }

  /// What is compared: letter case, invisible characters and the space around it don't count.
  public var key: String { TextKey.fold(text) }

  /// Why mail can't be sent to it; nil when nothing speaks against it.
  ///
  /// Only what no mail system takes is a flaw. Whether somebody reads there, the mail tells.
  public var flaw: String? {
    let scalars = text.unicodeScalars
    if scalars.contains(where: { $0.properties.isWhitespace || $0.properties.generalCategory == .control }) {
      return "holds white space; write one address, such as sara@example.ir"
    }
    guard let at = text.lastIndex(of: "@") else { return "is no e-mail address; write one such as sara@example.ir" }
    if at == text.startIndex { return "has nothing before the @" }
    let labels = text[text.index(after: at)...].split(separator: ".", omittingEmptySubsequences: false)
    return labels.contains(where: \.isEmpty) ? "has no whole domain behind the @" : nil
  }
}
