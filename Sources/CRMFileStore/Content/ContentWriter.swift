import CRMCore
import CRMMemoryStore

/// Writes the engine's state as the sections of a checkpoint: the layouts, then each type's records in the order of their identifiers.
enum ContentWriter {
  /// The name of the section that holds the layouts.
  static let layouts = "layouts"
  private static let records = "records/"

  /// The entity whose records a section holds; nil for other sections.
  static func entity(ofSection name: String) -> String? {
    name.hasPrefix(records) ? String(name.dropFirst(records.count)) : nil
  }

  /// Writes everything.
  static func write(_ master: Master, to writer: inout CheckpointWriter) throws {
    try writer.beginSection(layouts)
    let json = try [StoredLayout](types: master.all.map(\.type)).json()
    try writer.append(json.span)
    var piece: [UInt8] = []
    for table in master.all where !table.identifiers.isEmpty {
      try writer.beginSection(records + table.type.entity)
      var cursor = table.identifiers.start
      while let entry = cursor.next() {
        guard let record = table.records[entry.slot] else { continue }
        piece.removeAll(keepingCapacity: true)
        record.withBytes { bytes in
          piece.append(littleEndian: UInt32(truncatingIfNeeded: bytes.count))
          piece.append(contentsOf: bytes)
        }
        try writer.append(piece.span)
      }
    }
  }
}
