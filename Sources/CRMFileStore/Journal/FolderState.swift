/// What tells whether somebody has written to a folder: its files, their lengths, and the last frame of the last journal.
struct FolderState: Equatable {
  private let names: FolderNames
  private let sizes: [Int]
  private let end: [UInt8]

  init(_ folder: String, _ fileSystem: any FileSystem) throws {
    names = FolderNames(try fileSystem.list(folder))
    var sizes: [Int] = []
    var end: [UInt8] = []
    for number in names.journals {
      let file = try fileSystem.open(folder + "/" + FolderNames.journal(number), for: .reading)
      let size = try file.size()
      sizes.append(size)
      end = try file.bytes(at: max(0, size - FrameHeader.size), count: FrameHeader.size)
    }
    (self.sizes, self.end) = (sizes, end)
  }
}
