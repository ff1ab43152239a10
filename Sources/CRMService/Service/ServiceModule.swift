public import CRMCore

/// What CRMService brings along to be composed.
public enum ServiceModule {
  /// The module's record types.
  ///
  /// They refer to those of `ContactsModule.recordTypes`.
  public static let recordTypes: [any Record.Type] = []
}
