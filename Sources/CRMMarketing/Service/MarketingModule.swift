public import CRMCore

/// What CRMMarketing brings along to be composed.
public enum MarketingModule {
  /// The module's record types.
  ///
  /// They refer to those of `ContactsModule.recordTypes`.
  public static let recordTypes: [any Record.Type] = []
}
