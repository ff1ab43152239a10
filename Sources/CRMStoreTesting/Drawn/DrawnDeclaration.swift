import CRMCore

/// The declaration of a record type as its number has it.
///
/// A number is that of a family of types, the seed, and of a place in it; types of a family refer to each other.
struct DrawnDeclaration: Sendable {
  private(set) var fields: [DrawnField] = []
  /// The texts whose lengths are fields.
  private(set) var measured: [String] = []
  private(set) var indexes: [DrawnIndex] = []
  let allowsCustomFields: Bool
  let keepsHistory: Bool

  fileprivate static let familySize: UInt64 = 8

  /// The types of the family of a seed; beside every fourth family are the suite's own.
  static func types(seed: UInt64) -> [any Record.Type] {
    func drawn<N: TypeNumber>(_: N.Type) -> any Record.Type { DrawnRecord<N>.self }
    let first = seed % (1 << 40) * familySize
    let family = (0..<count(seed)).map { place in
      let number: any TypeNumber.Type = (first + place).type
      return drawn(number)
    }
    return seed.isMultiple(of: 4) ? family + StoreConformance.records : family
  }

  private static func count(_ seed: UInt64) -> UInt64 {
    var draw = SplitMix64(seed: seed ^ 0xC0)
    return 1 + draw.next() % 4
  }

  /// The name of a type, which no other of the family has.
  static func entity(of number: UInt64) -> String {
    var draw = SplitMix64(seed: number / familySize)
    return entities[Int((draw.next() + number % familySize) % UInt64(entities.count))]
  }

  // Names that engines use themselves, that differ in the case of a letter only, and that other columns could be called by.
  private static let entities = [
    "order", "table", "Order", "crmTypes", "größe", "orderView", "select", "user", "index",
  ]
  private static let names = [
    "name", "order", "select", "group", "xmin", "rowid", "oid", "price", "price_currency", "Price", "custom_fields",
    "tableoid", "größe", "نام", "value", "t", "from", "limit", "null", "key", "place", "places",
  ]

  init(number: UInt64) {
    var draw = Draw(number: number)
    allowsCustomFields = draw.onceIn(2)
    keepsHistory = !draw.onceIn(5)
    var names = DrawnDeclaration.names
    for _ in 0..<2 + draw.number(below: 9) {
      let name = names.remove(at: draw.number(below: names.count))
      fields.append(draw.field(name, of: number, in: DrawnDeclaration.count(number / DrawnDeclaration.familySize)))
    }
    measured = fields.filter { $0.isText && draw.onceIn(3) }.map(\.name)
    let stamp = ["revision", "createdAt", "updatedAt"]
    let scalars = fields.filter(\.isScalar).map(\.name) + stamp + measured.map { $0 + "Length" }
    for _ in 0..<draw.number(below: 3) {
      var rest = scalars
      let names = (0..<2 + draw.number(below: 2)).map { _ in rest.remove(at: draw.number(below: rest.count)) }
      let isUnique = draw.onceIn(3) && Set(names).isDisjoint(with: stamp)
      indexes.append(DrawnIndex(fields: names, isUnique: isUnique))
    }
  }

  /// The fields of nested values.
  static func groupFields(number: UInt64) -> [DrawnField] {
    var draw = Draw(number: ~number)
    var names = ["city", "value", "order", "größe", "currency"]
    return (0..<1 + draw.number(below: 3)).map { _ in
      let name = names.remove(at: draw.number(below: names.count))
      return DrawnField(name: name, kind: draw.valueKind(), form: draw.onceIn(2) ? .plain : .optional)
    }
  }
}

extension DrawnField {
  fileprivate var isText: Bool {
    if case .text = kind { form != .list } else { false }
  }

  fileprivate var isScalar: Bool {
    switch kind {
    case .groups, .nested: false
    default: form != .list
    }
  }
}

/// What a number determines, one after the other.
private struct Draw {
  private var random: SplitMix64

  init(number: UInt64) { random = SplitMix64(seed: number &* 0x9E37_79B9_7F4A_7C15) }

  mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  mutating func onceIn(_ times: Int) -> Bool { number(below: times) == 0 }

  mutating func valueKind() -> DrawnField.Kind {
    let kinds: [DrawnField.Kind] = [
      .text, .text, .integer, .decimal, .number, .boolean, .money, .date, .instant, .duration, .closed, .open,
    ]
    return kinds[number(below: kinds.count)]
  }

  /// A field of a type of that number, in a family of so many.
  mutating func field(_ name: String, of number: UInt64, in count: UInt64) -> DrawnField {
    switch self.number(below: 16) {
    case 0...2: return reference(name, of: number, in: count)
    case 3:
      let entity = onceIn(2) ? DrawnDeclaration.entity(of: number) : Company.entity
      return DrawnField(name: name, kind: .elsewhere(entity), form: .optional, onDelete: .nullify)
    case 4: return DrawnField(name: name, kind: .groups(number), form: .list)
    case 5: return DrawnField(name: name, kind: .nested(number))
    default: return value(name)
    }
  }

  private mutating func value(_ name: String) -> DrawnField {
    var field = DrawnField(name: name, kind: valueKind(), form: onceIn(5) ? .list : onceIn(2) ? .plain : .optional)
    if onceIn(3) { field.options.append(.indexed) }
    if onceIn(6) { field.options.append(.required) }
    guard field.form != .list else { return field }
    if onceIn(3) { field.options.append(.column) }
    switch field.kind {
    case .boolean, .closed, .open: break
    case .text where onceIn(3): field.options.append(onceIn(2) ? .searchable : .collated(.persian))
    default: if onceIn(8) { field.options.append(.unique) }
    }
    return field
  }

  /// A reference to another type, or to the field's own.
  ///
  /// What must refer to a type refers to one that comes before it, or neither could have a first record.
  private mutating func reference(_ name: String, of number: UInt64, in count: UInt64) -> DrawnField {
    let place = number % DrawnDeclaration.familySize
    let target = number - place + UInt64(self.number(below: Int(count)))
    var field = DrawnField(name: name, kind: .reference(target))
    field.form = onceIn(3) ? .list : target < number && onceIn(3) ? .plain : .optional
    let rules: [DeleteRule] = field.form == .plain ? [.restrict, .cascade] : [.restrict, .nullify, .cascade]
    field.onDelete = rules[self.number(below: rules.count)]
    if field.form != .list && onceIn(4) { field.options.append(.unique) }
    if field.form == .optional && target == number && onceIn(2) { field.options.append(.acyclic) }
    return field
  }
}
