// Lists the public symbols without documentation in the symbol graphs of the folders named. A member that fulfils a
// protocol's requirement has the requirement's documentation; a case may speak for itself.

import Foundation

struct SymbolGraph: Decodable {
  struct Symbol: Decodable {
    struct Kind: Decodable { var identifier: String }
    struct Identifier: Decodable { var precise: String }
    struct Documentation: Decodable {}
    struct Location: Decodable {
      struct Position: Decodable { var line: Int }
      var uri: String
      var position: Position
    }
    var kind: Kind
    var identifier: Identifier
    var pathComponents: [String]
    var docComment: Documentation?
    var location: Location?
  }
  var symbols: [Symbol]
}

let undocumented = try CommandLine.arguments.dropFirst().flatMap { folder in
  try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".symbols.json") }.flatMap { file in
    let data = try Data(contentsOf: URL(filePath: folder).appending(path: file))
    return try JSONDecoder().decode(SymbolGraph.self, from: data).symbols.filter { symbol in
      symbol.docComment == nil && !["swift.enum.case", "swift.extension"].contains(symbol.kind.identifier)
        && !symbol.identifier.precise.contains("::SYNTHESIZED::")
    }
  }
}

let lines = undocumented.map { symbol in
  let path = symbol.location.map { "\(URL(string: $0.uri)?.path ?? $0.uri):\($0.position.line + 1)" } ?? "?"
  return "\(path): warning: \(symbol.pathComponents.joined(separator: ".")) has no documentation"
}
for line in lines.sorted() { print(line) }
exit(lines.isEmpty ? 0 : 1)
