import CRMContacts
public import CRMCore

/// When a lead is likely known already: chosen in ``SalesPolicies/duplicates`` when the CRM is composed.
public protocol DuplicatePolicy: Sendable {
  /// The accounts and contacts that a lead likely is, the likeliest first.
  ///
  /// - Parameters:
  ///   - lead: The lead.
  ///   - snapshot: The view, as the one who converts may see it: what is out of sight is not told of.
  func matches(for lead: Lead, in snapshot: borrowing Snapshot) async throws -> [DuplicateMatch]
}

/// A record that a lead likely is.
public struct DuplicateMatch: Hashable, Sendable, CustomStringConvertible {
  /// The account or contact.
  public let key: RecordKey
  /// What people know it by.
  public let name: String
  /// What both have in common.
  public let grounds: Set<Ground>

  /// What two records have in common.
  public enum Ground: String, Hashable, Sendable, Comparable {
    case email
    case phone
    case name

    /// By the alphabet.
    public static func < (left: Ground, right: Ground) -> Bool { left.rawValue < right.rawValue }
  }

  /// Names a match.
  public init(_ key: RecordKey, name: String, on grounds: Set<Ground>) {
    self.key = key
    self.name = name
    self.grounds = grounds
  }

  /// The record and what both have in common: `account 018f… “Roya” (email, name)`.
  public var description: String {
    "\(key) “\(name)” (\(grounds.sorted().map(\.rawValue).joined(separator: ", ")))"
  }
}

/// Somebody is likely known who has the same e-mail address or telephone number, however written, or the same name: of a company, or of a person
/// who is not known to belong to another company.
///
/// Names are the same when their keys are: letter case, diacritics, and Arabic and Persian variants don't count.
public struct StandardDuplicatePolicy: DuplicatePolicy {
  /// The greatest number of records that are looked at for each ground.
  public var limit: Int

  /// The standard.
  public init(limit: Int = 20) { self.limit = limit }

  /// The accounts and contacts that a lead likely is: those with most in common first, then the older.
  public func matches(for lead: Lead, in snapshot: borrowing Snapshot) async throws -> [DuplicateMatch] {
    let (emails, phones) = (lead.emailKeys.map(AnyValue.text), lead.phoneKeys.map(AnyValue.text))
    var found: [RecordKey: DuplicateMatch] = [:]
    func add(_ records: [some CustomerRecord], _ ground: DuplicateMatch.Ground) {
      for record in records {
        let grounds = found[record.key]?.grounds ?? []
        found[record.key] = DuplicateMatch(record.key, name: record.name, on: grounds.union([ground]))
      }
    }
    for (keys, path, ground) in [(emails, "emails.key", DuplicateMatch.Ground.email), (phones, "phones.key", .phone)]
    where !keys.isEmpty {
      let has = FilterExpression.any(FieldPath(path), .isIn(.element, keys))
      add(try await snapshot.fetch(Contact.self, where: Filter(has), limit: limit), ground)
      add(try await snapshot.fetch(Account.self, where: Filter(has), limit: limit), ground)
    }
    if let company = lead.companyName.map(TextKey.fold), !company.isEmpty {
      add(try await snapshot.fetch(Account.self, where: Self.isNamed(company), limit: limit), .name)
    }
    let person = TextKey.fold(lead.personName)
    if !person.isEmpty {
      let alike = try await snapshot.fetch(Contact.self, where: Self.isNamed(person), limit: limit)
      for contact in alike where try await !belongsElsewhere(contact, than: lead, in: snapshot) {
        add([contact], .name)
      }
    }
    return found.values.sorted { ($1.grounds.count, $0.key.id) < ($0.grounds.count, $1.key.id) }
  }

  private static func isNamed<R: CustomerRecord>(_ key: String) -> Filter<R> {
    Filter(.compare("name.key", .equal, .text(key)))
  }

  private func belongsElsewhere(
    _ contact: Contact, than lead: Lead, in snapshot: borrowing Snapshot
  ) async throws -> Bool {
    guard let company = lead.companyName, let account = contact.account else { return false }
    guard let employer = try await snapshot.find(account) else { return false }
    return TextKey(employer.name) != TextKey(company)
  }
}
