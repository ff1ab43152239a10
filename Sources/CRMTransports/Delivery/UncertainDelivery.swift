/// An attempt of which it is not known whether it delivered the message: the other side was handed it, and did not say.
///
/// It is no ``/CRMCore/DeliveryFailure``, so that a channel that delivers at most once makes no second attempt.
public struct UncertainDelivery: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was seen of it.
  public let description: String

  /// An attempt whose end was not seen.
  public init(_ description: String) { self.description = description }
}
