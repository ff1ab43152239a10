import CRMCore

extension Trial {
  /// The change sets that a body makes a store publish, in the order in which they arrive.
  ///
  /// A commit of the suite's own, which is left out, marks the end.
  func changes(of store: any Store, _ body: () async throws -> Void) async throws -> [ChangeSet] {
    let sequence = store.feed.changes(buffering: 4096)
    try await body()
    let mark = Jot(id: store.environment.newID())
    try await store.insert(mark)
    var changes: [ChangeSet] = []
    for await next in sequence {
      if next.changes.contains(where: { $0.key == mark.key }) { break }
      changes.append(next)
    }
    return changes
  }
}
