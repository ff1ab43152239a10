/// Records that are to be added together, encoded, with nothing in themselves that stands against them.
struct PreparedBatch: Sendable {
  let records: [AnyRecord]
  /// The stamp that they carry.
  let stamp: Stamp
  /// The definitions of custom fields to which they were held, by name.
  let custom: [String: CustomField]
}

extension PreparedBatch {
  /// Encodes records: several at a time where there are many, since each has to do with none of the others.
  ///
  /// - Throws: The first that is refused, and why.
  init<R: Record>(
    _ records: ArraySlice<R>, stamp: Stamp, in catalog: Catalog, custom: [String: CustomField]
  ) throws(RefusedInsertion) {
    let schema = R.schema
    self.records = try Array(count: records.count, inPartsOf: 256, concurrently: records.count >= 1024) {
      position, place throws(RefusedInsertion) in
      do {
        var record = records[records.startIndex + position]
        record.stamp = stamp
        try place.initialize(to: schema.propose(record).checked(in: catalog, custom, replacing: nil))
      } catch {
        throw RefusedInsertion(position: position, cause: error)
      }
    }
    (self.stamp, self.custom) = (stamp, custom)
  }
}
