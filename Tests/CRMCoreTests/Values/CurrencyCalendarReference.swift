import Foundation
import Testing

/// The tables of currencies and Jalali days that others publish; a clone of the package alone has none.
enum CurrencyCalendarReference {
  static let reason: Comment = "the reference data (../shared/data or $CRMKIT_REFERENCE_DATA) is not here"

  static var isPresent: Bool { !rows(of: "iso4217.csv").isEmpty }

  /// The rows without the header, split at commas; the columns that are used hold none.
  static func rows(of file: String) -> [[String]] {
    let url = folder.appending(path: "09_currency_calendar").appending(path: file)
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    return text.split(whereSeparator: \.isNewline).dropFirst().map { row in
      row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["CRMKIT_REFERENCE_DATA"] { return URL(filePath: path) }
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().appending(path: "shared/data")
  }
}
