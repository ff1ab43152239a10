import CRMContacts
import CRMCore
import CRMMemoryStore
import Foundation

/// A record with a field of every type.
struct Sample: Record {
  static let entity = "sample"

  var id: ID
  var stamp = Stamp()
  var name = ""
  var note: String?
  var size: Int?
  var ratio: ExactDecimal?
  var weight: Double?
  var isGood = false
  var price: Money?
  var day: CalendarDate?
  var moment: Instant?
  var length: Duration?
  var colour = Colour.red
  var flavour: Flavour?
  var parent: Sample.ID?
  var friends: [Sample.ID] = []
  var owner: User.ID?
  var labels: [String] = []
  var sizes: [Int] = []
  var points: [ContactPoint] = []
  var custom = CustomValues()

  enum Colour: String, ClosedEnumeration {
    case red, green, deepBlue
  }

  struct Flavour: OpenEnumeration {
    let rawValue: String
    init(rawValue: String) { self.rawValue = rawValue }
    static let sweet = Flavour(rawValue: "sweet")
    static let known = [sweet]
  }

  init(id: RecordID<Sample>) { self.id = id }

  static let schema = Schema<Sample> { f in
    f("name", \.name, .required)
    f("note", \.note)
    f("size", \.size, .unique)
    f("ratio", \.ratio)
    f("weight", \.weight)
    f("isGood", \.isGood)
    f("price", \.price)
    f("day", \.day)
    f("moment", \.moment)
    f("length", \.length)
    f("colour", \.colour)
    f("flavour", \.flavour)
    f("parent", \.parent, onDelete: .nullify)
    f("friends", \.friends, onDelete: .nullify)
    f("owner", \.owner, onDelete: .nullify)
    f("labels", \.labels)
    f("sizes", \.sizes)
    f("points", \.points)
    f.custom(\.custom)
  }

  func problems() -> [FieldProblem] { name == "forbidden" ? [FieldProblem("name", "is forbidden")] : [] }
}

/// An empty store with the records of this module and a ``Sample``.
func sampleStore() throws -> MemoryStore {
  try MemoryStore(
    [BusinessUnit.self, Team.self, User.self, Account.self, Contact.self, Sample.self],
    environment: .replayable(seed: 7))
}

func mapping(_ json: String) throws -> ImportMapping { try ImportMapping(json: Data(json.utf8)) }

extension RecordWriting {
  /// Imports a text, by a mapping in JSON if one is given.
  func load<R: Record>(
    _ text: String, into type: R.Type = R.self, map: String? = nil, key: String? = nil,
    options: Importer.Options = Importer.Options()
  ) async throws -> ImportReport {
    let parsed = try map.map { try mapping($0) }
    return try await Importer(self, options: options).import(Array(text.utf8), into: type, mapping: parsed, key: key)
  }

  /// Imports one cell of a column `x` into a field of a sample: the field's value, or the first reason against it.
  func cell(_ text: String, _ field: String, _ options: String) async throws -> AnyValue {
    let cell = "\"" + text.replacing("\"", with: "\"\"") + "\""
    let report = try await load(
      "x\n\(cell)\n", into: Sample.self,
      map: #"{"fields": {"name": {"constant": "cell"}, "\#(field)": {"column": "x"\#(options)}}}"#)
    if let reason = report.failures.first?.reasons.first { return .text("! " + reason) }
    return try await reading { context in
      let records = try await context.records(RecordQuery(Sample.recordType))
      return try records.last?.value(of: field) ?? .null
    }
  }
}

/// Calls `body` with the URL of a folder that is removed afterwards.
func withImportFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  do {
    let result = try await body(folder)
    try FileManager.default.removeItem(at: folder)
    return result
  } catch {
    try? FileManager.default.removeItem(at: folder)
    throw error
  }
}
