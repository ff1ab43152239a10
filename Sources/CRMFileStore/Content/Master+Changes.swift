import CRMCore
import CRMMemoryStore

extension Master {
  /// What must be done to another state to come to this one.
  ///
  /// - Complexity: O(*n*) in the records of both.
  func changes(since other: Master) throws -> [RecordChange] {
    try all.flatMap { table in try table.changes(since: other.table(table.type)) }
  }
}

extension Table {
  /// Walks through both in the order of the identifiers.
  fileprivate func changes(since other: Table) -> [RecordChange] {
    var changes: [RecordChange] = []
    var (mine, theirs) = (identifiers.start, other.identifiers.start)
    var (new, old) = (mine.next(), theirs.next())
    while new != nil || old != nil {
      let (newKey, oldKey) = (new?.key, old?.key)
      let takesNew = newKey.map { key in oldKey.map { key <= $0 } ?? true } ?? false
      let takesOld = oldKey.map { key in newKey.map { key <= $0 } ?? true } ?? false
      let after = takesNew ? new.flatMap { records[$0.slot] } : nil
      let before = takesOld ? old.flatMap { other.records[$0.slot] } : nil
      if !Table.isSame(before, after),
        let change = RecordChange(before: before.map(record), after: after.map(record))
      {
        changes.append(change)
      }
      if takesNew { new = mine.next() }
      if takesOld { old = theirs.next() }
    }
    return changes
  }

  private func record(_ storage: RecordStorage) -> AnyRecord { AnyRecord(type: type, storage: storage) }

  private static func isSame(_ left: RecordStorage?, _ right: RecordStorage?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.withBytes { left in right.withBytes { left.elementsEqual($0) } }
  }
}
