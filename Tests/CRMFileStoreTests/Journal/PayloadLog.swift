import CRMCore

@testable import CRMFileStore

/// The least that can be stored: a list of payloads.
///
/// Commit *n* appends the *n*-th, a checkpoint holds them all.
struct PayloadLog: ~Copyable {
  static let path = "/data/crm"
  static let identity = StoreIdentity(high: 0x1122_3344_5566_7788, low: 0x99AA_BBCC_DDEE_FF00)
  static let journal = path + "/journal-00000000000000000001"

  static func journal(_ number: UInt64) -> String { path + "/" + FolderNames.journal(number) }

  static func checkpoint(_ sequence: UInt64) -> String { path + "/" + FolderNames.checkpoint(sequence) }

  /// All payloads appended, acknowledged or not.
  private(set) var payloads: [[UInt8]]
  var folder: StoreFolder

  init(_ fileSystem: any FileSystem, at path: String = path, creates: Bool = true) throws {
    var found: [[UInt8]] = []
    folder = try StoreFolder.open(path, fileSystem, creatingAs: creates ? Self.identity : nil) { block in
      found += Self.pieces(of: block)
    } commit: { sequence, payload in
      guard sequence == UInt64(found.count + 1) else { throw OutOfOrder() }
      found.append(payload)
    }
    payloads = found
  }

  struct OutOfOrder: Error {}

  mutating func append(_ payload: [UInt8]) throws {
    let sequence = try folder.append(folder.nextCommit.frame(size: payload.count) { $0 += payload })
    payloads.append(payload)
    guard sequence == UInt64(payloads.count) else { throw OutOfOrder() }
  }

  /// Appends and commits each payload on its own.
  mutating func commit(_ payloads: [[UInt8]], _ durability: Durability = .immediate) throws {
    for payload in payloads {
      try append(payload)
      try folder.commit(durability)
    }
  }

  /// Brings everything to the disk and lets the folder go.
  mutating func close() throws {
    if folder.isWritable { try folder.commit(.immediate) }
    folder.close()
  }

  mutating func checkpoint() throws {
    let payloads = payloads
    try folder.checkpoint { try Self.write(payloads, to: &$0) }
  }

  static func write(_ payloads: some Sequence<[UInt8]>, to writer: inout CheckpointWriter) throws {
    try writer.beginSection("payloads")
    for payload in payloads { try writer.append(payload.span) }
    try writer.beginSection("nothing")
  }

  private static func pieces(of block: CheckpointBlock) -> [[UInt8]] {
    var reader = block.pieces
    var pieces: [[UInt8]] = []
    while let piece = reader.next() { pieces.append(Array(piece)) }
    return pieces
  }
}

extension PayloadLog {
  /// What a folder holds when opened, without keeping it open.
  static func read(_ fileSystem: any FileSystem, at path: String = path) throws -> [[UInt8]] {
    try PayloadLog(fileSystem, at: path, creates: false).payloads
  }

  /// Payloads of lengths around those of the simulated disk's pages.
  static func samples(_ count: Int, seed: UInt64 = 7) -> [[UInt8]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let length = [0, 1, 5, 31, 32, 64, 100, 200].randomElement(using: &random) ?? 0
      return random.bytes(length)
    }
  }
}

extension FolderReader {
  /// What is damaged in a folder, whatever it holds.
  static func verify(_ folder: String, _ fileSystem: any FileSystem) throws -> [FileDamage] {
    var found: [FileDamage] = []
    _ = try survey(
      folder, fileSystem, block: { _ in }, commit: { _, _ in }, damage: { damage, _ in found.append(damage) })
    return found
  }
}
