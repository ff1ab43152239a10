public import CRMContacts
public import CRMCore

/// A record about one of those whom marketing is for: an account, a contact or a lead, exactly one of them.
///
/// A lead belongs to CRMSales; where it is not kept, its identifier alone is held.
public protocol MemberRecord: Record {
  /// The account.
  var account: Account.ID? { get set }
  /// The contact.
  var contact: Contact.ID? { get set }
  /// The lead.
  var lead: Identifier? { get set }
}

extension MemberRecord {
  /// The record that it is about; nil unless there is exactly one.
  ///
  /// A record of another entity than these three can't be written here, and leaves it without any.
  public var member: RecordKey? {
    get {
      let keys = [account?.key, contact?.key, lead.map { RecordKey(entity: Member.lead, id: $0) }].compactMap(\.self)
      return keys.count == 1 ? keys[0] : nil
    }
    set {
      let key = newValue
      account = key?.entity == Account.entity ? key.map { Account.ID($0.id) } : nil
      contact = key?.entity == Contact.entity ? key.map { Contact.ID($0.id) } : nil
      lead = key?.entity == Member.lead ? key?.id : nil
    }
  }

  /// What is wrong with whom it is about.
  func memberProblems() -> [FieldProblem] {
    member == nil ? [FieldProblem("contact", "must name one account, contact or lead, and no other beside it")] : []
  }
}

/// How those whom marketing is for are named by fields of other records.
enum Member {
  /// The entity of leads, which are another module's.
  static let lead = "lead"
  /// The entities, each of which is also the name of the field that refers to it.
  static let entities = [Account.entity, Contact.entity, lead]

  /// The condition that a record is about one of those; false for what no record can be about.
  static func isOneOf(_ keys: some Collection<RecordKey>) -> FilterExpression {
    let groups = Dictionary(grouping: keys.filter { entities.contains($0.entity) }, by: \.entity)
    let parts = groups.sorted { $0.key < $1.key }.map { entity, keys in
      FilterExpression.isIn(FieldPath(entity), keys.map { .reference($0.id) })
    }
    return parts.isEmpty ? .constant(false) : parts.count == 1 ? parts[0] : .or(parts)
  }

  /// The condition that a record is about that one.
  static func isOne(_ key: RecordKey) -> FilterExpression { isOneOf([key]) }

  /// The condition that the one whom a record is about is there to be seen.
  static let isVisible = FilterExpression.or(entities.map { .compare(FieldPath($0 + ".revision"), .notEqual, .null) })
}
