import ArgumentParser
import CRMKit
import Foundation

/// A file that defines a process, a workflow or business hours.
struct DefinitionOptions: ParsableArguments {
  @Argument(help: "The definition, in JSON.", completion: .file(extensions: ["json"]))
  var file: String

  /// What the file defines.
  ///
  /// - Throws: ``CommandError`` with the place in the file.
  func definition<T: Decodable>(_ type: T.Type = T.self) throws -> T {
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: file)) } catch {
      throw CommandError("can't read \(file): \(error.localizedDescription)")
    }
    do { return try JSONDecoder().decode(type, from: data) } catch let error as DecodingError {
      throw CommandError("\(file): \(error.reason)")
    }
  }
}

extension DecodingError {
  /// Where in the JSON it is, and what is wrong there.
  fileprivate var reason: String {
    switch self {
    case .keyNotFound(let key, let context): Self.place(context) + "“\(key.stringValue)” is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      Self.place(context) + context.debugDescription
    @unknown default: "\(self)"
    }
  }

  private static func place(_ context: Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
    return path.isEmpty ? "" : path.joined(separator: ".") + ": "
  }
}
