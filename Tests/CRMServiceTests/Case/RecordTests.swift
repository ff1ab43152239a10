import CRMContacts
import CRMCore
import CRMService
import Testing

@Suite("The records of CRMService")
struct RecordTests {
  @Test("A filled record of each kind comes back as it was written")
  func filled() throws {
    for type in ServiceModule.recordTypes { try check(type) }
  }

  private func check<R: Record>(_ type: R.Type) throws {
    let blank = try R.schema.encode(R(id: RecordID(Identifier(high: 1, low: 1))))
    var values = try blank.values()
    for field in R.recordType.fields where !field.isDerived {
      if let value = filler(of: field.type, besides: values[field.name]) { values[field.name] = value }
    }
    let record = try R.schema.decode(
      AnyRecord(type: R.recordType, id: blank.id, stamp: blank.stamp, values: values))
    let again = try R.schema.decode(R.schema.encode(record))
    #expect(again == record)
    // Each stored property holds what the declaration says of it: none was left at its default, and none undeclared.
    let blanks = Mirror(reflecting: R(id: record.id)).children
    for (property, other) in zip(Mirror(reflecting: record).children, blanks)
    where !["id", "stamp", "custom", "isOnly"].contains(property.label) {
      #expect("\(property.value)" != "\(other.value)", "\(R.entity).\(property.label ?? "")")
    }
  }

  /// A value that a field does not have by itself.
  private func filler(of type: FieldType, besides other: AnyValue? = nil) -> AnyValue? {
    switch type {
    case .text: .text("x")
    case .integer: .integer(7)
    case .boolean: .boolean(false)
    case .instant: .instant(Instant(microsecondsSince1970: 7))
    case .duration: .duration(.seconds(7))
    case .reference: .reference(Identifier(high: 7, low: 7))
    case .enumeration(let type): type.names.map(AnyValue.text).first { $0 != other }
    case .list(let element): filler(of: element).map { .list([$0]) }
    default: nil
    }
  }
}
