import CRMContacts
public import CRMCore

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Undoes the conversion of a lead: what it created is removed again, what it changed on records that were there before is set back, unless
  /// somebody has changed it since, and the lead is open again, in the stage that it was in.
  ///
  /// - Returns: The lead.
  /// - Throws: ``SalesError/notConverted(_:)``; ``SalesError/conversionInUse(_:_:)`` with everything that refers by now to what was created, such as
  ///   a quote, a call with the contact, or that the opportunity was won or lost; `StoreError.notAllowed` when the one who asks may not delete
  ///   what was created; `StoreError.notFound`.
  @discardableResult
  public func undoConversion(of id: Lead.ID) async throws -> Lead {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let engine = StoreTransaction(unrestricting: context)
      _ = try await transaction.get(id)
      guard let conversion = try await engine.conversion(of: id) else { throw SalesError.notConverted(id.key) }
      var obstacles: [ConversionObstacle] = []
      for key in conversion.created.sorted(by: { $0.id < $1.id }) {
        obstacles += try await engine.obstacles(to: key, of: conversion, seenThrough: context.reading)
      }
      guard obstacles.isEmpty else { throw SalesError.conversionInUse(id.key, obstacles) }
      try await engine.update(conversion.id) { $0.undoneAt = engine.instant }
      let reason = conversion.statusReason
      _ = try await transaction.reopen(id)
      for consent in conversion.consents where try await engine.find(consent) != nil {
        try await engine.delete(consent)
      }
      try await engine.giveBackInteractions(of: conversion)
      if let deal = conversion.opportunity { try await transaction.delete(deal) }
      if let contact = conversion.contact {
        try await transaction.undo(conversion, on: contact, isCreated: conversion.createsContact)
      }
      if let account = conversion.account {
        try await transaction.undo(conversion, on: account, isCreated: conversion.createsAccount)
      }
      return try await transaction.update(id) { $0.statusReason = reason }
    }
  }
}

extension StoreTransaction {
  /// Removes what a conversion created, and sets back what it changed.
  fileprivate func undo<C: CustomerRecord>(
    _ conversion: LeadConversion, on id: RecordID<C>, isCreated: Bool
  ) async throws {
    if isCreated { return try await delete(id) }
    let record = try C.schema.encode(try await get(id))
    var values = try record.values()
    // The last change of a field comes first, so that it leads back to how it was at the beginning.
    for change in conversion.changes.reversed() where change.entity == C.entity {
      guard let field = C.recordType.field(named: change.field), values[field.name]?.text == change.after else {
        continue
      }
      values[field.name] = try change.before.map { try AnyValue(text: $0, as: field.type) }
    }
    values = values.filter { C.recordType.field(named: $0.key)?.isDerived != true }
    let former = try AnyRecord(type: C.recordType, id: id.identifier, stamp: record.stamp, values: values)
    try await update(C.schema.decode(former))
  }

  /// Gives interactions the addresses back that became somebody's by a conversion.
  fileprivate func giveBackInteractions(of conversion: LeadConversion) async throws {
    let parties = [conversion.contact.map(Party.contact), conversion.account.map(Party.account)].compactMap { $0 }
    for id in conversion.interactions {
      guard var interaction = try await find(id) else { continue }
      for place in interaction.parties.indices {
        let party = interaction.parties[place]
        guard let address = party.address, party.party.map(parties.contains) == true else { continue }
        interaction.parties[place].party = .address(address)
      }
      try await update(interaction)
    }
  }
}
