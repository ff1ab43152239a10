import CRMCore

/// What holds values of fields that were drawn: by name, since Swift has no property for them.
protocol DrawnValues: Sendable {
  var values: [String: AnyValue] { get set }
}

/// The place of a value that takes a property's part in key paths.
struct DrawnSlot<V: FieldValue>: Hashable, Sendable {
  let name: String
  /// What the property holds at first.
  let initial: V
}

/// The place of a value that is computed: how long the text of a field is.
struct DrawnLength: Hashable, Sendable {
  let text: String
}

extension DrawnValues {
  subscript<V: FieldValue>(_ slot: DrawnSlot<V>) -> V {
    get { values[slot.name].flatMap { try? V(anyValue: $0) } ?? slot.initial }
    set { values[slot.name] = newValue.anyValue }
  }

  subscript(_ length: DrawnLength) -> Int? {
    if case .text(let text)? = values[length.text] { text.unicodeScalars.count } else { nil }
  }
}
