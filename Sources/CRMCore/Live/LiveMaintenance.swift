/// How the answer of a ``LiveQuery`` is brought up to date after a commit.
public enum LiveMaintenance: Hashable, Sendable {
  /// From what the commit changed alone.
  ///
  /// It costs what was changed: the records themselves, and for a record that others refer to, those others. Where the rights of who looks can
  /// change and lead further than the query itself, the store is asked again after all.
  case kept
  /// By asking the store again, when a commit has touched what the query reads.
  case recomputed(because: Reason)

  /// What stands against keeping an answer.
  public enum Reason: Hashable, Sendable {
    /// It is a list of records.
    case records
    /// The figure can't be told from the changes alone: medians, percentiles, counts of different values, and sums of floating-point
    /// numbers, whose last digits depend on their order.
    case measure(Measure)
    /// The value lies further away than one reference, or behind a list of references.
    case path(FieldPath)
    /// The field is not declared: a custom field, whose definition can change.
    case customField(FieldPath)
    /// It is about the history, of which each may read another part.
    case history
    /// The store is a wrapper of which it is not known what it hides.
    case wrapper
  }
}

extension LiveMaintenance: CustomStringConvertible {
  /// `kept`, or `recomputed` and why.
  public var description: String {
    switch self {
    case .kept: "kept"
    case .recomputed(let reason): "recomputed, since \(reason)"
    }
  }
}

extension LiveMaintenance.Reason: CustomStringConvertible {
  /// The reason as the end of a sentence.
  public var description: String {
    switch self {
    case .records: "it is a list of records"
    case .measure(let measure): "the \(measure.name) of \(measure.path?.text ?? "records") needs all values"
    case .path(let path): "\(path) leads further than one reference"
    case .customField(let path): "\(path) is not a declared field"
    case .history: "it is about the history"
    case .wrapper: "it is not known what the store hides"
    }
  }
}
