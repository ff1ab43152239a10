/// Commits on their way to the disk.
///
/// See ``StoreFolder/takeBatch(_:)``.
struct JournalBatch: Sendable {
  /// Bytes and their place.
  struct Part: Sendable {
    let file: any OpenFile
    let offset: Int
    let bytes: [UInt8]
    /// How many zeros to put behind the bytes, for those that come next.
    var zeros = 0
  }

  /// What is to be written to earlier journals, in order: mostly nothing.
  let earlierParts: [Part]
  /// What is to be written behind that; nil when there is nothing.
  let part: Part?
  /// The files to be synced afterwards, and how.
  ///
  /// None when the level is nil.
  let files: [any OpenFile]
  let level: SyncLevel?
  /// The sequence number of the last commit in the batch, or before it when it only syncs.
  let sequence: UInt64

  /// Writes and syncs, which may take long.
  ///
  /// To be called once, outside the store's lock; what became of it must be told to ``StoreFolder/complete(_:)`` or
  /// ``StoreFolder/fail(_:_:)``.
  func write() throws {
    for part in earlierParts { try part.write() }
    try part?.write()
    guard let level else { return }
    for file in files { try file.sync(level) }
  }
}

extension JournalBatch {
  /// Cuts what was written off the files again, as far as that succeeds.
  func takeBack() {
    for part in earlierParts { part.takeBack() }
    part?.takeBack()
  }
}

extension JournalBatch.Part {
  fileprivate func takeBack() { try? file.truncate(to: offset) }

  fileprivate func write() throws {
    // Where there is no room for the zeros there may be for the bytes.
    if zeros > 0, (try? file.writeAll(bytesAndZeros.span, at: offset)) != nil { return }
    try file.writeAll(bytes.span, at: offset)
  }

  private var bytesAndZeros: [UInt8] { bytes + [UInt8](repeating: 0, count: zeros) }
}
