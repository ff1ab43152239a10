import Dispatch
import Synchronization

extension Schema {
  /// Encodes records that are to be written, and asks them for problems: several at a time where there are many, since each has to do with none of the
  /// others.
  ///
  /// - Returns: What became of each, in their order.
  func propose(_ records: [R]) -> [Result<ProposedRecord, any Error>] {
    let partSize = 256
    let parts = (records.count + partSize - 1) / partSize
    let proposals = Mutex<[[Result<ProposedRecord, any Error>]]>(Array(repeating: [], count: parts))
    @Sendable func propose(_ part: Int) {
      let range = part * partSize..<min(records.count, (part + 1) * partSize)
      let proposed = records[range].map { record in Result { try self.propose(record) } }
      proposals.withLock { $0[part] = proposed }
    }
    if parts < 4 {
      for part in 0..<parts { propose(part) }
    } else {
      DispatchQueue.concurrentPerform(iterations: parts, execute: propose)
    }
    return proposals.withLock { $0 }.flatMap { $0 }
  }
}
