public import CRMCore

extension Rights {
  /// The rights of somebody who works on their own records: they see, create, change and delete what they or the people who report to them
  /// own, give it to others and share it, read what nobody owns, and read what has no owner at all, such as users and products, without
  /// changing it.
  ///
  /// A type has owners when it declares a field `owner` that refers to a user. Of the inbox they see their own entries, of the agenda and the
  /// outbox what they have put there.
  public static func ownRecords(of user: User.ID, in catalog: Catalog) -> Rights {
    var rights = Rights()
    let me = AnyValue.reference(user.identifier)
    let own: FilterExpression = .compare("owner", .equal, me) || .compare("owner.manager", .equal, me)
    for type in catalog.types where type != HistoryEntry.recordType {
      if type.field(named: "owner")?.target == User.entity {
        rights.limit(type.entity, [.create, .update, .delete, .assign, .share], to: own)
        rights.limit(type.entity, [.read], to: own || .compare("owner", .equal, .null))
      } else {
        rights.limit(type.entity, [.create, .update, .delete, .share], to: .constant(false))
      }
    }
    rights.hidePrivate(from: user.identifier, in: catalog)
    return rights
  }
}
