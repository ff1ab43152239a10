public import CRMCore

extension CustomerService where Scope: ~Copyable {
  /// The targets of a case: one for each measure that a service level has ever promised it, in the order in which they were set.
  ///
  /// - Throws: `StoreError.notFound`.
  public func targets(of id: Case.ID) async throws -> [SLATarget] {
    try await scope.reading { context in
      let snapshot = Snapshot(sharing: context)
      _ = try await snapshot.get(id)
      return try await snapshot.fetch(SLATarget.self, where: \.case == id)
    }
  }
}

extension CustomerService where Scope: RecordWriting & ~Copyable {
  /// Makes a service level what cases go by that meet its condition; those under way from their next change on, or when the agenda comes to them.
  ///
  /// One of that name is changed; what it no longer promises is kept, out of use, for the cases that went by it.
  ///
  /// - Throws: `RecordError.invalid`, `FilterSyntaxError` for a condition that is none.
  @discardableResult
  public func define(_ definition: SLADefinition) async throws -> SLA {
    try await scope.writing { try await StoreTransaction(sharing: $0).define(definition) }
  }
}

extension StoreTransaction {
  /// Writes a service level's records.
  fileprivate func define(_ definition: SLADefinition) async throws -> SLA {
    let known = try await first(SLA.self, where: \.name == definition.name)
    var sla = known ?? SLA(id: newID())
    sla.name = definition.name
    sla.state = .active
    sla.position = definition.position
    sla.appliesWhen = definition.appliesWhen
    sla.pausesWhen = definition.pausesWhen
    sla.businessHours = try JSONText.encode(definition.hours)
    sla = known == nil ? try await insert(sla) : try await update(sla)
    let id = sla.id
    var former = try await fetch(SLAItem.self, where: \.sla == id, sort: .ascending(\.position))
    for (place, promise) in definition.promises.enumerated() {
      // What promises the same measure under the same condition is the same item, so that its cases stay with it.
      let match = former.firstIndex { $0.measure == promise.measure && $0.appliesWhen == promise.appliesWhen }
      let kept = match.map { former.remove(at: $0) }
      var item = kept ?? SLAItem(id: newID())
      item.sla = id
      item.measure = promise.measure
      item.position = place + 1
      item.appliesWhen = promise.appliesWhen
      item.succeedsWhen = promise.succeedsWhen
      item.warnAfter = promise.warnAfter
      item.failAfter = promise.failAfter
      item.isInUse = true
      if kept == nil { try await insert(item) } else { try await update(item) }
    }
    for item in former { try await update(item.id) { $0.isInUse = false } }
    return sla
  }
}
