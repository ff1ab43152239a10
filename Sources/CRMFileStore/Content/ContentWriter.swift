import CRMCore
import CRMMemoryStore

/// Writes the engine's state as the sections of a checkpoint: the layouts, then each type's records in the order of their identifiers.
///
/// The layouts are there twice, since without them no record can be read.
enum ContentWriter {
  /// The name of the section that holds the layouts.
  static let layouts = "layouts"
  private static let records = "records/"

  /// The entity whose records a section holds; nil for other sections.
  static func entity(ofSection name: String) -> String? {
    name.hasPrefix(records) ? String(name.dropFirst(records.count)) : nil
  }

  // So many records take about a millisecond.
  private static let interval = 1_000

  /// The name of the section that holds an entity's records.
  static func section(of entity: String) -> String { records + entity }

  /// Writes everything, and says now and then how far it is.
  ///
  /// - Throws: What the writer and `progress` throw, `CancellationError` when the task is cancelled; the checkpoint is not complete then.
  static func write(
    _ master: Master, to writer: inout CheckpointWriter, progress: (FileStoreProgress) throws -> Void = { _ in }
  ) throws {
    var report = FileStoreProgress(records: 0, total: master.all.reduce(0) { $0 + $1.identifiers.count })
    try writer.beginSection(layouts)
    let json = [StoredLayout](types: master.all.map(\.type)).json
    for _ in 0..<2 {
      try writer.append(json.span)
      // Nothing can be saved from a sealed block that is damaged.
      if writer.isSealed { try writer.endBlock() }
    }
    for table in master.all where !table.identifiers.isEmpty {
      try writer.beginSection(section(of: table.type.entity))
      try table.forEachRecord { record in
        try record.withBytes { try writer.append($0.bindMemory(to: UInt8.self).span) }
        report.records += 1
        guard report.records % interval == 0 else { return }
        try Task.checkCancellation()
        try progress(report)
      }
    }
    try progress(report)
  }

  /// What a whole block of the section of the layouts says of them, as JSON.
  ///
  /// The first piece says them. What follows it is there for the day when that one is damaged.
  static func layouts(in block: CheckpointBlock) -> ArraySlice<UInt8>? {
    var pieces = block.pieces
    return pieces.next()
  }
}
