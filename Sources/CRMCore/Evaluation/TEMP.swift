extension RecordQuery { func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> RecordQuery { self } }
extension AggregateQuery { func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> AggregateQuery { self } }
extension FilterExpression: Codable { public init(from d: any Decoder) throws { self = .constant(true) }; public func encode(to e: any Encoder) throws {} }
public protocol RecordSource { func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? }
public final class RecordLookup { public init(_ s: any RecordSource) {} }
public struct FilterProgram { public init(_ f: FilterExpression, type: RecordType, catalog: Catalog) throws {}; public func matches(_ r: AnyRecord, _ l: RecordLookup) throws -> Bool { true } }
