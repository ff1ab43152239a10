import CRMKit

/// Records in an order, with the values that are shown of each.
struct RecordList {
  var titles: [String]
  var rows: [[AnyValue]]

  init(titles: [String], rows: [[AnyValue]]) {
    self.titles = titles
    self.rows = rows
  }

  /// Reads the values that the paths lead to.
  init(
    _ records: [AnyRecord], _ paths: [FieldPath], of type: RecordType, in context: borrowing ReadContext
  ) async throws {
    var reader = try await PathReader(paths, of: type, in: context)
    titles = paths.map(\.text)
    rows = []
    for record in records { rows.append(try await reader.values(of: record, in: context)) }
  }

  /// An object a record.
  var json: JSONValue {
    .array(rows.map { row in .object(zip(titles, row).map { .init(key: $0, value: JSONValue($1)) }) })
  }

  var table: TextTable { TextTable(titles, rows) }

  /// Keeps the first columns in which some record has a value: as many as a terminal shows without wrapping, at most
  /// seven.
  mutating func keepTellingColumns(width: Int?) {
    let telling = titles.indices.filter { column in
      rows.isEmpty || rows.contains { !$0[column].isNull && $0[column] != "" }
    }
    var room = width ?? .max
    let kept = telling.prefix(7).enumerated().prefix { position, column in
      let widest = rows.reduce(titles[column].displayWidth) { max($0, $1[column].display.displayWidth) }
      room -= widest + (position == 0 ? 0 : TextTable.gap)
      return room >= 0 || position < 3
    }.map(\.element)
    titles = kept.map { titles[$0] }
    rows = rows.map { row in kept.map { row[$0] } }
  }

  /// Puts names in the place of identifiers where the engine's records hold them as text: of the record that one is about, and of users.
  mutating func nameRecords(in context: borrowing ReadContext) async throws {
    let subject = titles.firstIndex(of: "subject")
    for (column, title) in titles.enumerated() where ["record", "recipient", "actor"].contains(title) {
      for row in rows.indices {
        let entity = title == "record" ? subject.flatMap { rows[row][$0].text } : User.entity
        guard let type = entity.flatMap({ try? context.catalog.type(of: $0) }),
          let id = rows[row][column].text.flatMap(Identifier.init),
          let record = try await context.record(RecordKey(entity: type.entity, id: id))
        else { continue }
        rows[row][column] = .text(try record.title)
      }
    }
  }
}
