/// A transaction for the length of a closure: it sees its own writes, which others see all at once or never.
///
/// It can't be copied, kept or handed to another task.
public struct StoreTransaction: ~Copyable, RecordWriting {
  let context: WriteContext

  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    try await body(context.reading)
  }

  public func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await body(context)
  }
}
