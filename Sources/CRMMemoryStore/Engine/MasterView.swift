import CRMCore

/// Answers queries over one state of the engine.
struct MasterView: RecordSource {
  let master: Master
  let catalog: Catalog

  init(_ master: Master, catalog: Catalog) {
    self.master = master
    self.catalog = catalog
  }

  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? {
    try master.table(type.entity)[id].map { AnyRecord(type: type, storage: $0) }
  }

  func records(_ query: RecordQuery) throws -> [AnyRecord] { try answer(query).records }

  func count(_ query: RecordQuery) throws -> Int { try counted(query).matched }

  func explain(_ query: RecordQuery) throws -> QueryPlan { try answer(query).plan }

  func aggregate(_ query: AggregateQuery) throws -> [AggregateRow] { try answer(query).rows }

  func explain(_ query: AggregateQuery) throws -> QueryPlan { try answer(query).plan }
}
