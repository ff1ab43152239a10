public import CRMCore

extension OutboxChannel where Message == WebhookMessage {
  /// Calls of other programs' addresses.
  public static let webhooks = OutboxChannel("webhooks")
}
