extension Store {
  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    let reader = try await beginRead()
    let result: T
    do {
      result = try await body(ReadContext(reader: reader, catalog: catalog, environment: environment))
    } catch {
      await reader.end()
      throw error
    }
    await reader.end()
    return result
  }

  /// Begins a reader for the record alone.
  public func currentRecord(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try await reading { try await $0.reader.record(key, of: type) }
  }

  /// The record of that identifier; nil when there is none, or none that the actor may see.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``, ``StoreError/unavailable(_:)``.
  public func record(_ id: Identifier, of type: RecordType) async throws -> AnyRecord? {
    try await currentRecord(RecordKey(entity: type.entity, id: id), of: catalog.kept(type))
  }

  /// Runs a body over one consistent view of the store.
  ///
  /// ```swift
  /// let (open, won) = try await store.read { snapshot in
  ///   (try await snapshot.count(Opportunity.self, where: \.state == .open),
  ///    try await snapshot.count(Opportunity.self, where: \.state == .won))
  /// }
  /// ```
  public func read<T>(_ body: (inout Snapshot) async throws -> T) async throws -> T {
    let reader = try await beginRead()
    var snapshot = Snapshot(context: ReadContext(reader: reader, catalog: catalog, environment: environment))
    let result: T
    do {
      result = try await body(&snapshot)
    } catch {
      await reader.end()
      throw error
    }
    await reader.end()
    return result
  }

  /// A consistent view that the caller holds and ends.
  public func snapshot() async throws -> HeldSnapshot {
    HeldSnapshot(context: ReadContext(reader: try await beginRead(), catalog: catalog, environment: environment))
  }
}
