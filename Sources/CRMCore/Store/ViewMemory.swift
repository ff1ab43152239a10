/// What is kept of a view, or of a transaction, for as long as it lasts: one object, which all its contexts share.
final class ViewMemory: Sendable {
  /// The definitions of custom fields, once they were needed.
  let definitions = CustomFieldDefinitions()
  /// What the transaction has done so far; nothing in a view that only reads.
  let changes = TransactionChanges()
}
