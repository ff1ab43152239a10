extension WriteContext {
  /// Makes sure that nothing stands against a record.
  ///
  /// - Throws: ``RecordError/invalid(_:_:)`` with every problem: what can't be stored, what is missing or too long for an index, what the type itself and
  ///   the definitions of custom fields say. ``StoreError/missingTarget(_:field:target:)``, ``StoreError/cycle(_:field:path:)``.
  @inline(__always)
  func check(_ proposed: ProposedRecord, replacing current: AnyRecord?) async throws {
    let custom = try await customFields(of: proposed.encoded.record.type)
    let record = try proposed.checked(in: reading.catalog, custom, replacing: current)
    if !record.type.references.isEmpty { try await checkReferences(of: record, replacing: current) }
  }

  /// What stands against a record before any other is looked at, for those who want to know without writing it.
  package func problems(with record: AnyRecord, replacing current: AnyRecord?) async throws -> [FieldProblem] {
    let custom = try await customFields(of: record.type)
    return try record.type.propose(record, record.stamp, current)
      .problems(in: reading.catalog, custom, replacing: current)
  }

  /// The definitions of a type's custom fields, by name.
  @inline(__always)
  func customFields(of type: RecordType) async throws -> [String: CustomField] {
    type.allowsCustomFields ? try await reading.customFields()[type.entity] ?? [:] : [:]
  }

  /// Makes sure that the references of a record lead somewhere, and not in a circle where they must not.
  func checkReferences(of record: AnyRecord, replacing current: AnyRecord?) async throws {
    for reference in record.type.references where reading.catalog.keeps(reference.target) {
      let ids = try record.value(at: reference.slot).references
      guard !ids.isEmpty else { continue }
      let known = try current.map { try $0.value(at: reference.slot).references } ?? []
      for id in ids where !known.contains(id) {
        let target = RecordKey(entity: reference.target, id: id)
        if target != record.key, try await self.record(target) == nil {
          throw StoreError.missingTarget(record.key, field: reference.field, target: target)
        }
        if reference.isAcyclic { try await checkCycle(from: record.key, to: target, through: reference) }
      }
    }
  }

  /// Makes sure that a reference that must be acyclic does not lead back.
  ///
  /// - Throws: ``StoreError/cycle(_:field:path:)``, which names of the path what the actor may see.
  private func checkCycle(from start: RecordKey, to target: RecordKey, through reference: RecordType.Reference)
    async throws
  {
    var path: [RecordKey] = []
    var visited: Set<RecordKey> = []
    var next: RecordKey? = target
    while let key = next, key != start, visited.insert(key).inserted {
      path.append(key)
      let record = try await writer.unrestrictedWriter.record(key, of: reading.catalog.type(of: key.entity))
      next = try record?.value(at: reference.slot).references.first.map { RecordKey(entity: key.entity, id: $0) }
    }
    guard next == start else { return }
    var seen: [RecordKey] = []
    for key in path { if try await record(key) != nil { seen.append(key) } }
    throw StoreError.cycle(start, field: reference.field, path: seen)
  }
}

extension ProposedRecord {
  /// The record, when nothing in itself stands against it.
  ///
  /// - Throws: ``RecordError/invalid(_:_:)`` with every problem.
  func checked(
    in catalog: Catalog, _ custom: [String: CustomField], replacing current: AnyRecord?
  ) throws -> AnyRecord {
    let problems = try problems(in: catalog, custom, replacing: current)
    guard problems.isEmpty else { throw RecordError.invalid(encoded.record.key, problems) }
    return encoded.record
  }

  /// What stands against the record in itself.
  ///
  /// - Parameter custom: The definitions of the type's custom fields.
  func problems(
    in catalog: Catalog, _ custom: [String: CustomField], replacing current: AnyRecord?
  ) throws -> [FieldProblem] {
    let (record, refusals, type) = (encoded.record, encoded.refusals, encoded.record.type)
    guard catalog.declares(type) else {
      _ = try catalog.type(of: type.entity)
      throw StoreError.invalidDeclaration(["\(type.entity) is declared twice, by two Swift types"])
    }
    var problems = type.unmetDemands(of: record)
    // Mostly there are none, and to put two empty arrays together takes a third.
    if !self.problems.isEmpty { problems += self.problems }
    if type.allowsCustomFields { problems += try customProblems(custom, replacing: current) }
    if type == CustomField.recordType {
      problems += try CustomField.schema.decode(record).problems(in: catalog)
    }
    if !refusals.isEmpty {
      // A field that was refused holds nothing now, of which no more is to be said.
      let refused = Set(refusals.map(\.field))
      problems = refusals + problems.filter { !refused.contains($0.field) }
    }
    return problems
  }

  private func customProblems(_ fields: [String: CustomField], replacing current: AnyRecord?) throws -> [FieldProblem] {
    let record = encoded.record
    let (values, old) = (try record.customValues, try current?.customValues)
    if fields.isEmpty, values.isEmpty { return [] }
    var problems = fields.values.sorted { $0.name < $1.name }.compactMap { $0.problem(with: values[$0.name]) }
    // The value of a field whose definition is gone is kept, but not written anew.
    for name in values.names where fields[name] == nil && values[name] != old?[name] {
      let nearest = Spelling.nearest(to: name, among: Array(fields.keys) + record.type.fields.map(\.name))
      problems.append(
        FieldProblem(
          name, "is not a field of \(record.type.entity)" + (nearest.first.map { "; did you mean \($0)?" } ?? "")))
    }
    return problems
  }
}

extension AnyValue {
  /// The identifiers that a field's value refers to.
  package var references: [Identifier] {
    switch self {
    case .reference(let id): [id]
    case .list(let values): values.flatMap(\.references)
    default: []
    }
  }
}
