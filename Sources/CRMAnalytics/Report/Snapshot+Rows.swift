import CRMCore

extension Snapshot {
  /// The rows of figures over records of one type, by the values of fields.
  func rows(
    of type: RecordType, where condition: FilterExpression, by groups: [FieldPath], _ measures: Measure...
  ) async throws -> [AggregateRow] {
    let query = AggregateQuery(type, where: condition, by: groups.map { Grouping($0) }, measures: measures)
    return try await reading { try await $0.aggregate(query) }
  }

  /// The rows of figures over records of one type.
  func rows(
    of type: RecordType, where condition: FilterExpression, by groups: [Grouping] = [], _ measures: Measure...
  ) async throws -> [AggregateRow] {
    try await reading {
      try await $0.aggregate(AggregateQuery(type, where: condition, by: groups, measures: measures))
    }
  }
}
