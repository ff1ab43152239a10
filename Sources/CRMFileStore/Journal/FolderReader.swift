/// The files of a store's folder that make up its content, open: the newest checkpoint and the journals after it.
///
/// It takes no lock and changes nothing, so it also reads beside a writer: what it then finds is the store as it was at
/// some moment since it began to open.
struct FolderReader: Sendable {
  // A writer that replaces its checkpoint meanwhile takes files away; each try sees a newer checkpoint.
  private static let tries = 16

  let identity: StoreIdentity
  /// Nil when it is lost, and reading goes on without.
  let checkpoint: CheckpointReader?
  /// The last commit that the checkpoint covers, or covered.
  let coveredSequence: UInt64
  let journals: [Journal]
  let sealer: (any FrameSealer)?

  /// Opens what is in the folder and hands on each damage of what it takes for opening.
  ///
  /// When `damage` returns, opening goes on without what is damaged.
  ///
  /// - Throws: ``FileStoreError/noStore(path:)`` when the folder holds no store, or one whose creation did not finish.
  static func open(
    _ folder: String, _ fileSystem: any FileSystem, for access: FileAccess, _ sealer: (any FrameSealer)? = nil,
    damage: DamageHandler = { damage, _ in throw FileStoreError.damaged(damage) }
  ) throws -> Self {
    for triesLeft in (0..<tries).reversed() {
      let names = FolderNames(try fileSystem.list(folder))
      var found: [FileDamage] = []
      let opened = Result { try Self(names, in: folder, fileSystem, for: access, sealer, &found) }
      if case .success(let reader) = opened, found.isEmpty { return reader }
      // What is missing may have been replaced while it was looked for.
      if triesLeft > 0, FolderNames(try fileSystem.list(folder)) != names { continue }
      for each in found { try damage(each, nil) }
      return try opened.get()
    }
    throw FileStoreError.noStore(path: folder)
  }

  private init(
    _ names: FolderNames, in folder: String, _ fileSystem: any FileSystem, for access: FileAccess,
    _ sealer: (any FrameSealer)?, _ found: inout [FileDamage]
  ) throws {
    let identity: StoreIdentity
    do {
      guard let sequence = names.checkpoints.last else { throw try Self.loss(names, in: folder, fileSystem) }
      let checkpoint = try CheckpointReader(sequence, in: folder, fileSystem, sealer)
      identity = checkpoint.header.identity
      self.checkpoint = checkpoint
    } catch FileStoreError.damaged(let damage) {
      found.append(damage)
      let headers = Self.journalHeaders(names, in: folder, fileSystem)
      let identities = headers.map(\.identity)
      checkpoint = try names.checkpoints.last.flatMap {
        try CheckpointReader(
          recovering: $0, in: folder, fileSystem, sealer, identities: identities, journals: names.journals,
          keys: headers.map(\.key) + [sealer?.currentKey])
      }
      guard let found = checkpoint?.header.identity ?? identities.first else { throw FileStoreError.damaged(damage) }
      identity = found
    }
    self.identity = identity
    self.sealer = sealer
    coveredSequence = checkpoint?.header.number ?? names.checkpoints.last ?? 0
    var journals: [Journal] = []
    var expected = checkpoint?.header.journal ?? names.journals.first ?? 1
    func missing(_ number: UInt64) -> FileDamage {
      FileDamage(path: folder + "/" + FolderNames.journal(number), offset: 0, place: .file, kind: .missing)
    }
    for number in names.journals where number >= expected {
      if number > expected { found.append(missing(expected)) }
      journals.append(
        try Journal.open(
          number, of: identity, in: folder, fileSystem, for: access, sealer, keys: [checkpoint?.header.key]
        ) { found.append($0) })
      expected = number + 1
    }
    if journals.isEmpty { found.append(missing(expected)) }
    self.journals = journals
  }

  /// What it means that there is no checkpoint.
  ///
  /// A store is created with an empty journal first and the checkpoint last. A journal with commits and no checkpoint is what somebody left
  /// who removed it.
  private static func loss(
    _ names: FolderNames, in folder: String, _ fileSystem: any FileSystem
  ) throws -> FileStoreError {
    for number in names.journals {
      let file = try fileSystem.open(folder + "/" + FolderNames.journal(number), for: .reading)
      guard try file.size() > FileHeader.size else { continue }
      let path = folder + "/" + FolderNames.checkpoint(0)
      return .damaged(FileDamage(path: path, offset: 0, place: .file, kind: .missing))
    }
    return .noStore(path: folder)
  }

  /// The headers of the journals, as far as they can be read.
  private static func journalHeaders(
    _ names: FolderNames, in folder: String, _ fileSystem: any FileSystem
  ) -> [FileHeader] {
    names.journals.compactMap { number in
      let path = folder + "/" + FolderNames.journal(number)
      return try? FileHeader.read(.journal, from: fileSystem.open(path, for: .reading), path: path).header
    }
  }

  /// Reads what a folder holds as far as it can be read: its blocks and commits, and everything that is damaged.
  ///
  /// A torn tail, which a crash leaves and the next opening cuts off, is no damage. Needs no lock and may run beside a writer.
  ///
  /// - Returns: What was read; nil when nothing can be.
  static func survey(
    _ folder: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)? = nil,
    block: (CheckpointBlock) throws -> Void, commit: (UInt64, [UInt8]) throws -> Void, damage: DamageHandler
  ) throws -> FolderReader? {
    do {
      let reader = try open(folder, fileSystem, for: .reading, sealer, damage: damage)
      _ = try reader.load(block: block, commit: commit, damage: damage)
      return reader
    } catch FileStoreError.damaged(let found) {
      try damage(found, nil)
      return nil
    }
  }

  /// Hands on the checkpoint's blocks, then the commits after it, and each damage where it lies.
  ///
  /// When `damage` returns, reading goes on behind it.
  func load(
    block: (CheckpointBlock) throws -> Void, commit: (UInt64, [UInt8]) throws -> Void, damage: DamageHandler
  ) throws -> JournalReader.End {
    try checkpoint?.read(block: block, damage: damage)
    var reader = try JournalReader(journals, after: coveredSequence)
    return try reader.read(commit: commit, damage: damage)
  }
}
