/// How stored data tells types apart, where it does not go by a declaration: beside the values of custom fields, and in the history.
extension FieldType {
  /// The types by the codes that they are stored by, which never change.
  ///
  /// The name of each is its ``description``. A list says nothing of its elements, which have codes of their own.
  private static let coded: [(code: UInt8, type: FieldType)] = [
    (1, .text), (2, .integer), (3, .decimal), (4, .number), (5, .boolean), (6, .money), (7, .date), (8, .instant),
    (9, .duration), (10, .reference(to: "")), (11, .list(.text)), (12, .group([])),
  ]

  /// The code that values of the type are stored under.
  var storedCode: UInt8? {
    let stored: FieldType =
      switch self {
      case .enumeration: .text
      case .reference: .reference(to: "")
      case .list: .list(.text)
      case .group: .group([])
      default: self
      }
    return FieldType.coded.first { $0.type == stored }?.code
  }

  /// The type of the values that are stored under a code.
  init?(storedCode code: UInt8) {
    guard let known = FieldType.coded.first(where: { $0.code == code }) else { return nil }
    self = known.type
  }

  /// The type whose ``description`` was stored, as far as a value's text can be read by it.
  init?(storedName name: String) {
    if name.hasPrefix("list of ") {
      guard let element = FieldType(storedName: String(name.dropFirst("list of ".count))) else { return nil }
      self = .list(element)
    } else if name.hasPrefix("reference to ") {
      self = .reference(to: "")
    } else if name == FieldType.enumeration(EnumerationType(names: [], isOpen: true)).description {
      self = .text
    } else {
      // A group's text says nothing of the types of its fields.
      guard let known = FieldType.coded.first(where: { $0.type.description == name }), known.type != .group([]) else {
        return nil
      }
      self = known.type
    }
  }
}

extension AnyValue {
  /// The type that a value is stored as where nothing declares one; nil for what can't be stored so.
  var storedType: FieldType? {
    switch self {
    case .null, .amount: nil
    case .group: .group([])
    case .text: .text
    case .integer: .integer
    case .decimal: .decimal
    case .number: .number
    case .boolean: .boolean
    case .money: .money
    case .date: .date
    case .instant: .instant
    case .duration: .duration
    case .reference: .reference(to: "")
    case .list(let values): .list(values.first?.storedType ?? .text)
    }
  }
}
