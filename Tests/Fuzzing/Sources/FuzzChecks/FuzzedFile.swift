import CRMFileStore

/// A journal or a checkpoint that is built byte by byte, as “The format on disk” says it, and as wrong as it is asked to be.
struct FuzzedFile {
  private(set) var bytes: [UInt8]
  /// What the checksums of frames and pieces go on from.
  private let seed: UInt32
  /// What payloads are sealed with; nil for a file that is not.
  private let sealer: ChalkSealer?
  /// What is authenticated with them: the file's header.
  private let header: [UInt8]

  /// Begins with the header.
  init(magic: String, identity: [UInt8], number: UInt64, journal: UInt64, _ flags: FrameScript.Flags) {
    bytes = Array(magic.utf8)
    bytes.append(number: UInt32(flags.contains(.isOfNewerVersion) ? 2 : 1))
    sealer = flags.contains(.isSealed) ? ChalkSealer() : nil
    bytes.append(number: UInt32(sealer == nil ? 0 : 1))
    bytes += identity
    bytes.append(number: number)
    bytes.append(number: journal)
    bytes += sealer?.currentKey.bytes ?? [UInt8](repeating: 0, count: 12)
    seed = Checksum.of(bytes[...])
    bytes.append(number: flags.contains(.hasWrongHeader) ? ~seed : seed)
    header = bytes
  }

  /// Appends a frame.
  ///
  /// - Returns: The payload as it stands in the file.
  @discardableResult
  mutating func append(_ part: FrameScript.Part, sequence: UInt64, mark: UInt64, payload content: [UInt8]) -> [UInt8] {
    var place: [UInt8] = []
    place.append(number: part.form.kind)
    place.append(number: sequence)
    place.append(number: mark)
    var payload = content
    if let sealer, part.form != .mark {
      payload = sealer.seal(content, authenticating: self.header + place + (part.hasWrongSeal ? [0] : []))
    }
    var header: [UInt8] = []
    header.append(number: UInt32(payload.count) + (part.hasWrongLength ? 1 : 0))
    header += place
    header.append(number: Checksum.of(payload[...]) ^ (part.hasWrongPayload ? 1 : 0))
    header.append(number: Checksum.of(header[...], after: seed) ^ (part.hasWrongHeader ? 1 : 0))
    bytes += header + payload
    return payload
  }

  mutating func append(_ raw: ArraySlice<UInt8>) { bytes += raw }

  /// A row of pieces of a section.
  func pieces(_ contents: [ArraySlice<UInt8>], section: UInt64) -> [UInt8] {
    var index: [UInt8] = []
    index.append(number: section)
    let seed = Checksum.of(index[...], after: seed)
    return contents.reduce(into: []) { row, content in
      row.append(number: UInt32(content.count))
      row.append(number: Checksum.of(content, after: seed))
      row += content
    }
  }

  /// Ends a checkpoint.
  mutating func appendTrailer(directoryOffset: Int, isWrong: Bool) {
    var trailer = Array("CRMKDONE".utf8)
    trailer.append(number: UInt64(directoryOffset))
    trailer.append(number: UInt64(bytes.count + 32))
    trailer.append(number: UInt32(0))
    trailer.append(number: Checksum.of(trailer[...], after: seed) ^ (isWrong ? 1 : 0))
    bytes += trailer
  }

  mutating func cut(_ count: Int) { bytes.removeLast(min(count, bytes.count)) }
}

/// CRC-32C, a bit at a time a byte.
enum Checksum {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F6_3B78 }
  }

  static func of(_ bytes: ArraySlice<UInt8>, after previous: UInt32 = 0) -> UInt32 {
    ~bytes.reduce(~previous) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
  }
}

extension [UInt8] {
  /// Appends an integer, its lowest byte first.
  mutating func append(number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}
