import ArgumentParser
import CRMKit

/// Which part of a list is shown.
struct PageOptions: ParsableArguments {
  @Option(help: "The most records to list.")
  var limit = 50

  @Option(help: ArgumentHelp("Go on behind this place, with which the list before ended.", valueName: "cursor"))
  var after: String?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
  }

  /// A query for that part of a list.
  func query(
    _ type: RecordType, where filter: FilterExpression = .constant(true), sort: [SortTerm] = []
  ) throws -> RecordQuery {
    RecordQuery(type, where: filter, sort: sort, limit: limit, after: try after.map(RecordCursor.init(text:)))
  }
}
