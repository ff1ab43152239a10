import CRMCore
import Foundation
import Testing

@Suite("Text key")
struct TextKeyTests {
  @Test(
    "Ways of typing the same text have one key",
    arguments: [
      ("Sara Ahmadi", "  SARA\t\nahmadi "),
      ("Renée O’Brien", "renee o'brien"),
      ("Straße", "STRASSE"),
      ("Łódź Ærø", "lodz aero"),
      ("İstanbul IĞDIR", "istanbul ığdır"),
      ("Θεσσαλονίκης", "ΘΕΣΣΑΛΟΝΙΚΗΣ"),
      ("ФЁДОР", "Федор"),
      ("Ｎｏ．１２", "no.12"),
      ("ﬁne №5 x²", "fine no5 x2"),
      ("علي رضائي", "علی رضایی"),
      ("كمال", "کمال"),
      ("فاطمة", "فاطمه"),
      ("أحمد إبراهيم آرش", "احمد ابراهیم ارش"),
      ("مؤمن", "مومن"),
      ("ابتداء", "ابتدا"),
      ("خانهٔ ما", "خانۀ ما"),
      ("می‌شود", "میشود"),
      ("ســلام", "سلام"),
      ("مُحَمَّد", "محمد"),
      ("رحمٰن", "رحمن"),
      ("ﷲ ﻻ ﻛﺘﺎﺏ", "الله لا کتاب"),
      ("۰۹۱۲ ٣٤٥ १२", "0912 345 12"),
      ("۱٫۵٪؟", "1.5%?"),
      ("\u{202B}سلام\u{202C}", "سلام"),
      ("e\u{301}", "é"),
      ("Jean–Luc", "jean-luc"),
      ("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
      ("ｶﾞ", "ガ"),
    ])
  func foldsTogether(_ first: String, _ second: String) {
    #expect(TextKey(first) == TextKey(second))
    #expect(TextKey(first).hashValue == TextKey(second).hashValue)
    #expect(TextKey.fold(first) == TextKey.fold(second))
  }

  @Test(
    "Different texts have different keys",
    arguments: [
      ("می شود", "میشود"), ("گل", "کل"), ("پر", "بر"), ("sara", "zara"), ("कि", "क"), ("か", "が"), ("a b", "ab"),
    ])
  func keepsApart(_ first: String, _ second: String) {
    #expect(TextKey(first) != TextKey(second))
  }

  @Test func `Nothing but invisible characters leaves an empty key`() {
    for text in ["", "  ", "\t\r\n", "\u{200C}\u{200F}", "\u{640}", "\u{64E}", "\u{A8}", "\u{0}"] {
      #expect(TextKey(text).isEmpty, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
    }
  }

  @Test(
    "ASCII text is folded alike whatever stands around it",
    arguments: [
      ("a", "a"), ("A", "a"), (" a", "a"), ("a ", "a"), ("a  b", "a b"), ("a b ", "a b"), ("a \u{1}B", "a b"),
    ])
  func ascii(_ text: String, _ expected: String) {
    #expect(TextKey.fold(text) == expected)
    #expect(TextKey.fold(text + "é") == expected + (text.hasSuffix(" ") ? " e" : "e"))
    #expect(TextKey.fold("é" + text) == "e" + (text.hasPrefix(" ") ? " " : "") + expected)
  }

  @Test func `Spaces can be disregarded`() {
    #expect(TextKey("Mohammad Reza").withoutSpaces == TextKey("MohammadReza").withoutSpaces)
    #expect(TextKey("می شود").withoutSpaces == TextKey("می‌شود").withoutSpaces)
  }

  @Test func `Words are runs of letters and digits`() {
    #expect(TextKey("Dr. Ana-María  (CEO), تهران۱").words == ["dr", "ana", "maria", "ceo", "تهران1"])
    #expect(TextKey("…").words.isEmpty)
  }

  @Test func `Folding every scalar twice is folding it once`() {
    var changed: [String] = []
    for value in UInt32(0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(value), !scalar.properties.isUnifiedIdeograph,
        ![.unassigned, .privateUse].contains(scalar.properties.generalCategory)
      else { continue }
      let once = TextKey.fold("x" + String(scalar) + "x")
      if TextKey.fold(once) != once { changed.append(String(value, radix: 16)) }
    }
    #expect(changed.isEmpty)
  }

  @Test func `Canonically equivalent texts have one key, which is in NFC and stays`() {
    var numbers = SplitMix64(seed: 1)
    for _ in 0..<2_000 {
      let text = MixedText.next(&numbers)
      let key = TextKey(text)
      #expect(key == TextKey(text.decomposedStringWithCanonicalMapping), "\(text.debugDescription)")
      #expect(key == TextKey(text.precomposedStringWithCanonicalMapping), "\(text.debugDescription)")
      #expect(key == TextKey(key.value), "\(text.debugDescription)")
      let composed = key.value.precomposedStringWithCanonicalMapping
      #expect(key.value.utf8.elementsEqual(composed.utf8), "\(text.debugDescription)")
      #expect(!key.value.hasPrefix(" ") && !key.value.hasSuffix(" ") && !key.value.contains("  "))
    }
  }

  @Test func `A key is coded as its text`() throws {
    let data = try JSONEncoder().encode([TextKey("Éa")])
    #expect(String(decoding: data, as: UTF8.self) == #"["ea"]"#)
    #expect(try JSONDecoder().decode([TextKey].self, from: Data(#"["ÉA"]"#.utf8)) == [TextKey("ea")])
  }
}
