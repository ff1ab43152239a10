import Foundation
import Testing

@testable import CRMCore

@Suite("Normal form C")
struct NormalFormTests {
  @Test("What is taken for normal at a glance is what Foundation makes of it", arguments: 0..<4)
  func agreesWithFoundation(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var plain = 0
    for _ in 0..<4000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<random.next() % 8 {
        let value = [random.next() % 0x800, 0x600 + random.next() % 0x100, 0x2000 + random.next() % 0x40]
        if let scalar = Unicode.Scalar(UInt32(value[Int(random.next() % 3)])) { text.append(scalar) }
      }
      let string = String(text)
      let expected = string.precomposedStringWithCanonicalMapping
      #expect(string.normalFormC.utf8.elementsEqual(expected.utf8), "\(text.map(\.value))")
      if string.isPlainlyNormal {
        plain += 1
        #expect(string.utf8.elementsEqual(expected.utf8), "\(text.map(\.value))")
      }
    }
    #expect(plain > 400)
  }

  @Test("Every single scalar that is taken for normal is")
  func scalars() {
    for value in UInt32(0)...0x2100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(scalar)
      guard text.isPlainlyNormal else { continue }
      #expect(scalar.properties.canonicalCombiningClass == .notReordered)
      #expect(text.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8))
    }
  }

  @Test("Persian and Latin names are normal at a glance; marks that combine are composed")
  func examples() {
    #expect("شرکت بازرگانی رؤیا".isPlainlyNormal && "Zoë Müller, 12".isPlainlyNormal && "می‌روم".isPlainlyNormal)
    #expect(!"e\u{301}".isPlainlyNormal && "e\u{301}".normalFormC.unicodeScalars.count == 1)
    #expect("و\u{654}".normalFormC.unicodeScalars.map(\.value) == [0x624])
  }
}
