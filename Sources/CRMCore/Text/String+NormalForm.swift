import Foundation

extension String {
  /// The text in normal form C (Unicode Standard Annex #15), in which stores hold it.
  var normalFormC: String { isEvidentlyNormal ? self : precomposedStringWithCanonicalMapping }

  /// Whether a glance shows that the text is in normal form C.
  var isEvidentlyNormal: Bool { isASCII || isPlainlyNormal }

  /// Whether a glance at the scalars shows it, as it does of most texts that are not ASCII.
  var isPlainlyNormal: Bool { unicodeScalars.allSatisfy(\.isNormalAnywhere) }

  /// Whether the character U+0000 is in the text.
  var holdsZero: Bool {
    utf8.withContiguousStorageIfAvailable { ValueCoding.kinds(of: UnsafeRawBufferPointer($0)).hasZero }
      ?? utf8.contains(0)
  }

  private var isASCII: Bool {
    utf8.withContiguousStorageIfAvailable { ValueCoding.kinds(of: UnsafeRawBufferPointer($0)).isASCII } ?? false
  }
}

extension Unicode.Scalar {
  /// Whether the scalar changes nothing about a text's normal form C, whatever stands around it: it is no combining mark and has no other
  /// form to take.
  ///
  /// Of Latin and of the letters and digits of Arabic and Persian only, and the joiners and marks of direction.
  fileprivate var isNormalAnywhere: Bool {
    switch value {
    case 0..<0x300, 0x620...0x64A, 0x660...0x66F, 0x671...0x6D5, 0x6EE...0x6FF, 0x200B...0x200F: true
    default: false
    }
  }
}
