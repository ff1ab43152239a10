import Foundation
import Testing

/// A file of reference data, which a user's clone does not have.
struct ReferenceFile {
  static let reason: Comment = "the reference data (../shared/data or $CRMKIT_REFERENCE_DATA) is not here"

  private let url: URL

  /// The file at a path in the folder that `CRMKIT_REFERENCE_DATA` names, or in `shared/data` beside the package.
  init(_ path: String) {
    let folder =
      ProcessInfo.processInfo.environment["CRMKIT_REFERENCE_DATA"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).appending(path: "../../../../../shared/data").standardizedFileURL
    url = folder.appending(path: path)
  }

  var exists: Bool { FileManager.default.fileExists(atPath: url.path()) }

  /// The file's value, its keys in camel case.
  func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url))
  }
}
