/// What a channel promises, and how hard it tries.
public struct DeliveryPolicy: Hashable, Sendable {
  /// What happens to a message when it is not known whether it was sent: the program died, or the connection was lost, in the middle.
  public enum Guarantee: Hashable, Sendable {
    /// It is sent again, with the same key: twice, unless the other side honours keys.
    case atLeastOnce
    /// It is given up, and the reason says so.
    case atMostOnce
  }

  /// At most so many messages in any stretch of time of a length.
  public struct Limit: Hashable, Sendable {
    /// Over what the messages are counted.
    public enum Scope: Hashable, Sendable {
      /// All messages of the channel.
      case channel
      /// The messages of the channel to one recipient.
      case recipient
    }

    /// How many.
    public let count: Int
    /// The length of the stretch of time.
    public let duration: Duration
    /// Over what they are counted.
    public let scope: Scope

    /// At most so many attempts, at least 1, in any stretch of time of that length.
    public init(_ count: Int, per duration: Duration, for scope: Scope = .channel) {
      self.count = max(1, count)
      self.duration = duration
      self.scope = scope
    }
  }

  /// What happens when it is not known whether a message was sent.
  public var guarantee: Guarantee
  /// What becomes of a message that was not delivered.
  public var retries: RetryPolicy
  /// Whether a recipient's messages are delivered one after the other in the order in which they were posted.
  ///
  /// A message that was given up does not hold the next one back.
  public var keepsOrder: Bool
  /// The limits, all of which hold.
  public var limits: [Limit]
  /// How long an attempt may take.
  public var timeLimit: Duration
  /// How long after it was posted, or was to be sent, a message is still worth sending; nil for ever.
  public var expiry: Duration?
  /// How many messages are under way at the same time, at least 1.
  public var concurrency: Int

  /// A policy: at least once, in order, without limits, unless said otherwise.
  public init(
    guarantee: Guarantee = .atLeastOnce, retries: RetryPolicy = RetryPolicy(), keepsOrder: Bool = true,
    limits: [Limit] = [], timeLimit: Duration = .seconds(60), expiry: Duration? = nil, concurrency: Int = 4
  ) {
    self.guarantee = guarantee
    self.retries = retries
    self.keepsOrder = keepsOrder
    self.limits = limits
    self.timeLimit = timeLimit
    self.expiry = expiry
    self.concurrency = max(1, concurrency)
  }
}
