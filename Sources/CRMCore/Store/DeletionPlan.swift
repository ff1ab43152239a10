/// What follows from the deletion of a record, by the rules of the references to it.
struct DeletionPlan {
  /// The records that go, the first one included, in the order in which they were found.
  private(set) var deleted: [AnyRecord] = []
  /// The records that stay and lose their references, as they are and without them.
  private(set) var nullified: [(before: AnyRecord, without: AnyRecord)] = []
  /// The references that forbid the deletion, in the order in which they were found.
  private var held: [(target: AnyRecord, by: AnyRecord, field: String)] = []

  /// Follows the references to a record, and to those that go with it.
  ///
  /// Works through a list instead of calling itself, so that a long chain can't exhaust the stack.
  init(deleting first: AnyRecord, in catalog: Catalog, reader: any StoreReader) async throws {
    var doomed: Set<RecordKey> = [first.key]
    var remaining: [RecordKey: (before: AnyRecord, without: AnyRecord)] = [:]
    var order: [RecordKey] = []
    deleted = [first]
    var next = 0
    while next < deleted.count {
      let target = deleted[next]
      next += 1
      for (type, field) in catalog.referrers[target.type.entity] ?? [] {
        for referrer in try await DeletionPlan.referrers(to: target, type, field, reader)
        where !doomed.contains(referrer.key) {
          switch field.onDelete {
          case .cascade:
            doomed.insert(referrer.key)
            deleted.append(referrer)
          case .nullify:
            if remaining[referrer.key] == nil { order.append(referrer.key) }
            let rest = remaining[referrer.key]?.without ?? referrer
            remaining[referrer.key] = (referrer, try rest.removing(target.id, from: field))
          case .restrict, nil:
            held.append((target, referrer, field.name))
          }
        }
      }
    }
    held.removeAll { doomed.contains($0.by.key) }
    nullified = order.filter { !doomed.contains($0) }.compactMap { remaining[$0] }
  }

  /// Whether a reference forbids the deletion.
  var isRefused: Bool { !held.isEmpty }

  /// Why the records can't be deleted; nil when they can.
  ///
  /// - Parameter reader: The view of the one who asks: what it does not show is not named.
  func refusal(seenThrough reader: any StoreReader) async throws -> StoreError? {
    guard let first = held.first else { return nil }
    for (target, other, field) in held {
      guard try await reader.record(other.key, of: other.type) != nil,
        try await reader.record(target.key, of: target.type) != nil
      else { continue }
      return .stillReferenced(target.key, by: other.key, field: field)
    }
    return .stillReferenced(deleted[0].key, by: nil, field: first.field)
  }

  private static func referrers(
    to target: AnyRecord, _ type: RecordType, _ field: FieldDescription, _ reader: any StoreReader
  ) async throws -> [AnyRecord] {
    let path = FieldPath(field.name)
    let filter: FilterExpression =
      if case .list = field.type {
        .any(path, .compare(.element, .equal, .reference(target.id)))
      } else {
        .compare(path, .equal, .reference(target.id))
      }
    return try await reader.records(RecordQuery(type, where: filter))
  }
}

extension AnyRecord {
  /// The record without the references in a field to one other record.
  fileprivate func removing(_ id: Identifier, from field: FieldDescription) throws -> AnyRecord {
    var values = try values()
    if case .list(let elements)? = values[field.name] {
      values[field.name] = .list(elements.filter { $0 != .reference(id) })
    } else {
      values[field.name] = nil
    }
    return try AnyRecord(preserving: values, of: type, id: self.id, stamp: stamp)
  }
}
