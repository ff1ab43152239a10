extension HouseRule {
  /// The files that are what their module is named for, and so need no folder.
  private static let front: Set = [
    "Sources/CRMMemoryStore/MemoryStore.swift", "Sources/CRMFileStore/FileStore.swift", "Sources/CRMKit/CRM.swift",
    "Sources/CRMKit/Exports.swift",
  ]

  static let placement = HouseRule(name: "Every file lies in the folder of a concept") { source in
    guard source.module != nil, source.pathComponents.count == 3, !front.contains(source.path),
      source.pathComponents[2] != placeholder
    else { return [] }
    return [source.violation(at: 1, "move it into the folder of its concept (only \(front.sorted()) need none)")]
  }

  /// What stands in a module that has not come to life.
  static let placeholder = "Module.swift"

  static let longestFile = 450

  static let length = HouseRule(name: "No file of a module is longer than \(longestFile) lines") { source in
    guard source.lineCount > longestFile else { return [] }
    return [source.violation(at: longestFile + 1, "\(source.lineCount) lines: part the concepts that it holds")]
  }
}
