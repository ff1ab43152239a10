import CRMCore
import Foundation

/// A file of reference cases, which a user's clone does not have.
struct CasesFile {
  private let url: URL

  /// The file at a path in the folder that `CRMKIT_REFERENCE_DATA` names, or in `shared/data` beside the package.
  init(_ path: String) {
    if let folder = ProcessInfo.processInfo.environment["CRMKIT_REFERENCE_DATA"] {
      url = URL(filePath: folder).appending(path: path)
    } else {
      let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
      url = root.appending(path: "../shared/data").appending(path: path).standardizedFileURL
    }
  }

  var exists: Bool { FileManager.default.fileExists(atPath: url.path()) }

  /// The file's value, its keys in camel case.
  func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url))
  }

  /// The fields of the lines after the first, of a file without quoting.
  func rows() throws -> [[String]] {
    let text = try String(contentsOf: url, encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

/// Texts of letters that fold, decompose, vanish or rank apart.
enum MixedText {
  private static let pieces =
    Array("aAbzZéÉøæßß09۱٢ -.'\t").map(String.init)
    + [
      "ا", "آ", "\u{627}\u{653}", "أ", "ب", "پ", "ي", "ی", "ك", "ک", "ه", "ة", "\u{64E}", "\u{654}", "\u{640}",
      "\u{200C}", "\u{200D}", "\u{202B}", "\u{301}", "\u{308}", "ﷲ", "ﻻ", "Σ", "ς", "Я", "й", "한", "\u{1100}\u{1161}",
      "が", "か\u{3099}", "漢", "Ａ", "\u{3000}", "👩\u{200D}💻", "İ", "ı", "\u{A0}", "½", "…", "“", "क\u{93C}",
    ]

  static func next(_ numbers: inout SplitMix64, upTo length: Int = 6) -> String {
    (0..<Int.random(in: 0...length, using: &numbers)).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
  }
}
