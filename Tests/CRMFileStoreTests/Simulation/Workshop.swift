import CRMCore

/// What the simulated programs keep: parts, some of them of others, and how many transactions there were.
enum Workshop {
  struct Part: Record {
    static let entity = "part"
    var id: ID
    var stamp = Stamp()
    var code = ""
    var size: Int64 = 0
    var whole: Part.ID?
    init(id: RecordID<Part>) { self.id = id }
    static let schema = Schema<Part> { f in
      f("code", \.code, .required, .unique)
      f("size", \.size, .indexed)
      f("whole", \.whole, onDelete: .nullify)
    }
  }

  struct Tally: Record {
    static let entity = "tally"
    static let only = Tally.ID(Identifier(high: 1, low: 1))
    var id: ID
    var stamp = Stamp()
    var count: Int64 = 0
    init(id: RecordID<Tally>) { self.id = id }
    static let schema = Schema<Tally> { f in
      f("count", \.count)
      f.withoutHistory()
    }
  }

  static let types: [any Record.Type] = [Part.self, Tally.self]

  /// A part as the model keeps it.
  struct Row: Hashable {
    var code: String
    var size: Int64
    var whole: Part.ID?
    var revision: Int64 = 1
  }

  /// Everything that a store holds after some transactions.
  struct Contents: Hashable {
    var transactions = 0
    var parts: [Part.ID: Row] = [:]
    var historyEntries = 0
  }

  /// Everything that a view holds.
  static func contents<View: RecordReading & ~Copyable>(of view: borrowing View) async throws -> Contents {
    var contents = Contents()
    contents.transactions = Int(try await view.find(Tally.only)?.count ?? 0)
    for part in try await view.fetch(Part.self) {
      contents.parts[part.id] = Row(
        code: part.code, size: part.size, whole: part.whole, revision: part.stamp.revision)
    }
    contents.historyEntries = try await view.count(HistoryEntry.self)
    return contents
  }
}
