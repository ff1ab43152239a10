/// A way by which messages leave, by its name: what is posted over it, and what an ``OutboxRunner`` connects with a ``Transport``.
///
/// ```swift
/// extension OutboxChannel where Message == EmailMessage {
///   static let email = OutboxChannel("email")
/// }
/// ```
public struct OutboxChannel<Message: Codable & Sendable>: Hashable, Sendable {
  /// The stable name.
  ///
  /// It names the stored data.
  public let name: String

  /// Names a channel.
  public init(_ name: String) { self.name = name }
}
