public import CRMCore

extension OutboxChannel where Message == EmailMessage {
  /// Mail, by whatever transport it leaves.
  public static let email = OutboxChannel("email")
}
