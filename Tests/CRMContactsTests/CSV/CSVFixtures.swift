import CRMContacts
import Foundation

/// The shared reference data: `CRMKIT_REFERENCE_DATA`, or `shared/data` beside the package.
enum CSVReferenceData {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["CRMKIT_REFERENCE_DATA"] { return URL(fileURLWithPath: path) }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return root.deletingLastPathComponent().appending(path: "shared/data")
  }()

  static let isPresent = FileManager.default.fileExists(atPath: folder.appending(path: "08_formats/csv").path)

  static func json(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: path)))
  }
}

/// All rows of a text or of bytes.
func csvRows(_ text: String, _ options: CSVReader.Options = .init(hasHeader: false)) throws -> [CSVRow] {
  try csvRows(Array(text.utf8), options)
}

func csvRows(_ bytes: [UInt8], _ options: CSVReader.Options = .init(hasHeader: false)) throws -> [CSVRow] {
  try csvRows(CSVReader(bytes: bytes, options: options))
}

func csvRows(_ reader: CSVReader) throws -> [CSVRow] {
  var rows: [CSVRow] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

func csvFields(_ text: String, _ options: CSVReader.Options = .init(hasHeader: false)) throws -> [[String]] {
  try csvRows(text, options).map(\.fields)
}

/// Calls `body` with the URL of a file that is removed afterwards.
func withCSVFile<Result>(_ bytes: [UInt8], _ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "csv-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: "list.csv")
  try Data(bytes).write(to: file)
  return try body(file)
}
