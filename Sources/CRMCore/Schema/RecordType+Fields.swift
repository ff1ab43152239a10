extension RecordType {
  /// The declared fields that a program may write: those that are not derived from others.
  ///
  /// What the store keeps on every record is not among them.
  public var writableFields: [FieldDescription] { fields[Stamp.slotCount...].filter { !$0.isDerived } }

  /// The declared fields that people see: all but the keys for matching and sorting.
  ///
  /// What the store keeps on every record is not among them.
  public var shownFields: [FieldDescription] { fields[Stamp.slotCount...].filter { !$0.isKey } }
}

extension FieldDescription {
  /// Whether the field is another's text made ready for matching (`name.key`) or sorting (`name.order`), and nothing to
  /// show.
  public var isKey: Bool { isDerived && (name.hasSuffix(".key") || name.hasSuffix(".order")) }
}
