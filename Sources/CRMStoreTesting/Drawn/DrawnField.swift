import CRMCore

/// A field that was drawn.
struct DrawnField: Sendable {
  /// What kind of value the field holds.
  enum Kind: Sendable {
    case text, integer, decimal, number, boolean, money, date, instant, duration, closed, open
    /// To a type of that number.
    case reference(UInt64)
    /// To an entity that may be missing, and optional.
    case elsewhere(String)
    /// A list of nested values of that number.
    case groups(UInt64)
    /// A nested value of that number, whose fields are the record's.
    case nested(UInt64)
  }

  enum Form: Sendable {
    case plain, optional, list
  }

  var name: String
  var kind: Kind
  var form = Form.plain
  /// At most four.
  var options: [FieldOption] = []
  var onDelete = DeleteRule.restrict

  /// Declares the field of a record.
  func declare<G: DrawnValues>(in f: inout SchemaBuilder<G>) {
    switch kind {
    case .reference(let number): refer(to: number.type, in: &f)
    case .elsewhere(let entity):
      f(name, \.[DrawnSlot<Identifier?>(name: name, initial: nil)], to: entity, onDelete: onDelete)
    case .groups(let number): list(of: number.type, in: &f)
    case .nested(let number): nest(number.type, in: &f)
    default: declareValue(in: &f)
    }
  }

  /// Declares the field when it holds a plain value, as those of nested values do.
  func declareValue<G: DrawnValues>(in f: inout SchemaBuilder<G>) {
    switch kind {
    case .text: declare("", in: &f)
    case .integer: declare(0, in: &f)
    case .decimal: declare(ExactDecimal.zero, in: &f)
    case .number: declare(0.0, in: &f)
    case .boolean: declare(false, in: &f)
    case .money: declare(Money.zero(.usd), in: &f)
    case .date: if let day = try? CalendarDate(daysSince1970: 0) { declare(day, in: &f) }
    case .instant: declare(Instant(microsecondsSince1970: 0), in: &f)
    case .duration: declare(Duration.zero, in: &f)
    case .closed: declare(Specimen.Level.low, in: &f)
    case .open: declare(Specimen.Channel.web, in: &f)
    case .reference, .elsewhere, .groups, .nested: break
    }
  }

  private func declare<G: DrawnValues, V: FieldValue>(_ initial: V, in f: inout SchemaBuilder<G>) {
    switch form {
    case .plain: declare(DrawnSlot(name: name, initial: initial), in: &f)
    case .optional: declare(DrawnSlot<V?>(name: name, initial: nil), in: &f)
    case .list: declare(DrawnSlot<[V]>(name: name, initial: []), in: &f)
    }
  }

  private func declare<G: DrawnValues, V: FieldValue>(_ slot: DrawnSlot<V>, in f: inout SchemaBuilder<G>) {
    // Options are a set, so that one may be named more than once.
    if let option = options.first {
      f(name, \.[slot], option, self.option(1), self.option(2), self.option(3))
    } else {
      f(name, \.[slot])
    }
  }

  private func option(_ position: Int) -> FieldOption { options[min(position, options.count - 1)] }

  private func list<G: DrawnValues, N: TypeNumber>(of: N.Type, in f: inout SchemaBuilder<G>) {
    declare(DrawnSlot<[DrawnGroup<N>]>(name: name, initial: []), in: &f)
  }

  private func nest<G: DrawnValues, N: TypeNumber>(_: N.Type, in f: inout SchemaBuilder<G>) {
    f.group(name, \.[DrawnSlot(name: name, initial: DrawnGroup<N>())])
  }

  // MARK: References

  private func refer<G: DrawnValues, N: TypeNumber>(to: N.Type, in f: inout SchemaBuilder<G>) {
    let first = RecordID<DrawnRecord<N>>(.number(0))
    switch form {
    case .plain: refer(DrawnSlot(name: name, initial: first), in: &f)
    case .optional: refer(DrawnSlot<RecordID<DrawnRecord<N>>?>(name: name, initial: nil), in: &f)
    case .list: refer(DrawnSlot<[RecordID<DrawnRecord<N>>]>(name: name, initial: []), in: &f)
    }
  }

  private func refer<G: DrawnValues, V: ReferenceValue>(_ slot: DrawnSlot<V>, in f: inout SchemaBuilder<G>) {
    if let option = options.first {
      f(name, \.[slot], option, self.option(1), self.option(2), self.option(3), onDelete: onDelete)
    } else {
      f(name, \.[slot], onDelete: onDelete)
    }
  }
}

/// An index over several fields that was drawn.
struct DrawnIndex: Sendable {
  /// Two or three.
  let fields: [String]
  let isUnique: Bool

  func declare<G>(in f: inout SchemaBuilder<G>) {
    switch (isUnique, fields.count) {
    case (true, 2): f.unique(fields[0], fields[1])
    case (true, _): f.unique(fields[0], fields[1], fields[2])
    case (false, 2): f.index(fields[0], fields[1])
    case (false, _): f.index(fields[0], fields[1], fields[2])
    }
  }
}
