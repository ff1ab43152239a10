package import CRMCore
import Foundation

extension TableLayout {
  /// Binds a record's identifier and all of its columns, and runs a body while they lie there.
  package func withBound<T>(_ record: AnyRecord, to statement: some SQLBinder, _ body: () throws -> T) throws -> T {
    // What is bound lies in the record.
    try withExtendedLifetime(record) {
      _ = try bind(record, to: statement, from: 1)
      return try body()
    }
  }

  /// Binds a record's identifier and all of its columns, which lie in the record: it must live as long as they are bound.
  ///
  /// - Returns: The number of the parameter behind them.
  package func bind(_ record: AnyRecord, to statement: some SQLBinder, from first: Int) throws -> Int {
    try record.storage.withSlots { slots in
      try statement.bind(record.id, at: first)
      var index = first + 1
      for (slot, field) in fields.enumerated() {
        if let bytes = slots[slot] {
          try field.bind(bytes, to: statement, at: index)
        } else {
          for place in 0..<field.form.width { try statement.bindNull(at: index + place) }
        }
        index += field.form.width
      }
      return try bindOthers(slots[type.customSlot].map(CustomValues.init(bytes:)), to: statement, from: index)
    }
  }

  /// - Returns: The number of the parameter behind the last.
  package func bindOthers(_ values: CustomValues?, to statement: some SQLBinder, from first: Int) throws -> Int {
    var index = first
    var rest = values?.values ?? [:]
    for field in others {
      // What another program's type for it is not, stays beside.
      if let value = rest[field.name], let bytes = field.bytes(of: value) {
        rest[field.name] = nil
        try bytes.withUnsafeBytes { try field.bind($0, to: statement, at: index, staying: false) }
      } else {
        for place in 0..<field.form.width { try statement.bindNull(at: index + place) }
      }
      index += field.form.width
    }
    guard !rest.isEmpty else {
      try statement.bindNull(at: index)
      return index + 1
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = try encoder.encode(rest)
    try json.withUnsafeBytes { try statement.bind(json: $0, at: index) }
    return index + 1
  }
}

extension TableLayout.Field {
  /// The value as a slot holds it; nil when it is not of the field's type.
  fileprivate func bytes(of value: AnyValue) -> [UInt8]? {
    var bytes: [UInt8] = []
    return (try? ValueCoding.append(value, as: type, to: &bytes)) == nil ? nil : bytes
  }

  /// Binds what a slot holds, which stays where it is unless said otherwise.
  package func bind(
    _ bytes: UnsafeRawBufferPointer, to statement: some SQLBinder, at index: Int, staying: Bool = true
  ) throws {
    switch form {
    case .text: try statement.bind(text: bytes, at: index, staying: staying)
    case .integer: try statement.bind(ValueCoding.integer(bytes), at: index)
    case .instant: try statement.bind(Instant(microsecondsSince1970: ValueCoding.integer(bytes)), at: index)
    case .date: try statement.bind(ValueCoding.date(bytes), at: index)
    case .boolean: try statement.bind(!bytes.isEmpty, at: index)
    case .number: try statement.bind(ValueCoding.number(bytes), at: index)
    case .reference: try statement.bind(ValueCoding.reference(bytes), at: index)
    case .decimal: try statement.bind(ValueCoding.decimal(bytes), at: index)
    case .money:
      let money = try ValueCoding.money(bytes)
      try statement.bind(money.minorUnits, at: index)
      try statement.bind(.text(money.currency.unambiguousCode), at: index + 1)
    case .json:
      if bytes.isEmpty { return try statement.bind(.json("[]"), at: index) }
      guard let text = try ValueCoding.value(bytes, as: type).text else { throw RecordError.damaged }
      try statement.bind(.json(text), at: index)
    }
  }
}
