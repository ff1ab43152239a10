import CRMCore

extension ImportRowWriter {
  /// Finds the records that the row refers to; true when the row has to wait for one.
  func resolve(
    _ draft: inout ImportDraft, own: Identifier, _ stage: ImportRun.Stage, in context: borrowing WriteContext
  ) async throws -> Bool {
    var mustWait = false
    let ownNames = names(of: draft)
    for index in draft.references.indices {
      let reference = draft.references[index]
      switch try await find(reference, in: context.reading) {
      case .found(let id): draft.references[index].id = id
      case .ambiguous(let count):
        draft.refuse(
          reference.field, "“\(reference.text)” is the name of \(count) records; tell them apart by their identifiers")
      case .missing:
        if let name = name(of: reference) {
          if ownNames.contains(name) {
            draft.references[index].id = own
            continue
          }
          switch stage {
          case .reading: mustWait = true
          case .settling(let names): mustWait = mustWait || names.contains(name)
          case .circle(let names) where names.contains(name): continue
          case .circle: break
          }
          if mustWait { continue }
        }
        if creation(of: reference) == nil { refuse(reference, in: &draft) }
      }
    }
    return mustWait
  }

  private func find(
    _ reference: ImportDraft.PendingReference, in context: borrowing ReadContext
  ) async throws -> FieldLookup.Match {
    guard let lookup = reference.lookup else { return .missing }
    return try await lookups[lookup].find(reference.text, in: context)
  }

  private func refuse(_ reference: ImportDraft.PendingReference, in draft: inout ImportDraft) {
    guard let lookup = reference.lookup else { return }
    let (field, entity) = (plan.lookups[lookup].field, plan.lookups[lookup].type.entity)
    draft.refuse(reference.field, "“\(reference.text)” is the \(field) of no \(entity)")
  }

  /// The look-up by whose field a record is created for the reference; nil where none may be.
  private func creation(of reference: ImportDraft.PendingReference) -> Int? {
    reference.plan.mayCreate && reference.lookup != reference.plan.byID ? reference.lookup : nil
  }

  /// What another row of the file would have to be found by, if the reference is to records of the type that is
  /// imported.
  private func name(of reference: ImportDraft.PendingReference) -> ImportRun.ReferenceName? {
    guard let lookup = reference.lookup, plan.lookups[lookup].type == plan.type else { return nil }
    return ImportRun.ReferenceName(lookup: lookup, text: TextKey(reference.text).withoutSpaces)
  }

  /// What the row's own record will be found by.
  func names(of draft: ImportDraft) -> Set<ImportRun.ReferenceName> {
    var names: Set<ImportRun.ReferenceName> = []
    for (index, lookup) in plan.lookups.enumerated() where lookup.type == plan.type {
      guard let text = draft.text(of: lookup.field) else { continue }
      names.insert(ImportRun.ReferenceName(lookup: index, text: TextKey(text).withoutSpaces))
    }
    return names
  }

  func waiting(_ row: DraftedRow) -> ImportRun.WaitingRow {
    ImportRun.WaitingRow(row: row.row, names: names(of: row.draft))
  }

  /// Creates the records that the row refers to and that do not exist.
  func createMissing(
    _ draft: inout ImportDraft, in context: borrowing WriteContext
  ) async throws -> [AnyRecord] {
    var created: [AnyRecord] = []
    for index in draft.references.indices where draft.references[index].id == nil {
      let reference = draft.references[index]
      guard let position = creation(of: reference) else { continue }
      // An earlier reference of the same row may have created it.
      if case .found(let id) = try await lookups[position].find(reference.text, in: context.reading) {
        draft.references[index].id = id
        continue
      }
      let lookup = plan.lookups[position]
      do {
        let value = try ValueReader(lookup.type.field(named: lookup.field)?.type ?? .text).value(of: reference.text)
        let record = try AnyRecord(type: lookup.type, id: newIdentifier(in: context), values: [lookup.field: value])
        let stored = try await context.insert(record)
        lookups.note(stored)
        created.append(stored)
        draft.references[index].id = stored.id
      } catch {
        guard let reason = draft.reason(notToCreateFor: error) else { throw error }
        draft.refuse(reference.field, "“\(reference.text)” can't be created: \(reason)")
      }
    }
    return created
  }

  /// Deletes what a failed row created.
  ///
  /// Where the actor may not delete, it stays, and is counted.
  mutating func takeBack(_ created: [AnyRecord], in context: borrowing WriteContext) async throws {
    for record in created.reversed() {
      do {
        try await context.delete(record.key)
        lookups.forget(record)
      } catch StoreError.notAllowed {
        outcome.report.createdByReference[record.type.entity, default: 0] += 1
      }
    }
  }
}
