import CRMCore

/// Conditions on cases, which decide where they go and what is promised to them.
extension RecordReading where Self: ~Copyable {
  /// Whether a case meets a condition, as it is in this view.
  func meets(_ id: Case.ID, _ condition: Filter<Case>) async throws -> Bool {
    try await exists(where: Filter(.compare("id", .equal, .reference(id.identifier))) && condition)
  }

  /// Whether a case meets a condition that a record holds as text; every case meets none.
  ///
  /// - Throws: ``ServiceError/unusableCondition(_:reason:)`` when it was one once, and is none any more.
  func meets(_ id: Case.ID, _ text: String?, of owner: RecordKey) async throws -> Bool {
    guard let text else { return true }
    do {
      return try await meets(id, Filter(parsing: text))
    } catch let error as FilterError {
      throw ServiceError.unusableCondition(owner, reason: "\(error)")
    }
  }

  /// Refuses a condition that is none on cases.
  ///
  /// - Throws: `FilterSyntaxError` that points at what does not fit.
  func checkCondition(_ text: String?) async throws {
    guard let text else { return }
    let (catalog, scope) = try await reading { ($0.catalog, try await $0.scope()) }
    _ = try FilterExpression(parsing: text, for: Case.recordType, in: catalog, scope: scope)
  }
}
