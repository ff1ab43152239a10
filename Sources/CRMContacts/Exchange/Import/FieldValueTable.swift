import CRMCore

/// The identifiers of records by what one of their fields holds.
struct FieldValueTable {
  private let field: String
  private let foldsText: Bool
  private var exact: [AnyValue: [Identifier]] = [:]
  private var folded: [String: [Identifier]] = [:]
  private var withoutSpaces: [String: [Identifier]] = [:]

  /// - Parameter foldsText: Whether texts are found by their keys too.
  init(of field: String, foldsText: Bool) {
    self.field = field
    self.foldsText = foldsText
  }

  /// What a value leads to: exactly, else by its key, else, where spaces don't count, by its key without them; nil for
  /// nothing.
  ///
  /// - Parameter isExact: Whether the value must stand there as it is written.
  func match(_ value: AnyValue, exactly isExact: Bool = false, ignoringSpaces: Bool = false) -> FieldLookup.Match? {
    if let match = FieldLookup.Match(exact[value]) { return match }
    guard foldsText, !isExact, case .text(let text) = value else { return nil }
    let key = TextKey(text)
    if let match = FieldLookup.Match(folded[key.value]) { return match }
    return ignoringSpaces ? FieldLookup.Match(withoutSpaces[key.withoutSpaces]) : nil
  }

  mutating func insert(_ record: AnyRecord) { change(record) { $0.append(record.id) } }

  mutating func remove(_ record: AnyRecord) { change(record) { $0.removeAll { $0 == record.id } } }

  private mutating func change(_ record: AnyRecord, _ body: (inout [Identifier]) -> Void) {
    guard let value = try? record.value(of: field), !value.isNull else { return }
    body(&exact[value, default: []])
    guard foldsText, case .text(let text) = value else { return }
    let key = TextKey(text)
    body(&folded[key.value, default: []])
    body(&withoutSpaces[key.withoutSpaces, default: []])
  }
}

extension FieldLookup.Match {
  /// The one record, or that there are several; nil for none.
  fileprivate init?(_ candidates: [Identifier]?) {
    guard let candidates, let first = candidates.first else { return nil }
    self = candidates.count == 1 ? .found(first) : .ambiguous(candidates.count)
  }
}
