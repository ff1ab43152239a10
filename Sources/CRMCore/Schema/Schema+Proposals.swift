extension Schema {
  /// Encodes records that are to be written, and asks them for problems: several at a time where there are many, since each has to do with none of the
  /// others.
  ///
  /// - Returns: What became of each, in their order.
  func propose(_ records: [R]) -> [Result<ProposedRecord, any Error>] {
    let parts = records.indices.map(inPartsOf: 256, concurrently: records.count >= 1024) { part in
      records[part].map { record in Result { try propose(record) } }
    }
    return parts.flatMap { part in (try? part.get()) ?? [] }
  }
}
