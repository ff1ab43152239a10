import Foundation

/// The working copy that these tests were built from.
struct Repository: Sendable {
  let root: URL

  /// The repository around this file.
  static let current = Repository(
    root: URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

  /// Every Swift file of the repository in the order of paths, read once for all rules.
  static let sources = Result {
    try ["Sources", "Tests", "Examples", "Benchmarks"].flatMap(current.swiftPaths).sorted().map {
      SwiftSource(path: $0, text: try current.text($0))
    }
  }

  /// The text of one file.
  func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// What lies directly in a folder, without names that begin with a dot.
  func names(in folder: String) throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
    return Set(names.filter { !$0.hasPrefix(".") })
  }

  /// The names at the top level that Git keeps; where there is no Git, those that lie there and do not begin with a dot.
  func topLevelNames() throws -> Set<String> {
    let kept = try gitPaths().compactMap { $0.split(separator: "/").first.map(String.init) }
    return kept.isEmpty ? try names(in: "") : Set(kept)
  }

  private func swiftPaths(below folder: String) -> [String] {
    guard let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path) else { return [] }
    var paths: [String] = []
    while let path = files.nextObject() as? String {
      if path.split(separator: "/").last?.hasPrefix(".") ?? false {
        files.skipDescendants()
      } else if path.hasSuffix(".swift") {
        paths.append("\(folder)/\(path)")
      }
    }
    return paths
  }

  private func gitPaths() throws -> [String] {
    #if os(macOS) || os(Linux)
      let git = Process()
      let output = Pipe()
      git.executableURL = URL(filePath: "/usr/bin/env")
      git.arguments = ["git", "-C", root.path, "ls-files"]
      git.standardOutput = output
      git.standardError = FileHandle.nullDevice
      try git.run()
      let answer = try output.fileHandleForReading.readToEnd() ?? Data()
      git.waitUntilExit()
      guard git.terminationStatus == 0 else { return [] }
      return String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
    #else
      return []
    #endif
  }
}
