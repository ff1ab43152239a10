/// A record in the form in which it is stored, as far as it can be.
struct EncodedRecord: Sendable {
  /// The record, in which the fields that were refused hold nothing.
  let record: AnyRecord
  /// The fields that hold what nothing can, such as U+0000 in text.
  let refusals: [FieldProblem]
  /// The positions of the plain fields that are read back otherwise than they were given, such as text in another normal form.
  let altered: [Int]

  /// The record, when nothing of it was refused.
  ///
  /// - Throws: ``RecordError/invalid(_:_:)`` with every field that was.
  var complete: AnyRecord {
    get throws {
      guard refusals.isEmpty else { throw RecordError.invalid(record.key, refusals) }
      return record
    }
  }
}

/// A record that somebody wants to write, with what stands against it as far as the record itself can tell.
struct ProposedRecord: Sendable {
  /// The record with its new stamp and its derived fields.
  let encoded: EncodedRecord
  /// What ``Record/problems()`` says.
  let problems: [FieldProblem]
}
