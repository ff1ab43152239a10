import CRMKit

extension RecordType {
  /// Refuses records that people may not write.
  func requireWritable() throws {
    if self == HistoryEntry.recordType { throw CommandError("the history is written by the store alone") }
  }
}
