import Foundation

/// How ``TextKey`` folds a text.
///
/// Each scalar is folded by itself, and the whole is composed at the end where a script needs that. The scalars of
/// Latin, Greek, Cyrillic, Hebrew and Arabic text come from tables that are filled on first use; others ask Foundation
/// for their decomposition.
enum TextFolding {
  static func fold(_ text: String) -> String {
    var text = text
    let folded: String? = text.withUTF8 { bytes in
      let unchanged = lengthOfFoldedStart(bytes)
      return unchanged == bytes.count ? nil : fold(bytes, unchanged: unchanged)
    }
    return folded ?? text
  }

  /// How many ASCII bytes at the start are as they shall be.
  ///
  /// The last space of them is counted out, since it may be
  /// the text's last.
  private static func lengthOfFoldedStart(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var isAfterSpace = true
    var length = 0
    for byte in bytes {
      let isSpace = byte == 0x20
      let isFolded = byte > 0x20 && byte < 0x7F && !(byte >= 0x41 && byte <= 0x5A) || isSpace && !isAfterSpace
      guard isFolded else { break }
      isAfterSpace = isSpace
      length += 1
    }
    return isAfterSpace && length > 0 ? length - 1 : length
  }

  private static func fold(_ bytes: UnsafeBufferPointer<UInt8>, unchanged: Int) -> String {
    var output = FoldedBytes(start: bytes[..<unchanged], capacity: bytes.count + 8)
    var index = unchanged
    while index < bytes.count {
      // A string's UTF-8 is well-formed, so the first byte tells the length.
      let byte = UInt32(bytes[index])
      if byte < 0x80 {
        output.append(ascii: UInt8(byte))
        index += 1
      } else if byte < 0xE0 {
        output.append((byte & 0x1F) << 6 | continuation(bytes[index + 1]))
        index += 2
      } else if byte < 0xF0 {
        output.append(
          (byte & 0x0F) << 12 | continuation(bytes[index + 1]) << 6 | continuation(bytes[index + 2]))
        index += 3
      } else {
        output.append(
          (byte & 0x07) << 18 | continuation(bytes[index + 1]) << 12 | continuation(bytes[index + 2]) << 6
            | continuation(bytes[index + 3]))
        index += 4
      }
    }
    return output.finish()
  }

  private static func continuation(_ byte: UInt8) -> UInt32 { UInt32(byte & 0x3F) }
}

/// The text that has been folded so far.
private struct FoldedBytes {
  private var bytes: [UInt8]
  private var uncommon = String.UnicodeScalarView()
  private var needsComposition = false

  init(start: Slice<UnsafeBufferPointer<UInt8>>, capacity: Int) {
    bytes = []
    bytes.reserveCapacity(capacity)
    bytes.append(contentsOf: start)
  }

  mutating func append(ascii byte: UInt8) {
    foldUncommon()
    if byte > 0x20 && byte < 0x7F {
      bytes.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
    } else if let last = bytes.last, last != 0x20 {
      bytes.append(0x20)
    }
  }

  mutating func append(_ value: UInt32) {
    if let entry = FoldingTables.entry(of: value) {
      foldUncommon()
      var rest = entry
      while rest != 0 {
        append(byte: UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      }
    } else if let scalar = Unicode.Scalar(value) {
      uncommon.append(scalar)
    }
  }

  /// Folds the scalars of no table that came last, at once: each decomposition takes a microsecond.
  private mutating func foldUncommon() {
    guard !uncommon.isEmpty else { return }
    let folded = uncommon.allSatisfy(\.isIdeograph) ? uncommon : String(uncommon).foldedByDecomposition.unicodeScalars
    for byte in String(folded).utf8 { append(byte: byte) }
    // What folds to itself may still compose with its neighbours, as Korean and Indic letters do.
    needsComposition = needsComposition || !uncommon.allSatisfy(\.isIdeograph)
    uncommon = String.UnicodeScalarView()
  }

  private mutating func append(byte: UInt8) {
    if byte != 0x20 {
      bytes.append(byte)
    } else if let last = bytes.last, last != 0x20 {
      bytes.append(0x20)
    }
  }

  mutating func finish() -> String {
    foldUncommon()
    if bytes.last == 0x20 { bytes.removeLast() }
    let text = String(decoding: bytes, as: UTF8.self)
    return needsComposition ? text.precomposedStringWithCanonicalMapping : text
  }
}

/// What the scalars of the common alphabets fold to: up to seven UTF-8 bytes each, the first one lowest.
private enum FoldingTables {
  private static let ranges: [Range<UInt32>] = [0x80..<0x700, 0x1E00..<0x2070, 0xFB00..<0xFF00]
  private static let letters = table(0)
  private static let punctuation = table(1)
  private static let presentationForms = table(2)

  /// The entry of a scalar beyond ASCII; nil where no table has it.
  static func entry(of value: UInt32) -> UInt64? {
    let entry: UInt64
    if value < 0x700 {
      entry = letters[Int(value &- 0x80)]
    } else if value >= 0x1E00 && value < 0x2070 {
      entry = punctuation[Int(value &- 0x1E00)]
    } else if value >= 0xFB00 && value < 0xFF00 {
      entry = presentationForms[Int(value &- 0xFB00)]
    } else {
      return nil
    }
    return entry == .max ? nil : entry
  }

  private static func table(_ index: Int) -> [UInt64] {
    ranges[index].map { value in
      guard let folded = Unicode.Scalar(value)?.folded, folded.utf8.count <= 7 else { return .max }
      return folded.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
