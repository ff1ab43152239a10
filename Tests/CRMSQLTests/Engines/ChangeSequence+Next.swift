#if SQLite || PostgreSQL
  import CRMCore

  extension ChangeSequence {
    /// The next that are told.
    func next(_ count: Int) async -> [ChangeSet] {
      var found: [ChangeSet] = []
      for await change in self {
        found.append(change)
        if found.count == count { break }
      }
      return found
    }
  }
#endif
