import CRMCore
import Testing

@Suite("Persian text")
struct PersianTextTests {
  private struct Cases: Decodable {
    struct Case: Decodable {
      let op: String
      let input: String
      let expected: String
    }
    let cases: [Case]
  }

  private static let file = CasesFile("07_persian/cases.json")

  @Test(
    "Every reference case of hazm and virastar comes out",
    .enabled(if: file.exists, "the reference data is not on this machine"))
  func referenceCases() throws {
    let cases = try Self.file.json(Cases.self).cases
    #expect(cases.count == 23)
    for each in cases {
      let result: String? =
        switch each.op {
        case "correct_spacing", "zwnj_space": PersianText.withCorrectSpacing(each.input)
        case "remove_kashida": PersianText.withoutKashida(each.input)
        case "remove_diacritics": PersianText.withoutDiacritics(each.input)
        case "digits_to_persian": PersianText.withPersianDigits(each.input)
        case "arabic_letters": PersianText.withPersianLetters(each.input)
        case "full_normalize": PersianText.normalized(each.input, joining: ["زمین‌لرزه"])
        default: nil
        }
      #expect(result == each.expected, "\(each.op)")
    }
  }

  @Test(
    "Spaces and punctuation are put right",
    arguments: [
      ("سلام ، دنیا", "سلام، دنیا"),
      ("سلام،دنیا", "سلام، دنیا"),
      ("( سلام )", "(سلام)"),
      ("نسخهٔ 1.5 و file.txt", "نسخهٔ 1.5 و file.txt"),
      ("رفت .", "رفت."),
      ("ریشتر ...", "ریشتر ..."),
      (" یک \n دو\t\tسه \r\n", "یک\nدو سه\r\n"),
      ("خانه\u{200C}.", "خانه."),
      ("«\u{200C}خانه", "«خانه"),
      ("\u{200C}\u{200C}", ""),
      ("", ""),
    ])
  func spacing(_ text: String, _ expected: String) {
    let result = PersianText.withCorrectSpacing(text)
    #expect(result.unicodeScalars.elementsEqual(expected.unicodeScalars), "\(result.debugDescription)")
    #expect(PersianText.withCorrectSpacing(result) == result)
  }

  @Test(
    "Affixes are joined to their words",
    arguments: [
      ("می روم و نمی گویم", "می\u{200C}روم و نمی\u{200C}گویم"),
      ("کتاب ها، بزرگ ترین", "کتاب\u{200C}ها، بزرگ\u{200C}ترین"),
      ("خانه ای", "خانه\u{200C}ای"),
      ("گل ای", "گل ای"),
      ("می.", "می."),
      ("پیش رو آمد", "پیش\u{200C}رو آمد"),
      ("پیش رو رو", "پیش\u{200C}رو رو"),
    ])
  func affixes(_ text: String, _ expected: String) {
    #expect(PersianText.withJoinedAffixes(text, joining: ["پیش\u{200C}رو", "تنها"]) == expected)
  }

  @Test func `Presentation forms become the letters that they show`() {
    #expect(PersianText.withPersianLetters("ﻛﺘﺎﺑﻲ ﺁﻣﺪ") == "کتابی آمد")
  }

  @Test func `Digits of reports are shown in Persian and read back`() {
    #expect(PersianText.withPersianDigits("1,234.5") == "۱,۲۳۴.۵")
    #expect(PersianText.withLatinDigits("۱۲٣") == "123")
  }

  @Test func `Lengthened letters shrink to one, other runs stay`() {
    #expect(PersianText.withoutLengthening("سلاممممم الله ۱۱۱ www") == "سلام الله ۱۱۱ www")
  }
}
