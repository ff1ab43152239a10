package import CRMCore

extension Store {
  /// Everything that the store holds, by key, without the history of it: what an operation that fails must leave as it was.
  package func everything() async throws -> [RecordKey: AnyRecord] {
    var all: [RecordKey: AnyRecord] = [:]
    for type in catalog.types where type != HistoryEntry.recordType {
      for record in try await reading({ try await $0.records(RecordQuery(type)) }) { all[record.key] = record }
    }
    return all
  }
}
