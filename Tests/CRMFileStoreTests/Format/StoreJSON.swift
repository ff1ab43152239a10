import CRMCore
import Foundation

@testable import CRMFileStore

/// What a store holds, in the form in which the independent reader prints it.
enum StoreJSON {
  static func of(_ store: FileStore) async throws -> NSDictionary {
    var records: [String: [String: [String: Any]]] = [:]
    for type in store.catalog.types {
      let found = try await store.reading { try await $0.records(RecordQuery(type)) }
      for record in found { records[type.entity, default: [:]][record.id.description] = try fields(of: record) }
    }
    let statistics = try store.statistics()
    return ["identity": statistics.identity.description, "commits": statistics.commits, "records": records]
  }

  private static func fields(of record: AnyRecord) throws -> [String: Any] {
    var fields: [String: Any] = [:]
    for name in record.type.fields.map(\.name) + (try record.customValues.names) {
      if let value = value(try record.value(of: name)) { fields[name] = value }
    }
    return fields
  }

  private static func value(_ value: AnyValue) -> Any? {
    switch value {
    case .null, .amount: nil
    case .text(let text): text
    case .integer(let integer): integer
    case .decimal(let decimal): decimal.description
    case .number(let number): number
    case .boolean(let flag): flag
    case .money(let money):
      [
        "currency": money.currency.code, "digits": money.currency.minorUnits, "minorUnits": money.minorUnits,
      ] as [String: Any]
    case .date(let date): date.daysSince1970
    case .instant(let instant): instant.microsecondsSince1970
    case .duration(let duration): Int64(duration / .microseconds(1))
    case .reference(let id): id.description
    case .list(let values): values.compactMap(StoreJSON.value)
    case .group(let values): values.compactMapValues(StoreJSON.value)
    }
  }

  static func read(_ data: Data) throws -> NSDictionary? {
    try JSONSerialization.jsonObject(with: data) as? NSDictionary
  }

  /// The text of which a fixture's file of expectations is made.
  static func text(of content: NSDictionary) throws -> Data {
    try JSONSerialization.data(
      withJSONObject: content, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
  }
}
