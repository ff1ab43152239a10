extension ReadContext {
  /// What an update collides with that was not made from the newest revision.
  ///
  /// - Parameters:
  ///   - record: The record as the update would have it, made from a revision.
  ///   - base: The record as the caller read it; without it, or when it is of another revision, the history is asked.
  func conflict(
    of record: AnyRecord, made revision: Int64, with current: AnyRecord, readAs base: AnyRecord?
  ) async throws -> RevisionConflict {
    var base = base
    if base?.stamp.revision != revision { base = try await version(of: current, revision: revision) }
    var fields = try record.fields(differingFrom: current)
    if let base {
      let theirs = try current.fields(differingFrom: base)
      let mine = try record.fields(differingFrom: base)
      fields = fields.filter { theirs.contains($0) && mine.contains($0) }
    }
    let derived = Set(record.type.fields.filter(\.isDerived).map(\.name))
    return RevisionConflict(
      key: record.key, base: revision, current: current.stamp.revision,
      fields: fields.filter { !derived.contains($0) }, isBaseKnown: base != nil)
  }
}
