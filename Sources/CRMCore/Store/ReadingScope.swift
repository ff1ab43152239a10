/// Where a module's questions are answered, whatever its type: a store, for which each is a view of its own, or a view or transaction that is
/// there already, which they share.
///
/// A module's service is a small value over it, yielded by a property of everything that can be asked, so that its operations are written once
/// and join the caller's view:
///
/// ```swift
/// public struct Rental<Scope: RecordReading & ~Copyable>: ~Copyable {
///   let scope: Scope
///   public func machines() async throws -> [Machine] { try await scope.fetch(Machine.self) }
/// }
///
/// extension RecordReading where Self: ~Copyable {
///   public var rental: Rental<ReadingScope> { _read { yield Rental(scope: readingScope()) } }
/// }
/// extension RecordWriting where Self: ~Copyable {
///   public var rental: Rental<WritingScope> { _read { yield Rental(scope: writingScope()) } }
/// }
/// ```
///
/// Operations that write are extensions where the scope is a ``RecordWriting``. Asked after the end of a transaction whose scope somebody kept,
/// it throws ``StoreError/ended``.
public struct ReadingScope: ~Copyable, RecordReading {
  private enum Base: ~Copyable {
    case anything(any RecordReading)
    case snapshot(Snapshot)
  }

  private let base: Base

  init(_ base: any RecordReading) { self.base = .anything(base) }

  init(_ snapshot: consuming Snapshot) { base = .snapshot(snapshot) }

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    switch base {
    case .anything(let base): try await base.reading(body)
    case .snapshot(let snapshot): try await snapshot.reading(body)
    }
  }

  /// The same view once more.
  public func readingScope() -> ReadingScope {
    switch base {
    case .anything(let base): ReadingScope(base)
    case .snapshot(let snapshot): snapshot.readingScope()
    }
  }
}

extension RecordReading {
  /// This very store, view or `CRM`.
  public func readingScope() -> ReadingScope { ReadingScope(self) }
}

extension Snapshot {
  /// The same view, for a module's service.
  public func readingScope() -> ReadingScope { ReadingScope(Snapshot(sharing: context)) }
}
