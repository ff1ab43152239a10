import CRMCore

extension RecordStorage {
  /// Reads slots, as `withSlots(_:)` does, which is one function for all uses here, since its module is another: this one is made for each.
  @inline(__always)
  func withReader<T>(_ body: (SlotReader) throws -> T) rethrows -> T {
    try withUnsafePointer(to: self) { try body(RecordStorage.unheldSlots(at: $0)) }
  }
}
