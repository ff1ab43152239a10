/// The names of a store's files, and what a listing of its folder says about it.
struct FolderNames: Equatable {
  static let lock = "lock"
  private static let journal = "journal-"
  private static let checkpoint = "checkpoint-"
  private static let temporary = ".tmp"
  private static let digits = 20

  /// The sequence numbers of the checkpoints, rising.
  var checkpoints: [UInt64] = []
  /// The numbers of the journals, rising.
  var journals: [UInt64] = []
  /// The names of what an interrupted creation left.
  var temporaries: [String] = []

  /// Sorts a listing.
  ///
  /// Names that the store never gives are nobody's business here.
  init(_ names: [String]) {
    for name in names {
      let isTemporary = name.hasSuffix(Self.temporary)
      let stem = isTemporary ? String(name.dropLast(Self.temporary.count)) : name
      let journal = Self.number(in: stem, after: Self.journal)
      let checkpoint = Self.number(in: stem, after: Self.checkpoint)
      if isTemporary {
        if journal != nil || checkpoint != nil { temporaries.append(name) }
      } else if let journal {
        journals.append(journal)
      } else if let checkpoint {
        checkpoints.append(checkpoint)
      }
    }
    checkpoints.sort()
    journals.sort()
  }

  static func journal(_ number: UInt64) -> String { journal + padded(number) }

  static func checkpoint(_ sequence: UInt64) -> String { checkpoint + padded(sequence) }

  static func temporary(_ name: String) -> String { name + temporary }

  private static func padded(_ number: UInt64) -> String {
    let text = String(number)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private static func number(in name: String, after prefix: String) -> UInt64? {
    guard name.hasPrefix(prefix) else { return nil }
    let text = name.dropFirst(prefix.count)
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return UInt64(text).flatMap { $0 < FrameHeader.numberLimit ? $0 : nil }
  }
}
