extension FieldProblem {
  /// That a status reason belongs to another state than the record's; empty when it does not.
  ///
  /// - Parameters:
  ///   - reason: The reason; nil when the record has none.
  ///   - state: The record's state.
  ///   - belonging: The state that the reason belongs to; nil where the application decides.
  package static func statusReason<State: RawRepresentable<String> & Equatable>(
    _ reason: String?, beside state: State, belongingTo belonging: State?
  ) -> [FieldProblem] {
    guard let reason, let belonging, belonging != state else { return [] }
    return [FieldProblem("statusReason", "“\(reason)” belongs to one that is \(belonging.rawValue)")]
  }
}
