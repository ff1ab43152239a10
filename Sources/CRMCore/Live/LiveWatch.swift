/// Tells which commits can change a query's answer.
struct LiveWatch {
  let reach: QueryReach
  private let showsRecords: Bool
  private let readsDefinitions: Bool
  /// Met by records that are not in the answer wherever their references lead; nil when that can't be told.
  private let never: FilterProgram?

  /// - Parameter query: The query as the store under all rights receives it.
  init(_ query: some LiveAskable, catalog: Catalog) {
    reach = query.reach(in: catalog)
    showsRecords = query.showsRecords
    readsDefinitions = !query.scope.customFields.isEmpty
    let condition = query.filter && (query.scope.visible[query.type.entity] ?? .constant(true))
    never =
      reach.seesReferences || condition == .constant(true)
      ? nil
      // A condition on a custom field can't be told from the record alone, as its definition may change.
      : try? FilterProgram(
        (!condition).withoutReferences(on: query.type, in: catalog), on: query.type, catalog: catalog)
  }

  func isTouched(by changes: ChangeSet) throws -> Bool { try changes.changes.contains(where: isTouched) }

  private func isTouched(by change: RecordChange) throws -> Bool {
    let entity = change.type.entity
    if readsDefinitions, entity == CustomField.entity { return true }
    if reach.touchesAsTarget(change) { return true }
    guard entity == reach.type.entity, showsRecords || reach.touchesAsOwn(change) else { return false }
    return try mayCount(change.before) || mayCount(change.after)
  }

  private func mayCount(_ record: AnyRecord?) throws -> Bool {
    guard let record else { return false }
    guard let never else { return true }
    return try !never.matches(record, RecordLookup(NoRecords()))
  }
}
