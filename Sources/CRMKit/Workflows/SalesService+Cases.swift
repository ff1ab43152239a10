import CRMContacts
public import CRMCore
public import CRMSales
public import CRMService

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Opens an opportunity that came up in a case of service, with the case's customer and about its product.
  ///
  /// - Parameters:
  ///   - draft: The opportunity; its account, contact and product are the case's where it does not name any.
  ///   - id: The case.
  /// - Throws: `StoreError.notFound`, `RecordError.invalid`.
  @discardableResult
  public func open(_ draft: OpportunityDraft, from id: Case.ID) async throws -> Opportunity {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let record = try await transaction.get(id)
      var draft = draft
      try await draft.record.isWith(
        record.customer.account, record.contact ?? record.customer.contact, in: transaction)
      draft.record.product = draft.record.product ?? record.product.map { Product.ID($0) }
      return try await transaction.sales.open(draft)
    }
  }

  /// Makes a lead of what came up in a case of service of somebody who is no customer yet.
  ///
  /// - Parameters:
  ///   - draft: The lead.
  ///   - id: The case, which it refers to as `Lead.originatingCase`.
  /// - Throws: `StoreError.notFound`, `RecordError.invalid`.
  @discardableResult
  public func capture(_ draft: LeadDraft, from id: Case.ID) async throws -> Lead {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let record = try await transaction.get(id)
      var draft = draft
      draft.record.originatingCase = id.identifier
      draft.record.product = draft.record.product ?? record.product.map { Product.ID($0) }
      return try await transaction.sales.capture(draft)
    }
  }
}

extension Opportunity {
  /// Takes an account and a contact, and the contact's account, where it names none.
  mutating func isWith(
    _ account: Account.ID?, _ contact: Contact.ID?, in transaction: borrowing StoreTransaction
  ) async throws {
    self.contact = self.contact ?? contact
    self.account = self.account ?? account
    if self.account == nil, let contact = self.contact {
      self.account = try await transaction.find(contact)?.account
    }
  }
}
