/// The files of a store's folder that make up its content, open: the newest checkpoint and the journals after it.
///
/// It takes no lock and changes nothing, so it also reads beside a writer: what it then finds is the store as it was at
/// some moment since it began to open.
struct FolderReader: Sendable {
  // A writer that replaces its checkpoint meanwhile takes files away; each try sees a newer checkpoint.
  private static let tries = 16

  let identity: StoreIdentity
  let checkpoint: CheckpointReader
  let journals: [Journal]

  /// Opens what is in the folder and hands on each damage of what it takes for opening.
  ///
  /// When `damage` returns, opening goes on without what is damaged.
  ///
  /// - Throws: ``FileStoreError/noStore(path:)`` when the folder holds no store, or one whose creation did not finish.
  static func open(
    _ folder: String, _ fileSystem: any FileSystem, for access: FileAccess,
    damage: (FileDamage) throws -> Void = { throw FileStoreError.damaged($0) }
  ) throws -> Self {
    for triesLeft in (0..<tries).reversed() {
      let names = FolderNames(try fileSystem.list(folder))
      var found: [FileDamage] = []
      let opened = Result { try Self(names, in: folder, fileSystem, for: access, &found) }
      if case .success(let reader) = opened, found.isEmpty { return reader }
      // What is missing may have been replaced while it was looked for.
      if triesLeft > 0, FolderNames(try fileSystem.list(folder)) != names { continue }
      for each in found { try damage(each) }
      return try opened.get()
    }
    throw FileStoreError.noStore(path: folder)
  }

  private init(
    _ names: FolderNames, in folder: String, _ fileSystem: any FileSystem, for access: FileAccess,
    _ found: inout [FileDamage]
  ) throws {
    guard let sequence = names.checkpoints.last else {
      try Self.checkNothingLost(names, in: folder, fileSystem)
      throw FileStoreError.noStore(path: folder)
    }
    checkpoint = try CheckpointReader(sequence, in: folder, fileSystem)
    identity = checkpoint.header.identity
    var journals: [Journal] = []
    var expected = checkpoint.header.journal
    func missing(_ number: UInt64) -> FileDamage {
      FileDamage(path: folder + "/" + FolderNames.journal(number), offset: 0, place: .file, kind: .missing)
    }
    for number in names.journals where number >= expected {
      if number > expected { found.append(missing(expected)) }
      journals.append(
        try Journal.open(number, of: identity, in: folder, fileSystem, for: access) { found.append($0) })
      expected = number + 1
    }
    if journals.isEmpty { found.append(missing(expected)) }
    self.journals = journals
  }

  // A store is created with an empty journal first and the checkpoint last. A journal with commits and no checkpoint is
  // what somebody left who removed it.
  private static func checkNothingLost(
    _ names: FolderNames, in folder: String, _ fileSystem: any FileSystem
  ) throws {
    for number in names.journals {
      let file = try fileSystem.open(folder + "/" + FolderNames.journal(number), for: .reading)
      guard try file.size() > FileHeader.size else { continue }
      let path = folder + "/" + FolderNames.checkpoint(0)
      throw FileStoreError.damaged(FileDamage(path: path, offset: 0, place: .file, kind: .missing))
    }
  }

  /// Hands on the checkpoint's blocks, then the commits after it, and each damage where it lies.
  ///
  /// When `damage` returns, reading goes on behind it.
  func load(
    block: (CheckpointBlock) throws -> Void, commit: (UInt64, [UInt8]) throws -> Void,
    damage: (FileDamage) throws -> Void
  ) throws -> JournalReader.End {
    try checkpoint.read(block: block, damage: damage)
    var reader = try JournalReader(journals, after: checkpoint.header.number)
    return try reader.read(commit: commit, damage: damage)
  }
}

extension FolderReader {
  /// Reads every byte of the store in a folder and lists what is damaged, in the order of the files.
  ///
  /// A torn tail, which a crash leaves and the next opening cuts off, is no damage. Needs no lock and may run beside a
  /// writer.
  static func verify(_ folder: String, _ fileSystem: any FileSystem) throws -> [FileDamage] {
    var found: [FileDamage] = []
    do {
      let reader = try open(folder, fileSystem, for: .reading, damage: { found.append($0) })
      _ = try reader.load(block: { _ in }, commit: { _, _ in }, damage: { found.append($0) })
    } catch FileStoreError.damaged(let damage) {
      found.append(damage)
    }
    return found
  }
}
