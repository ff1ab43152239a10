public import CRMCore

/// What a repair found, saved, and had to change.
public struct FileStoreRepair: Sendable {
  /// A saved record that broke a rule of its declaration without those that were lost.
  public struct Change: Sendable {
    /// The rule: `StoreError.missingTarget` or `StoreError.duplicate`.
    public let problem: StoreError
    /// The record as it was saved.
    public let before: AnyRecord
    /// The record as the new store holds it; nil when it could not stay.
    public let after: AnyRecord?
  }

  /// What was damaged, with the records and commits that are lost by it.
  public let damages: [FileDamage]
  /// How many records the new store holds, by entity.
  public let records: [String: Int]
  /// The number of the last commit that was found.
  public let lastCommit: UInt64
  /// The records that were changed or left out so that the new store keeps its declarations' rules.
  public let changes: [Change]
  /// Sound records that can't be understood: what says how to read them is lost, or a value is none of its field's type.
  public let unreadable: [RecordKey]
  /// Whether records were read by this program's own declarations, because what says how to read them is lost.
  ///
  /// They are right if this program wrote them.
  public let hasAssumedLayouts: Bool
}
