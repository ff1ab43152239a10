/// What several commits in a row did to the records that a query reads: each record as it was before the first of them, and as it is after the
/// last.
struct MergedChanges {
  private struct States {
    let before: AnyRecord?
    var after: AnyRecord?
  }

  private var byEntity: [String: [Identifier: States]] = [:]
  private let reach: QueryReach

  init(_ commits: [ChangeSet], read reach: QueryReach) {
    self.reach = reach
    for change in commits.lazy.flatMap(\.changes) {
      let entity = change.type.entity
      guard entity == reach.type.entity || reach.slots[entity] != nil else { continue }
      byEntity[entity, default: [:]][change.key.id, default: States(before: change.before, after: nil)].after =
        change.after
    }
  }

  /// The records that the query is about and that hold something else than before.
  var own: [RecordChange] {
    byEntity[reach.type.entity, default: [:]].values
      .compactMap { RecordChange(before: $0.before, after: $0.after) }.filter(reach.touchesAsOwn)
  }

  /// The records of a type that others lead to, and that hold something else for them than before.
  func targets(_ type: RecordType) -> [Identifier] {
    byEntity[type.entity, default: [:]].compactMap { id, states in
      let change = RecordChange(before: states.before, after: states.after)
      return change.map(reach.touchesAsTarget) ?? false ? id : nil
    }
  }

  /// A record as it was before the commits, nil when it was not there; nothing when they left it alone.
  func before(_ id: Identifier, _ type: RecordType) -> AnyRecord?? {
    guard let states = byEntity[type.entity]?[id] else { return .none }
    return .some(states.before)
  }
}
