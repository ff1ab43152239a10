/// Bytes that may be anything, as the checkpoint of a store.
public enum CheckpointCheck {
  /// See ``StoreCheck``.
  public static func run(_ bytes: [UInt8]) {
    let script = FrameScript(bytes)
    let checkpoint = checkpoint(script)
    let store = BaseStore.of(script)
    StoreCheck.run(store.replacing([BaseStore.checkpoint: checkpoint]), sealer: store.sealer)
  }

  private static func checkpoint(_ script: FrameScript) -> [UInt8] {
    if script.flags.contains(.isRaw) { return Array(script.bytes) }
    var file = FuzzedFile(
      magic: "CRMKCHKP", identity: BaseStore.of(script).identity, number: BaseStore.covered,
      journal: BaseStore.firstJournal, script.flags)
    var sections: [Section] = []
    var frameCount = 0
    var directoryOffset: Int?
    @discardableResult
    func append(_ part: FrameScript.Part, _ payload: [UInt8]) -> [UInt8] {
      let (sequence, mark) = (frameCount + part.sequence, max(0, sections.count - 1) + part.mark)
      frameCount += 1
      return file.append(part, sequence: UInt64(max(0, sequence)), mark: UInt64(max(0, mark)), payload: payload)
    }
    let parts = script.parts
    for part in parts {
      let offset = file.bytes.count
      switch part.form {
      case .section:
        sections.append(Section(name: part.content, offset: offset))
        append(part, Array(part.content))
      case .block:
        var pieces = FrameScript.split(part.content, by: FrameScript.pieceSeparator)
        // Most of the changes should be to what follows, which can't be read without.
        if sections.last?.isOfLayouts == true {
          pieces = pieces.map { $0.isEmpty ? BaseStore.shared.layouts[...] : $0 }
        }
        let payload = file.pieces(pieces, section: UInt64(max(0, sections.count - 1)))
        let stored = append(part, payload)
        if !sections.isEmpty { sections[sections.count - 1].add(stored, pieces: pieces.count) }
      case .bytes: file.append(part.content)
      case .directory:
        directoryOffset = offset
        append(part, part.content.isEmpty ? Section.directory(sections) : Array(part.content))
      case .commit, .mark, .unknown, .nextFile: append(part, Array(part.content))
      }
    }
    if directoryOffset == nil, let directory = FrameScript.Part([4, 0, 0]) {
      directoryOffset = file.bytes.count
      append(directory, Section.directory(sections))
    }
    file.appendTrailer(directoryOffset: directoryOffset ?? 0, isWrong: script.flags.contains(.hasWrongTrailer))
    if script.flags.contains(.isCut) { file.cut(parts.last?.content.count ?? 0) }
    return file.bytes
  }

  /// What the directory says of a section.
  private struct Section {
    let name: ArraySlice<UInt8>
    let offset: Int
    var blockCount = 0
    var length = 0
    var checksum: UInt32 = 0
    var pieceCount = 0

    var isOfLayouts: Bool { name.elementsEqual("layouts".utf8) }

    init(name: ArraySlice<UInt8>, offset: Int) {
      self.name = name
      self.offset = offset
    }

    mutating func add(_ block: [UInt8], pieces: Int) {
      blockCount += 1
      length += block.count
      var bytes: [UInt8] = []
      bytes.append(number: Checksum.of(block[...]))
      checksum = Checksum.of(bytes[...], after: checksum)
      pieceCount += pieces
    }

    static func directory(_ sections: [Section]) -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(number: UInt32(sections.count))
      for section in sections {
        bytes.append(number: UInt16(truncatingIfNeeded: section.name.count))
        bytes += section.name
        bytes.append(number: UInt64(section.offset))
        bytes.append(number: UInt64(section.blockCount))
        bytes.append(number: UInt64(section.length))
        bytes.append(number: section.checksum)
        bytes.append(number: UInt64(section.pieceCount))
      }
      return bytes
    }
  }
}
