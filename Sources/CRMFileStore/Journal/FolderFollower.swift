/// Reads the commits that a writer adds to a folder, from where the last reading ended.
struct FolderFollower: Sendable {
  private let path: String
  private let fileSystem: any FileSystem
  private let sealer: (any FrameSealer)?
  private let identity: StoreIdentity
  /// The journal of the last commit that was read: another one may follow it there, even if there is a next journal already.
  private let journal: Journal
  /// The last commit that was read.
  let sequence: UInt64
  /// Its frame; nil when it stands in no journal.
  private let last: (offset: Int, header: FrameHeader, end: Int)?

  /// A place that is reached when everything was read.
  init(_ reader: FolderReader, _ end: JournalReader.End, _ path: String, _ fileSystem: any FileSystem) {
    self.path = path
    self.fileSystem = fileSystem
    sealer = reader.sealer
    identity = reader.identity
    sequence = end.sequence
    journal = reader.journals[end.last?.journal ?? 0]
    last = end.last.map { ($0.offset, $0.header, $0.end) }
  }

  /// The place behind the commits, if any, that followed another place.
  private init(_ before: FolderFollower, _ journals: [Journal], _ end: JournalReader.End) {
    path = before.path
    fileSystem = before.fileSystem
    sealer = before.sealer
    identity = before.identity
    sequence = end.sequence
    journal = journals[end.last?.journal ?? 0]
    last = end.last.map { ($0.offset, $0.header, $0.end) } ?? before.last
  }

  /// Whether the last commit stands where it was read.
  private func isStillThere() throws -> Bool {
    guard let last else { return true }
    let bytes = try journal.file.bytes(at: last.offset, count: FrameHeader.size)
    return bytes.withUnsafeBytes { FrameHeader($0, seed: journal.coding.seed) } == last.header
  }

  /// Hands on the commits that were added since.
  ///
  /// - Returns: The place that is reached then; nil when the way there is gone, since journals were removed or the last commits were taken
  ///   back: the folder must be read anew.
  /// - Throws: ``FileStoreError/damaged(_:)``, failures of the disk, and what `commit` throws.
  func read(commit: (UInt64, [UInt8]) throws -> Void) throws -> FolderFollower? {
    guard try isStillThere() else { return nil }
    var journals = [journal]
    for number in FolderNames(try fileSystem.list(path)).journals where number > journal.number {
      guard number == journals[journals.count - 1].number + 1 else { return nil }
      do {
        journals.append(
          try Journal.open(number, of: identity, in: path, fileSystem, for: .reading, sealer) {
            throw FileStoreError.damaged($0)
          })
      } catch FileStoreError.missing {
        return nil
      }
    }
    var reader = try JournalReader(journals, after: sequence, from: last?.end ?? FileHeader.size)
    let end = try reader.read(commit: commit, damage: { damage, _ in throw FileStoreError.damaged(damage) })
    return FolderFollower(self, journals, end)
  }
}
