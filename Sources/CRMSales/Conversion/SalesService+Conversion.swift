public import CRMContacts
public import CRMCore

extension SalesService where Scope: ~Copyable {
  /// The accounts and contacts that a lead likely is, as ``SalesPolicies/duplicates`` finds them and the one who asks may see them.
  ///
  /// - Throws: `StoreError.notFound`.
  public func duplicates(of id: Lead.ID) async throws -> [DuplicateMatch] {
    try await scope.reading { context in
      let snapshot = Snapshot(sharing: context)
      let lead = try await snapshot.get(id)
      return try await context.environment.sales.duplicates.matches(for: lead, in: snapshot)
    }
  }

  /// What a lead became; nil when it was not converted, or its conversion was undone.
  ///
  /// - Throws: `StoreError.notFound`.
  public func conversion(of id: Lead.ID) async throws -> LeadConversion? {
    try await scope.reading { context in
      _ = try await Snapshot(sharing: context).get(id)
      return try await Snapshot(unrestricting: context).conversion(of: id)
    }
  }
}

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Makes an account, a contact and an opportunity of a lead, in one transaction.
  ///
  /// ```swift
  /// let deal = try await crm.sales.convert(lead.id)
  /// let joined = try await crm.sales.convert(other.id, account: .existing(roya.id), opportunity: .none)
  /// ```
  ///
  /// The lead's consents become the contact's, or the account's where there is no contact. What was said and done about the lead stays with
  /// it, and is seen on the timelines of what it became. Records that are there already get what they lack, and lose nothing.
  ///
  /// - Parameters:
  ///   - id: The lead.
  ///   - account: Which account its company becomes.
  ///   - contact: Which contact its person becomes.
  ///   - opportunity: Which opportunity comes of it.
  /// - Throws: ``SalesError/likelyDuplicates(_:_:)`` with those that it likely is, unless one was chosen or the caller asked for a new one all the
  ///   same; ``SalesError/converted(_:_:)`` and ``SalesError/isClosed(_:)`` when the lead is not open; ``SalesError/nothingToBecome(_:entity:)``;
  ///   `ProcessError` when the qualification's process does not allow it now; `StoreError.notFound`.
  @discardableResult
  public func convert(
    _ id: Lead.ID, account: ConversionChoice<Account> = .new, contact: ConversionChoice<Contact> = .new,
    opportunity: OpportunityChoice = .new
  ) async throws -> LeadConversion {
    try await scope.writing { context in
      var steps = try await ConversionSteps(of: id, in: context)
      try await steps.refuseDuplicates(account, contact, in: context)
      try await steps.settle(account: account, in: context)
      try await steps.settle(contact: contact, in: context)
      try await steps.moveConsents(in: context)
      try await steps.open(opportunity, in: context)
      return try await steps.finish(in: context)
    }
  }
}

extension RecordReading where Self: ~Copyable {
  /// The conversion of a lead that holds, for readers that no rights limit.
  func conversion(of id: Lead.ID) async throws -> LeadConversion? {
    try await first(LeadConversion.self, where: \.lead == id && \.undoneAt == nil)
  }
}
