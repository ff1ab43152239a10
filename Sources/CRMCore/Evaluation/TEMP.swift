extension RecordQuery { func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> RecordQuery { self } }
extension AggregateQuery { func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> AggregateQuery { self } }
extension FilterExpression: Codable { public init(from d: any Decoder) throws { self = .constant(true) }; public func encode(to e: any Encoder) throws {} }
public struct QueryEvaluator { public init(catalog: Catalog, source: any RecordSource) {}
  public func records(_ query: RecordQuery, candidates: some Sequence<AnyRecord>) throws -> [AnyRecord] { [] }
  public func aggregate(_ query: AggregateQuery, candidates: some Sequence<AnyRecord>) throws -> [AggregateRow] { [] }
}
