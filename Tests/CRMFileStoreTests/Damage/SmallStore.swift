import CRMCore
import Testing

@testable import CRMFileStore

/// A small closed store on a simulated disk, of which every byte is known: a checkpoint with parts, of which each refers to the one before
/// it, and some commits in the journal after it.
struct SmallStore {
  static let path = "/crm"

  let disk: SimulatedFileSystem
  let contents: Workshop.Contents
  let checkpoint: String
  let journal: String

  /// - Parameters:
  ///   - parts: How many parts the checkpoint holds.
  ///   - commits: How many commits follow it; each changes the next part and adds one.
  ///   - sealer: What it is sealed with, if it is.
  init(parts: Int = 4, commits: Int = 3, sealer: ToySealer? = nil) async throws {
    disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let store = try Self.open(disk, sealer: sealer)
    try await store.write { store in
      for number in 0..<parts { try await store.insert(Self.part(number, of: number > 0 ? number - 1 : nil)) }
    }
    try await store.checkpoint()
    for number in 0..<commits {
      try await store.write { store in
        try await store.update(Self.id(number)) { $0.size += 100 }
        try await store.insert(Self.part(parts + number, of: nil))
      }
    }
    contents = try await store.read { try await Workshop.contents(of: $0) }
    try await store.close()
    checkpoint = Self.path + "/" + FolderNames.checkpoint(1)
    journal = Self.path + "/" + FolderNames.journal(2)
  }

  static func open(
    _ disk: SimulatedFileSystem, at path: String = path, seed: UInt64 = 1, sealer: (any FrameSealer)? = nil
  ) throws -> FileStore {
    try FileStore(
      at: path, Workshop.types, environment: .replayable(seed: seed),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk, sealer: sealer))
  }

  static func id(_ number: Int) -> Workshop.Part.ID { Workshop.Part.ID(Identifier(high: 5, low: UInt64(number))) }

  static func part(_ number: Int, of whole: Int?) -> Workshop.Part {
    var part = Workshop.Part(id: id(number))
    part.code = "part \(number)"
    part.size = Int64(number)
    part.whole = whole.map(id)
    return part
  }

  /// Where the pieces of a section stand in the checkpoint, with their headers.
  func pieces(of section: String) throws -> [Range<Int>] {
    let reader = try CheckpointReader(1, in: Self.path, disk)
    let found = try #require(try reader.directory().sections.first { $0.name == section })
    let bytes = try #require(disk.contents(of: checkpoint))
    var offset = found.offset + FrameHeader.size + section.utf8.count + FrameHeader.size
    return (0..<Int(found.pieceCount)).map { _ in
      let length = bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
      defer { offset += Piece.headerSize + length }
      return offset..<offset + Piece.headerSize + length
    }
  }

  /// Runs a body on the disk with one bit changed.
  func withFlip<T>(at offset: Int, of path: String, _ body: () async throws -> T) async rethrows -> T {
    disk.flip(bit: offset % 8, at: offset, of: path)
    defer { disk.flip(bit: offset % 8, at: offset, of: path) }
    return try await body()
  }
}
