internal import Foundation

/// Makes text of a scanned row's fields.
struct CSVRowDecoder {
  /// What was found wrong, by scanning and by decoding.
  private(set) var found: [CSVRowScanner.Misplaced]

  private static let maximumFaults = 16

  init(misplaced: [CSVRowScanner.Misplaced]) {
    found = misplaced
  }

  mutating func decode(_ fields: [CSVRowScanner.Field], in bytes: UnsafeBufferPointer<UInt8>) -> [String] {
    var texts: [String] = []
    texts.reserveCapacity(fields.count)
    for field in fields {
      let content = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
      let isPlain = !field.hasDoubledQuotes && !field.hasNUL
      let text = isPlain ? Self.text(content, isASCII: field.isASCII) : nil
      texts.append(text ?? repair(field, content))
    }
    return texts
  }

  /// The bytes' text; nil when they are malformed. (`String(validating:as:)` does the same at twice the time.)
  private static func text(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    if isASCII { return text }
    let isSame = text.utf8.withContiguousStorageIfAvailable { made in
      guard let made = made.baseAddress, let given = bytes.baseAddress, text.utf8.count == bytes.count else {
        return false
      }
      return memcmp(made, given, bytes.count) == 0
    }
    return isSame == true ? text : nil
  }

  private mutating func repair(_ field: CSVRowScanner.Field, _ content: UnsafeBufferPointer<UInt8>) -> String {
    var kept: [UInt8] = []
    kept.reserveCapacity(content.count)
    var firstNUL: Int?
    var index = 0
    while index < content.count {
      let byte = content[index]
      if byte == CSVByte.nul {
        firstNUL = firstNUL ?? index
      } else {
        kept.append(byte)
        let isDoubled = field.hasDoubledQuotes && byte == CSVByte.quote && index + 1 < content.count
        if isDoubled && content[index + 1] == CSVByte.quote { index += 1 }
      }
      index += 1
    }
    if let firstNUL { found.append(.init(kind: .nulCharacter, index: field.start + firstNUL)) }
    if let text = String(validating: kept, as: UTF8.self) { return text }
    // A NUL inside a character makes it malformed where both were in `content`, and well-formed without.
    let malformed = Self.firstMalformed(content) ?? 0
    found.append(.init(kind: .malformedText, index: field.start + malformed))
    return String(decoding: kept, as: UTF8.self)
  }

  private static func firstMalformed(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var index = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): index += scalar.count
      case .error: return index
      case .emptyInput: return nil
      }
    }
  }

  /// The faults in order of place.
  func faults(in bytes: UnsafeBufferPointer<UInt8>, from rowStart: Int, line: Int) -> [CSVFault] {
    found.sorted { $0.index < $1.index }.prefix(Self.maximumFaults).map {
      let place = CSVPlace(of: $0.index, in: bytes, from: rowStart, line: line)
      return CSVFault($0.kind, line: place.line, column: place.column)
    }
  }
}
