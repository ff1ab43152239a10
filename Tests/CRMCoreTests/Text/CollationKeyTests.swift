import CRMCore
import Foundation
import Testing

@Suite("Collation key")
struct CollationKeyTests {
  private func sorted(_ texts: [String], _ alphabet: CollationKey.Alphabet) -> [String] {
    texts.sorted { CollationKey($0, in: alphabet) < CollationKey($1, in: alphabet) }
  }

  @Test(
    "Alphabets come out in their order",
    arguments: [
      (CollationKey.Alphabet.persian, "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"),
      (.arabic, "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
      (.latin, "abcdefghijklmnopqrstuvwxyz"),
      (.latin, "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
      (.latin, "αβγδεζηθικλμνξοπρστυφχψω"),
    ])
  func alphabets(_ alphabet: CollationKey.Alphabet, _ letters: String) {
    let expected = letters.map(String.init)
    var numbers = SplitMix64(seed: 2)
    #expect(sorted(expected.shuffled(using: &numbers), alphabet) == expected)
    // The order of letters outranks all that follows them.
    let longer = zip(expected, expected.reversed()).map { $0 + $1 }
    #expect(sorted(longer.shuffled(using: &numbers), alphabet) == longer)
  }

  private static let lists: [(CollationKey.Alphabet, String)] = [
    (.persian, "آرش|آزاده|ابراهیم|احمد|بهار|پارسا|تارا|ژاله|گلناز|لیلا|ولی|هادی|یاسر"),
    (.persian, "علی|علي|علی اکبر|علیرضا"),
    (.persian, "قرآن|قران|مسئول|مسیر"),
    (.persian, "9|۱۰|الف|Alpha"),
    (.latin, "9|۱۰|Alpha|الف"),
    (.latin, "|-|1|a|A|á|a b|ab|b"),
    (.latin, "cote|coté|côte|côté"),
    (.latin, "aa|aA|Aa|ab|Ab"),
    (.latin, "Unit 2|Unit 02|Unit ۱۰|Unit 100"),
    (.latin, "ad|ae|æ|Æ|af|ob|øb|oc|Strasse|Straße|Strassf"),
    (.arabic, "هادي|ولي|ياسر"),
    (.arabic, "فات|فاة|فاث"),
  ]

  @Test("Known lists come out in their order", arguments: lists)
  func knownList(_ alphabet: CollationKey.Alphabet, _ list: String) {
    let expected = list.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    var numbers = SplitMix64(seed: 3)
    for _ in 0..<20 { #expect(sorted(expected.shuffled(using: &numbers), alphabet) == expected) }
  }

  @Test func `Numbers rank by their value`() {
    let values: [UInt64] = [0, 1, 2, 9, 10, 11, 99, 100, 101, 1_000, 99_999, .max]
    let texts = values.map { "n\($0)x" }
    var numbers = SplitMix64(seed: 4)
    #expect(sorted(texts.shuffled(using: &numbers), .persian) == texts)
    let long = String(repeating: "7", count: 500)
    #expect(CollationKey(long + "1", in: .latin) < CollationKey(long + "2", in: .latin))
  }

  @Test(
    "Texts that differ in nothing that counts have one key",
    arguments: [
      ("آ", "\u{627}\u{653}"), ("می\u{200C}شود", "میشود"), ("ســلام", "سلام"), ("۱۲", "12"), ("  a \t b ", "a b"),
      ("Ａ", "A"), ("ﷲ", "الله"), ("\u{202B}ب", "ب"), ("é", "e\u{301}"),
    ])
  func equal(_ first: String, _ second: String) {
    for alphabet in CollationKey.Alphabet.allCases {
      #expect(CollationKey(first, in: alphabet) == CollationKey(second, in: alphabet))
    }
  }

  /// What is left of a text when all that keys are documented to disregard has been taken from it.
  private func essence(_ text: String) -> String {
    let compatible = text.decomposedStringWithCompatibilityMapping
    var result = String.UnicodeScalarView()
    for scalar in compatible.unicodeScalars {
      if scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{640}" { continue }
      if scalar.properties.generalCategory == .decimalNumber, let digit = scalar.properties.numericValue {
        result.append(contentsOf: String(Int(digit)).unicodeScalars)
      } else {
        result.append(scalar.properties.isWhitespace ? " " : scalar)
      }
    }
    let words = String(result).unicodeScalars.split(separator: " ").map { String(String.UnicodeScalarView($0)) }
    return words.joined(separator: " ").precomposedStringWithCanonicalMapping
  }

  @Test func `Keys are equal for equal texts only, and order them totally`() {
    var numbers = SplitMix64(seed: 5)
    for alphabet in CollationKey.Alphabet.allCases {
      var essences: [String: String] = [:]
      var texts: [String] = []
      for _ in 0..<4_000 {
        let text = MixedText.next(&numbers, upTo: 3)
        let key = CollationKey(text, in: alphabet).value
        let essence = essence(text)
        if let known = essences[key] {
          #expect(known == essence, "\(text.debugDescription) has the key of \(known.debugDescription)")
        }
        essences[key] = essence
        if texts.count < 120 { texts.append(text) }
        #expect(key.utf8.elementsEqual(key.precomposedStringWithCanonicalMapping.utf8))
        #expect(key.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
      }
      #expect(Set(essences.values).count == essences.count)
      let keys = sorted(texts, alphabet).map { CollationKey($0, in: alphabet) }
      for (index, key) in keys.enumerated() {
        #expect(keys[(index + 1)...].allSatisfy { !($0 < key) })
      }
    }
  }

  @Test func `Persian names stand in the order that Foundation gives them`() {
    let names = """
      آرش آزاده آناهیتا ابراهیم احمد اکبر الهام امیر بابک بهار بهرام پارسا پروین پویا تارا ترانه ثریا جعفر جمشید چنگیز \
      حامد حسن حسین حمید خسرو دارا داریوش ذبیح رامین رضا رها زهرا زهره ژاله ژینا سارا سعید سهراب شادی شهرام شیرین صادق \
      صبا ضیا طاهره طوبی ظریف عباس علی عمران غزل غلام فاطمه فرهاد فریبا قاسم قدسی کاوه کریم کوروش گلناز گیتی لاله لیلا \
      ماه مآب مریم مسعود مهدی نازنین نرگس نیما وحید ولی هادی هاله هما یاسر یاسمین یوسف قرآن قران کمال گلاب
      """.split(separator: " ").map(String.init)
    let locale = Locale(identifier: "fa")
    let expected = names.sorted { $0.compare($1, options: [], range: nil, locale: locale) == .orderedAscending }
    #expect(sorted(names, .persian) == expected)
  }
}
