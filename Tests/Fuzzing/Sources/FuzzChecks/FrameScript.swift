/// A file of a store as an input says it, so that what lies behind the checksums is reached: the input gives the contents and a few numbers,
/// and whoever builds the file adds lengths, sequence numbers and checksums that are right unless the input asks for wrong ones.
///
/// The first byte says how the file is made (``Flags``); the others are its parts, with a separator between any two. Where a change makes a
/// part longer or shorter, the others stay what they were.
struct FrameScript {
  struct Flags: OptionSet {
    let rawValue: UInt8

    /// The bytes that follow are the file as it stands.
    static let isRaw = Flags(rawValue: 1)
    static let hasWrongHeader = Flags(rawValue: 2)
    static let isOfNewerVersion = Flags(rawValue: 4)
    /// Of a checkpoint: the trailer.
    static let hasWrongTrailer = Flags(rawValue: 8)
    /// The last bytes are missing, as many as the last part is long.
    static let isCut = Flags(rawValue: 16)
    /// The store is sealed.
    static let isSealed = Flags(rawValue: 32)
  }

  /// A frame, or what stands in its place.
  struct Part {
    enum Form: UInt8 {
      case commit, mark, section, block, directory
      case unknown
      /// The content without a header.
      case bytes
      /// Of a journal: here begins the next one.
      case nextFile

      /// What a frame's header says that it is.
      var kind: UInt32 {
        switch self {
        case .commit: 1
        case .mark: 2
        case .section: 16
        case .block: 17
        case .directory: 18
        case .unknown, .bytes, .nextFile: 99
        }
      }
    }

    let form: Form
    let hasWrongPayload: Bool
    let hasWrongHeader: Bool
    let hasWrongLength: Bool
    /// Of a sealed file: the content was sealed for another place.
    let hasWrongSeal: Bool
    /// By how much the sequence number and the mark differ from what they should be.
    let sequence: Int
    let mark: Int
    let content: ArraySlice<UInt8>

    init?(_ bytes: ArraySlice<UInt8>) {
      guard bytes.count >= 3, let form = Form(rawValue: bytes[bytes.startIndex] & 7) else { return nil }
      let flags = bytes[bytes.startIndex]
      self.form = form
      hasWrongPayload = flags & 8 != 0
      hasWrongHeader = flags & 16 != 0
      hasWrongLength = flags & 32 != 0
      hasWrongSeal = flags & 64 != 0
      sequence = Int(Int8(bitPattern: bytes[bytes.startIndex + 1]))
      mark = Int(Int8(bitPattern: bytes[bytes.startIndex + 2]))
      content = bytes.dropFirst(3)
    }
  }

  /// What stands between two parts.
  static let partSeparator: [UInt8] = [0xF5, 0x0A, 0xF6, 0x0A]
  /// What stands between two pieces of a block.
  static let pieceSeparator: [UInt8] = [0xF5, 0x0B, 0xF6, 0x0B]

  let flags: Flags
  /// The bytes behind the flags.
  let bytes: ArraySlice<UInt8>

  init(_ input: [UInt8]) {
    flags = Flags(rawValue: input.first ?? 0)
    bytes = input.dropFirst()
  }

  var parts: [Part] { Self.split(bytes, by: Self.partSeparator).compactMap(Part.init) }

  /// What stands between the separators.
  static func split(_ bytes: ArraySlice<UInt8>, by separator: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      if bytes[index] == separator[0], bytes[index...].starts(with: separator) {
        parts.append(bytes[start..<index])
        index += separator.count
        start = index
      } else {
        index += 1
      }
    }
    return parts + [bytes[start...]]
  }
}
