/// The first 64 bytes of a journal or a checkpoint.
///
/// The length, the places of magic and version, and the checksum in the last four bytes stay the same in every version
/// of the format, so that any version can tell any other from damage. See Format.md.
struct FileHeader: Hashable {
  enum Kind: String {
    case journal = "CRMKJRNL"
    case checkpoint = "CRMKCHKP"
  }

  static let size = 64
  static let version: UInt32 = 1
  /// The feature of files whose frames are sealed.
  static let sealing: UInt32 = 1

  let kind: Kind
  let identity: StoreIdentity
  /// A journal's number; of a checkpoint, the sequence number of the last commit that it covers.
  let number: UInt64
  /// Of a checkpoint, the number of the first journal whose commits it does not cover; zero of a journal.
  let journal: UInt64
  /// The key that the frames are sealed with; nil when they are not.
  var key: SealingKeyID?

  /// The bytes, and their checksum, from which the checksums of the file's frames go on.
  func encoded() -> (bytes: [UInt8], checksum: UInt32) {
    var bytes = Array(kind.rawValue.utf8)
    bytes.reserveCapacity(Self.size)
    bytes.append(littleEndian: Self.version)
    bytes.append(littleEndian: key == nil ? 0 : Self.sealing)
    bytes.append(littleEndian: identity.high)
    bytes.append(littleEndian: identity.low)
    bytes.append(littleEndian: number)
    bytes.append(littleEndian: journal)
    bytes.append(contentsOf: key?.bytes ?? Array(repeating: 0, count: SealingKeyID.length))
    let checksum = CRC32C.checksum(bytes.span)
    bytes.append(littleEndian: checksum)
    return (bytes, checksum)
  }

  /// Reads and checks the header of the file at `path`.
  static func read(_ kind: Kind, from file: any OpenFile, path: String) throws -> (header: Self, checksum: UInt32) {
    func damaged(_ damage: FileDamage.Kind) -> FileStoreError {
      .damaged(FileDamage(path: path, offset: 0, place: .header, kind: damage))
    }
    let bytes = try file.bytes(at: 0, count: size)
    guard bytes.count == size else { throw damaged(.cutShort) }
    var reader = ByteReader(bytes[...])
    guard let magic = reader.next(count: 8), let version = reader.next(UInt32.self),
      let features = reader.next(UInt32.self), let high = reader.next(UInt64.self), let low = reader.next(UInt64.self),
      let number = reader.next(UInt64.self), let journal = reader.next(UInt64.self),
      let key = reader.next(count: SealingKeyID.length), let checksum = reader.next(UInt32.self)
    else { throw damaged(.cutShort) }
    guard checksum == CRC32C.checksum(bytes.span.extracting(0..<size - 4)) else { throw damaged(.checksum) }
    guard magic.elementsEqual(kind.rawValue.utf8) else { throw damaged(.inconsistent) }
    guard version == Self.version else {
      throw FileStoreError.unsupportedVersion(path: path, found: version, supported: Self.version)
    }
    let unknown = features & ~sealing
    guard unknown == 0 else { throw FileStoreError.unsupportedFeatures(path: path, features: unknown) }
    guard number < FrameHeader.numberLimit, journal < FrameHeader.numberLimit else { throw damaged(.inconsistent) }
    let identity = StoreIdentity(high: high, low: low)
    let header = Self(
      kind: kind, identity: identity, number: number, journal: journal,
      key: features & sealing == 0 ? nil : SealingKeyID(key))
    return (header, checksum)
  }
}
