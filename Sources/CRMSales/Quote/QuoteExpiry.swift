public import CRMCore

/// The work of closing a quote whose time is over.
///
/// Put on the agenda by whatever makes a quote active that has an ``Quote/effectiveTo``; done by a runner that `AgendaRunner.handleSales` was
/// called on.
public struct QuoteExpiry: ScheduledWork {
  /// The stable name of this kind of work.
  public static let kind = "quoteExpiry"

  /// The quote.
  public var quote: Quote.ID
}

extension StoreTransaction {
  /// Closes a quote that is still active, and tells its owner.
  func expire(_ id: Quote.ID) async throws {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      guard let quote = try await engine.find(id), quote.state == .active else { return }
      try await engine.update(id) { ($0.state, $0.statusReason) = (.closed, .expired) }
      guard let owner = quote.owner else { return }
      try await engine.notify(owner.identifier, .reminder, quote.name, regarding: id.key)
    }
  }
}
