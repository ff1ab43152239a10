import CRMCore
import Synchronization

/// A record type that was drawn: its number stands for its entity and the declaration of its fields.
struct DrawnRecord<Number: TypeNumber>: Record, DrawnValues {
  static var entity: String { DrawnDeclaration.entity(of: Number.value) }

  var id: ID
  var stamp = Stamp()
  var values: [String: AnyValue] = [:]
  var custom = CustomValues()

  init(id: RecordID<DrawnRecord>) { self.id = id }

  static var schema: Schema<DrawnRecord> {
    DrawnSchemas.kept(for: DrawnRecord.self) { Schema { DrawnRecord.declare(&$0) } }
  }

  private static func declare(_ f: inout SchemaBuilder<DrawnRecord>) {
    let declaration = DrawnDeclaration(number: Number.value)
    for field in declaration.fields { field.declare(in: &f) }
    for text in declaration.measured { f.derived(text + "Length", \.[DrawnLength(text: text)], .indexed) }
    for index in declaration.indexes { index.declare(in: &f) }
    if declaration.allowsCustomFields { f.custom(\.custom) }
    if !declaration.keepsHistory { f.withoutHistory() }
  }
}

/// A nested value that was drawn.
struct DrawnGroup<Number: TypeNumber>: FieldGroup, DrawnValues {
  var values: [String: AnyValue] = [:]

  init() {}

  static var fields: GroupSchema<DrawnGroup> {
    DrawnSchemas.kept(for: DrawnGroup.self) {
      GroupSchema { f in
        for field in DrawnDeclaration.groupFields(number: Number.value) { field.declareValue(in: &f) }
      }
    }
  }
}

/// The declarations of the drawn types, each made once: Swift has no static properties that are stored in generic types.
private enum DrawnSchemas {
  private static let made = Mutex<[ObjectIdentifier: any Sendable]>([:])

  static func kept<S: Sendable>(for type: Any.Type, _ make: () -> S) -> S {
    let key = ObjectIdentifier(type)
    if let known = made.withLock({ $0[key] }) as? S { return known }
    // Outside the lock, since one declaration may ask for another; the first to be kept is the one.
    let new = make()
    return made.withLock { made in
      if let known = made[key] as? S { return known }
      made[key] = new
      return new
    }
  }
}
