import CRMCore
import Testing

@Suite("Paths")
struct PathResolutionTests {
  let world: World
  let trade = FilterContext.record(Trade.recordType)

  init() throws { world = try World() }

  private func resolve(_ path: FieldPath, in context: FilterContext? = nil) throws -> ResolvedPath {
    try path.resolved(in: context ?? trade, catalog: world.catalog, scope: world.scope)
  }

  @Test("Own fields are found at their slots, and the identifier beside them")
  func ownFields() throws {
    let score = try resolve("score")
    #expect(score.steps.isEmpty)
    #expect(score.terminal == .field(try #require(Trade.recordType.slot(of: "score"))))
    #expect(score.type == .integer)
    #expect(score.field?.name == "score")
    #expect(try resolve("id").terminal == .id)
    #expect(try resolve("revision").type == .integer)
  }

  @Test("The longest name that is a field wins, points and all")
  func nestedNames() throws {
    #expect(try resolve("place.city").field?.name == "place.city")
    #expect(try resolve("title.key").field?.name == "title.key")
    #expect(try resolve("house.name.key").field?.name == "name.key")
  }

  @Test("References are followed by name, as deep as they go")
  func references() throws {
    let path = try resolve("house.parent.keeper.name")
    #expect(path.steps.map(\.target.entity) == ["house", "house", "user"])
    #expect(path.type == .text)
    #expect(try resolve("createdBy.name").steps.map(\.target.entity) == ["user"])
    #expect(try resolve("house.id").terminal == .id)
  }

  @Test("Who wrote a record is followed only where the catalog has users")
  func actorsWithoutUsers() throws {
    let catalog = try Catalog([LoneClerk.self])
    let path = FieldPath("createdBy.name")
    #expect(throws: FilterError.missingEntity("user", path: "createdBy")) {
      try path.resolved(in: .record(LoneClerk.recordType), catalog: catalog)
    }
    #expect(try FieldPath("createdBy").resolved(in: .record(LoneClerk.recordType), catalog: catalog).steps.isEmpty)
  }

  @Test("Money has an amount and a currency")
  func moneyMembers() throws {
    #expect(try resolve("value.amount").type == .decimal)
    #expect(try resolve("value.currency").member == .currency)
    #expect(try resolve("fee.amount").terminal == .custom("fee"))
    #expect(throws: FilterError.unknownField("amout", entity: "money", suggestions: ["amount"])) {
      try resolve("value.amout")
    }
  }

  @Test("Custom fields are the scope's, under the records that have them")
  func customFields() throws {
    #expect(try resolve("points").terminal == .custom("points"))
    #expect(try resolve("house.grade").type == .text)
    #expect(throws: FilterError.unknownField("grade", entity: "trade", suggestions: [])) { try resolve("grade") }
  }

  @Test("Among a list's elements, names are the element's")
  func elements() throws {
    let person = FilterContext.element(Trade.Person.fieldType)
    #expect(try resolve("age", in: person).terminal == .groupField(2))
    #expect(try resolve("it.age", in: person).terminal == .groupField(2))
    #expect(try resolve("house.name", in: person).steps.map(\.place) == [.groupField(3)])
    let house = FilterContext.element(.reference(to: "house"))
    #expect(try resolve("it", in: house).terminal == .element)
    #expect(try resolve("name", in: house).steps.map(\.place) == [.element])
    #expect(try resolve("it.parent.name", in: house).steps.count == 2)
    #expect(throws: FilterError.self) { try resolve("name", in: .element(.text)) }
  }

  @Test(
    "A name that is no field is an error that knows better ones",
    arguments: [
      ("scor", "scor", "trade", ["score"]), ("hause.name", "hause", "trade", ["house"]),
      ("house.nam", "nam", "house", ["name"]), ("place.cty", "place.cty", "trade", ["place.city"]),
      ("POINTS", "POINTS", "trade", ["points"]), ("nothingLikeIt", "nothingLikeIt", "trade", []),
      ("", "", "trade", []), ("house..name", ".name", "house", ["name"]),
    ] as [(String, String, String, [String])])
  func unknownNames(path: String, name: String, entity: String, suggestions: [String]) {
    let error = #expect(throws: FilterError.self) { try resolve(FieldPath(path)) }
    guard case .unknownField(let found, let where_, let nearest) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == name)
    #expect(where_ == entity)
    #expect(suggestions.isEmpty || nearest.first == suggestions.first)
  }

  @Test("No name follows a value that has no fields")
  func deadEnds() {
    #expect(throws: FilterError.notAReference("title", .text)) { try resolve("title.length") }
    #expect(throws: FilterError.listNeedsAnyOrAll("people")) { try resolve("people.age") }
    #expect(throws: FilterError.listNeedsAnyOrAll("partners")) { try resolve("partners.name") }
  }

  @Test("A path of endless names is refused")
  func depth() {
    let path = FieldPath(Array(repeating: "parent", count: 101).joined(separator: "."))
    #expect(throws: FilterError.tooDeep) { try resolve(path, in: .record(House.recordType)) }
  }
}

/// A record in a catalog without users.
private struct LoneClerk: Record {
  static let entity = "loneClerk"
  var id: ID
  var stamp = Stamp()
  init(id: RecordID<LoneClerk>) { self.id = id }
  static let schema = Schema<LoneClerk> { _ in }
}
