import CRMCore
import Foundation

/// Text is the same on every store, to the byte.
enum TextChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("text comes back byte for byte, however strange", strangeText),
    ConformanceCheck("text is normalised to NFC when written", normalForm),
    ConformanceCheck("text is compared for equality by the UTF-8 bytes of its NFC form", equality),
    ConformanceCheck("text is ordered by the UTF-8 bytes of its NFC form", order),
    ConformanceCheck(
      "matching ignoring case and script variants goes through derived keys, which are fields", matching),
    ConformanceCheck("sorting by a people's alphabet goes through derived keys, which are fields", alphabet),
    ConformanceCheck("U+0000 in text is refused on every store", nulCharacter),
    ConformanceCheck("a long text is kept", longText),
  ]

  private static let strange = [
    "", " ", "  leading and trailing  ", "a\tb\nc\r\nd\re", "'\"`\\/", "%_*?[]{}()", "NULL", "null", "nil", "0", "-0",
    "\u{1}\u{7F}\u{80}",
    "\u{FEFF}byte-order mark", "می\u{200C}شود", "\u{202E}right to left", "👩‍👩‍👧‍👦🏳️‍🌈", "\u{FFFD}\u{FFFF}\u{10FFFF}", "ﬁ ① Ⅷ",
    "İıſß",
    "'; DROP TABLE specimen; --", "$1 ?1 :name @p", "\u{E000}", "字",
  ]

  private static func strangeText(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: strange.enumerated().map { position, text in
        Specimen(position) {
          $0.title = text
          $0.note = text
          $0.source = Specimen.Channel(rawValue: text)
          $0.tags = [text, text]
          $0.lines = [Line(text, label: text)]
          $0.place.city = text
        }
      })
    for (position, text) in strange.enumerated() {
      let found = try await store.get(Specimen.ID.number(position))
      let texts = [
        found.title, found.note, found.source?.rawValue, found.tags.last, found.lines.first?.label, found.place.city,
      ]
      for read in texts {
        t.expect(read.map { Array($0.utf8) }, is: Array(text.utf8), "the bytes of \(text.debugDescription)")
      }
      try await t.expect(
        store.ordinals(Specimen.self, where: \.note == text), is: [position],
        "indexed equal to \(text.debugDescription)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.title == text), is: [position], "equal to \(text.debugDescription)")
    }
  }

  private static func normalForm(_ t: Trial) async throws {
    let store = try await t.store()
    let (decomposed, composed) = ("e\u{301} \u{1100}\u{1161} \u{212B}", "é 가 Å")
    let specimen = try await store.insert(
      Specimen(1) {
        $0.title = decomposed
        $0.note = decomposed
        $0.tags = [decomposed]
        $0.lines = [Line(decomposed, label: decomposed)]
        $0.place.city = decomposed
        $0.source = Specimen.Channel(rawValue: decomposed)
      })
    let found = try await store.get(specimen.id)
    let texts = [
      found.title, found.note, found.tags.first, found.lines.first?.address, found.lines.first?.label, found.place.city,
      found.source?.rawValue,
    ]
    for text in texts { t.expect(text.map { Array($0.utf8) }, is: Array(composed.utf8), "the bytes of é 가 Å") }
    let again = try await store.update(specimen.id) { $0.title = decomposed }
    t.expect(again.stamp.revision, is: 1, "the revision after writing the same text in another form")
  }

  private static func equality(_ t: Trial) async throws {
    let store = try await t.store()
    let texts = ["é", "e", "E", "é ", "É", "ي", "ی", "ss", "ß", "\u{645}\u{6CC}", "\u{645}\u{200C}\u{6CC}"]
    try await store.insert(
      all: texts.enumerated().map { position, text in
        Specimen(position) {
          $0.title = text
          $0.note = text
          $0.tags = [text]
        }
      })
    for (position, text) in texts.enumerated() {
      for form in [text, text.decomposedStringWithCanonicalMapping] {
        let name = form.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
        try await t.expect(store.ordinals(Specimen.self, where: \.title == form), is: [position], "equal to \(name)")
        try await t.expect(
          store.ordinals(Specimen.self, where: \.note == form), is: [position], "indexed equal to \(name)")
        try await t.expect(
          store.ordinals(Specimen.self, where: \.note ~= .isIn([form, "none"])), is: [position], "among \(name)")
        try await t.expect(
          store.ordinals(Specimen.self, where: \.tags ~= .any { $0.value == form }), is: [position],
          "any equal to \(name)")
        try await t.expect(
          store.count(Specimen.self, where: \.title != form), is: texts.count - 1, "others than \(name)")
      }
    }
  }

  private static func order(_ t: Trial) async throws {
    let store = try await t.store()
    // In UTF-16, or by code points of decomposed text, the last ones would come in another order.
    let texts = [
      "", "\u{1}", " ", " a", "10", "9", "A", "Z", "_", "a", "a ", "aa", "ab", "z", "~", "é", "ÿ", "Ā", "ي", "ی", "字",
      "\u{E000}", "\u{FFFD}",
      "😀",
    ]
    let shuffled = texts.enumerated().sorted { ($0.offset * 7 % texts.count) < ($1.offset * 7 % texts.count) }
    try await store.insert(
      all: shuffled.map { position, text in
        Specimen(position) {
          $0.title = text.decomposedStringWithCanonicalMapping
          $0.note = text
        }
      })
    let ascending = Array(texts.indices)
    try await t.expect(store.ordinals(Specimen.self, sort: .ascending(\.title)), is: ascending, "ascending")
    try await t.expect(store.ordinals(Specimen.self, sort: .ascending(\.note)), is: ascending, "ascending by an index")
    try await t.expect(
      store.ordinals(Specimen.self, sort: .descending(\.title)), is: ascending.reversed(), "descending")
    try await t.expect(
      store.ordinals(Specimen.self, sort: .descending(\.note)), is: ascending.reversed(), "descending by an index")
    for (position, text) in texts.enumerated() {
      try await t.expect(
        store.count(Specimen.self, where: \.title < text), is: position, "below \(text.debugDescription)")
      try await t.expect(
        store.count(Specimen.self, where: \.note >= text), is: texts.count - position,
        "not below \(text.debugDescription)")
    }
  }

  private static func matching(_ t: Trial) async throws {
    let store = try await t.store()
    let names = ["علي رضائي", "Renée  O’BRIEN", "می‌شود ۱۲۳", "Brienne"]
    try await store.insert(
      all: names.enumerated().map { position, name in
        Company(position) {
          $0.name = name
          $0.tags = [name]
        }
      })
    let words = [
      ("علی", [0]), ("رضایی", [0]), ("renee o'b", [1]), ("BRIEN", [1, 3]), ("123", [2]), ("میشود", [2]), ("nobody", []),
    ]
    for (word, expected) in words {
      try await t.expect(
        store.ordinals(Company.self, where: \.name ~= .matches(word)), is: expected, "matching \(word)")
      let anyTag = Filter<Company>(.any("tags", .matches("it", word)))
      try await t.expect(store.ordinals(Company.self, where: anyTag), is: expected, "a tag matching \(word)")
    }
    let key = Filter<Company>(.compare("name.key", .equal, .text(TextKey.fold(names[1]))))
    try await t.expect(store.ordinals(Company.self, where: key), is: [1], "by the key, as a field")
    try await t.expect(
      store.ordinals(Company.self, where: \.name ~= .contains("renée")), is: [], "containing, as written")
    try await store.update(Company.ID.number(3)) { $0.name = "Zed" }
    try await t.expect(store.ordinals(Company.self, where: \.name ~= .matches("brien")), is: [1], "after an update")
  }

  private static func alphabet(_ t: Trial) async throws {
    let store = try await t.store()
    let names = ["آرزو", "احمد", "بابک", "پری", "تهران", "چنگیز", "گیتی", "یاسمن"]
    try await store.insert(
      all: names.enumerated().reversed().map { position, name in
        Company(position) { $0.name = name }
      })
    try await t.expect(
      store.ordinals(Company.self, sort: .ascending("name.order")), is: Array(names.indices), "names by the alphabet")
    try await t.expect(
      store.ordinals(Company.self, sort: .descending("name.order")), is: names.indices.reversed(),
      "names, the last first")
  }

  private static func nulCharacter(_ t: Trial) async throws {
    let store = try await t.store()
    await t.expect(invalid: ["title", "note", "source", "tags", "lines", "place.city"], "U+0000 in every kind of text")
    {
      _ = try await store.insert(
        Specimen(1) {
          $0.title = "\0"
          $0.note = "a\0"
          $0.source = Specimen.Channel(rawValue: "\0b")
          $0.tags = ["fine", "a\0b"]
          $0.lines = [Line("\0")]
          $0.place.city = "\0"
        })
    }
    try await t.expect(store.count(Specimen.self), is: 0, "records after a refusal")
    let specimen = try await store.insert(Specimen(2))
    await t.expect(invalid: ["note"], "U+0000 in an update") {
      _ = try await store.update(specimen.id) { $0.note = "\0" }
    }
    try await t.expect(store.get(specimen.id), is: specimen, "the record after a refused update")
    for filter in [\.note == "a\0", \.title < "\0", \.title ~= .contains("\0")] as [Filter<Specimen>] {
      await t.expect("U+0000 in a condition", throws: { $0 is FilterError }) {
        _ = try await store.count(Specimen.self, where: filter)
      }
    }
  }

  private static func longText(_ t: Trial) async throws {
    let store = try await t.store()
    let text = String(repeating: "long text, که طولانی است; ", count: 3000)
    let other = text + "!"
    try await store.insert(all: [Specimen(1) { $0.title = text }, Specimen(2) { $0.title = other }])
    try await t.expect(store.get(Specimen.ID.number(2)).title == other, is: true, "whether a long text comes back")
    try await t.expect(store.ordinals(Specimen.self, where: \.title == text), is: [1], "records with a long text")
    try await t.expect(store.ordinals(Specimen.self, where: \.title > text), is: [2], "records behind a long text")
    try await t.expect(store.ordinals(Specimen.self, sort: .descending(\.title)), is: [2, 1], "long texts in order")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.title ~= .hasSuffix("!")), is: [2], "long texts that end so")
  }
}
