import CRMContacts
public import CRMCore

/// What stands in the way of undoing a conversion: a record that refers to one that the conversion created, and would be left without it.
public struct ConversionObstacle: Hashable, Sendable, CustomStringConvertible {
  /// What the conversion created.
  public let created: RecordKey
  /// What refers to it; nil when the one who asks may not see it.
  public let other: RecordKey?
  /// The field that does.
  public let field: String

  /// The two records.
  public var description: String { "\(field) of \(other?.description ?? "another record") refers to \(created)" }
}

extension StoreTransaction {
  /// What refers to a record that a conversion created, besides what the conversion itself has made.
  ///
  /// For transactions that no rights limit.
  ///
  /// - Parameters:
  ///   - key: The record.
  ///   - conversion: The conversion.
  ///   - context: The same transaction as the one who acts sees it.
  func obstacles(
    to key: RecordKey, of conversion: LeadConversion, seenThrough context: borrowing ReadContext
  ) async throws -> [ConversionObstacle] {
    var own = conversion.created
    own.formUnion([conversion.lead?.key, conversion.key].compactMap { $0 })
    own.formUnion(conversion.consents.map(\.key) + conversion.interactions.map(\.key))
    var obstacles: [ConversionObstacle] = []
    let types = try await reading { $0.catalog.types }
    for referrer in types.flatMap({ $0.referrers(to: key) }) {
      let query = RecordQuery(referrer.type, where: referrer.condition)
      for other in try await reading({ try await $0.records(query) }).map(\.key) where !own.contains(other) {
        let isSeen = try await context.record(other) != nil
        obstacles.append(ConversionObstacle(created: key, other: isSeen ? other : nil, field: referrer.field))
      }
    }
    return obstacles
  }
}

/// A field by which records of a type may refer to a record.
private struct Referrer {
  let type: RecordType
  let field: String
  /// The condition that they do.
  let condition: FilterExpression
}

extension RecordType {
  /// The record types of the engine, whose rows are about other records, and are no reason to keep them.
  private static let engine = Set(AutomatedStore.recordTypes.map { $0.recordType } + [HistoryEntry.recordType])

  /// The fields by which records of the type may refer to a record.
  fileprivate func referrers(to key: RecordKey) -> [Referrer] {
    var referrers: [Referrer] = []
    for field in fields where field.onDelete != nil && field.target == key.entity {
      let path = FieldPath(field.name)
      let isList = if case .list = field.type { true } else { false }
      let refers: FilterExpression =
        isList
        ? .any(path, .compare("id", .equal, .reference(key.id))) : .compare(path, .equal, .reference(key.id))
      referrers.append(Referrer(type: self, field: field.name, condition: refers))
    }
    if RecordType.engine.contains(self) { return referrers }
    // What is about any record names it by two texts, see `RegardingRecord`.
    if self == Interaction.recordType {
      let related = FilterExpression.any("related.key", .compare(.element, .equal, .text(key.id.description)))
      referrers.append(Referrer(type: self, field: "parties", condition: related))
    } else if field(named: "subject")?.type == .text && field(named: "record")?.type == .text {
      let isAbout: FilterExpression =
        .compare("record", .equal, .text(key.id.description)) && .compare("subject", .equal, .text(key.entity))
      referrers.append(Referrer(type: self, field: "record", condition: isAbout))
    }
    return referrers
  }
}
