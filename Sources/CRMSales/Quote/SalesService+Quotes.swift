import CRMContacts
public import CRMCore

extension SalesService where Scope: ~Copyable {
  /// The lines of a quote, in their order.
  public func lines(of id: Quote.ID) async throws -> [QuoteLine] {
    try await scope.reading { context in
      try await Snapshot(sharing: context).fetch(
        QuoteLine.self, where: \.quote == id, sort: .ascending(\.position))
    }
  }
}

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Writes a quote with its lines.
  ///
  /// For whom it is, whose and in which currency is taken from the opportunity, where the draft does not say. The owner is else the user who
  /// acts, the currency that of the price list.
  ///
  /// - Throws: `RecordError.invalid`; ``SalesError/noPrice(_:currency:)``, ``SalesError/discountTooGreat(_:)``; `StoreError.notFound`.
  @discardableResult
  public func draft(_ draft: QuoteDraft) async throws -> Quote {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var quote = draft.record
      quote.id = transaction.newID()
      if let id = quote.opportunity { quote.take(from: try await transaction.get(id)) }
      if quote.currency.isEmpty, let list = quote.priceList {
        quote.currency = try await transaction.get(list).currency
      }
      if quote.owner == nil { quote.owner = try await transaction.actingUser() }
      quote.isTaxIncluded = transaction.environment.sales.tax.isIncluded
      if quote.effectiveFrom == nil {
        quote.effectiveFrom = try transaction.environment.calendar.date(of: transaction.instant)
      }
      quote = try await transaction.insert(quote)
      for (place, line) in draft.lines.enumerated() {
        try await transaction.add(line.record, to: quote.id, at: place + 1)
      }
      if draft.setsEstimatedValue, let deal = quote.opportunity {
        try await transaction.update(deal) { $0.quote = quote.id }
      }
      try await StoreTransaction(unrestricting: context).total(quote.id)
      return try await transaction.get(quote.id)
    }
  }

  /// Adds a line to a quote that is a draft, behind the others.
  ///
  /// - Returns: The line with its price and amounts.
  /// - Throws: ``SalesError/pricesLocked(_:)``, and what ``draft(_:)`` throws.
  @discardableResult
  public func add(_ line: QuoteLineDraft, to id: Quote.ID) async throws -> QuoteLine {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      try await transaction.require(.draft, id)
      let last = try await transaction.first(
        QuoteLine.self, where: \.quote == id, sort: .descending(\.position))
      let added = try await transaction.add(line.record, to: id, at: (last?.position ?? 0) + 1)
      try await StoreTransaction(unrestricting: context).total(id)
      return try await transaction.get(added.id)
    }
  }

  /// Makes a draft active: the customer has it, and its prices are locked.
  ///
  /// - Throws: ``SalesError/pricesLocked(_:)`` when it is none, `StoreError.notFound`.
  @discardableResult
  public func activate(_ id: Quote.ID) async throws -> Quote {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      try await transaction.require(.draft, id)
      try await StoreTransaction(unrestricting: context).total(id)
      return try await transaction.update(id) { ($0.state, $0.statusReason) = (.active, .open) }
    }
  }

  /// Says that the customer has taken an active quote.
  ///
  /// The opportunity is won by itself: ``close(_:as:reason:statusReason:competitor:value:on:)``.
  ///
  /// - Throws: ``SalesError/wrongQuoteState(_:needed:)``, `StoreError.notFound`.
  @discardableResult
  public func accept(_ id: Quote.ID) async throws -> Quote { try await end(id, as: .won, nil) }

  /// Says that an active quote does not count any more.
  ///
  /// - Throws: ``SalesError/wrongQuoteState(_:needed:)``, `StoreError.notFound`.
  @discardableResult
  public func close(_ id: Quote.ID, as reason: Quote.StatusReason) async throws -> Quote {
    try await end(id, as: .closed, reason)
  }

  /// Closes an active quote and drafts its next version, with the same lines at the prices that were offered.
  ///
  /// The opportunity's estimated value follows the new one, when it followed the old.
  ///
  /// - Returns: The draft.
  /// - Throws: ``SalesError/wrongQuoteState(_:needed:)``, `StoreError.notFound`.
  @discardableResult
  public func revise(_ id: Quote.ID) async throws -> Quote {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let old = try await transaction.require(.active, id)
      try await transaction.update(id) { ($0.state, $0.statusReason) = (.closed, .revised) }
      var new = old
      new.id = transaction.newID()
      (new.state, new.statusReason, new.revisedFrom) = (.draft, nil, id)
      (new.number, new.externalID) = (nil, nil)
      new.revisionNumber = old.revisionNumber + 1
      new = try await transaction.insert(new)
      for line in try await transaction.fetch(QuoteLine.self, where: \.quote == id, sort: .ascending(\.position)) {
        var copy = line
        // What was offered is offered still, whatever the price list says by now.
        copy.isPriceOverridden = true
        try await transaction.add(copy, to: new.id, at: line.position)
      }
      for deal in try await transaction.fetch(Opportunity.self, where: \.quote == id && \.state == .open) {
        try await transaction.update(deal.id) { $0.quote = new.id }
      }
      try await StoreTransaction(unrestricting: context).total(new.id)
      return try await transaction.get(new.id)
    }
  }

  private func end(_ id: Quote.ID, as state: Quote.State, _ reason: Quote.StatusReason?) async throws -> Quote {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      try await transaction.require(.active, id)
      return try await transaction.update(id) { ($0.state, $0.statusReason) = (state, reason) }
    }
  }
}

extension StoreTransaction {
  @discardableResult
  fileprivate func require(_ state: Quote.State, _ id: Quote.ID) async throws -> Quote {
    let quote = try await get(id)
    if quote.state == state { return quote }
    throw state == .draft
      ? SalesError.pricesLocked(id.key) : SalesError.wrongQuoteState(id.key, needed: state)
  }

  @discardableResult
  fileprivate func add(_ draft: QuoteLine, to quote: Quote.ID, at position: Int) async throws -> QuoteLine {
    var line = draft
    line.id = newID()
    line.quote = quote
    line.position = position
    return try await insert(line)
  }
}

extension Quote {
  /// Takes from an opportunity what is not said.
  fileprivate mutating func take(from deal: Opportunity) {
    if name.isEmpty { name = deal.name }
    account = account ?? deal.account
    contact = contact ?? deal.contact
    owner = owner ?? deal.owner
    if currency.isEmpty && priceList == nil, let value = deal.estimatedValue {
      currency = value.currency.unambiguousText
    }
  }
}
