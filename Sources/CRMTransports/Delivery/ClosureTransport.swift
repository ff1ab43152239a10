public import CRMCore

/// Hands each message to a closure: a transport of a few lines, where a type of its own would say no more.
public struct ClosureTransport<Message: Codable & Sendable>: Transport {
  private let body: @Sendable (Message, Delivery) async throws -> String?

  /// A transport that calls a closure, which may be called for several messages at once.
  ///
  /// - Parameter body: Sends a message, and returns and throws as ``/CRMCore/Transport/send(_:as:)`` does.
  public init(_ body: @escaping @Sendable (Message, Delivery) async throws -> String?) {
    self.body = body
  }

  /// Calls the closure.
  public func send(_ message: Message, as delivery: Delivery) async throws -> String? {
    try await body(message, delivery)
  }
}
