/// Delivers what is in the outbox: hands each message to its channel's transport, tries again what failed, and notes what was answered.
///
/// ```swift
/// var outbox = OutboxRunner(crm.store, name: "mailer")
/// outbox.connect(.email, to: SendmailTransport(), DeliveryPolicy(limits: [.init(100, per: .seconds(60))]))
/// try await outbox.run()          // until the task is cancelled
/// ```
///
/// Several runners may work on one store, in one program or, where the store allows it, in many: each message is claimed by one of them
/// before it is sent. A runner that dies over a message lets it go after twice the policy's time limit.
///
/// A message and the note that it was sent can't be one commit, since one of the two is outside: when the program dies between
/// the two, it is not known whether the message was sent. What happens then is the channel's choice: ``DeliveryPolicy/Guarantee``.
public struct OutboxRunner: Sendable {
  struct Connection: Sendable {
    let policy: DeliveryPolicy
    let send: @Sendable (OutboxMessage, Delivery) async throws -> String?
  }

  let store: any Store
  let name: String
  private(set) var connections: [String: Connection] = [:]

  /// A runner that is connected with nothing yet.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - name: What tells it from every other runner on the store.
  public init(_ store: any Store, name: String) {
    self.store = store.unrestricted
    self.name = name
  }

  /// Says how a channel's messages are delivered.
  ///
  /// A second transport for a channel takes the place of the first.
  public mutating func connect<T: Transport>(
    _ channel: OutboxChannel<T.Message>, to transport: T, _ policy: DeliveryPolicy = DeliveryPolicy()
  ) {
    connections[channel.name] = Connection(policy: policy) { row, delivery in
      let message: T.Message
      do { message = try JSONText.decode(from: row.message) } catch {
        throw DeliveryFailure.final("the message can't be read: \(error)")
      }
      return try await transport.send(message, as: delivery)
    }
  }
}

/// What a runner has done.
public struct OutboxRun: Hashable, Sendable {
  /// How many messages were sent.
  public var sent = 0
  /// How many attempts failed and will be repeated.
  public var postponed = 0
  /// How many messages were given up.
  public var failed = 0

  /// Counts what was done.
  public init(sent: Int = 0, postponed: Int = 0, failed: Int = 0) {
    self.sent = sent
    self.postponed = postponed
    self.failed = failed
  }
}
