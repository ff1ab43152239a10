import CRMCore

extension CustomerRecord {
  /// All e-mail addresses, the one that is used first before the others.
  public var emails: [ContactPoint] { Self.points(email, emailKind) + otherEmails }

  /// All telephone numbers, the one that is used first before the others.
  public var phones: [ContactPoint] { Self.points(phone, phoneKind) + otherPhones }

  /// All postal addresses, the one that is used first before the others.
  public var addresses: [Address] { (address.isEmpty ? [] : [address]) + otherAddresses }

  /// The first postal address of a kind; nil when there is none.
  public func address(for kind: ContactPoint.Kind) -> Address? { addresses.first { $0.kind == kind } }

  /// What e-mail addresses are found by, each once: see ``EmailAddress/key``.
  public var emailKeys: [String] { emails.map { EmailAddress($0.value).key }.filter { !$0.isEmpty }.withoutRepetition }

  /// What telephone numbers are found by, each once: see ``PhoneNumber/key``.
  public var phoneKeys: [String] { phones.compactMap { PhoneNumber($0.value).key }.withoutRepetition }

  /// Makes an e-mail address the one that is used first; the one that was goes before the others.
  ///
  /// An address that is not among them is added with the kind given.
  public mutating func usePrimary(email value: String, kind: ContactPoint.Kind = .work) {
    let key = EmailAddress(value).key
    let all = Self.first(ContactPoint(value, kind: kind), of: emails) { EmailAddress($0.value).key == key }
    (email, emailKind, otherEmails) = (all[0].value, all[0].kind, Array(all.dropFirst()))
  }

  /// Makes a telephone number the one that is used first; the one that was goes before the others.
  ///
  /// A number that is not among them is added with the kind given.
  public mutating func usePrimary(phone value: String, kind: ContactPoint.Kind = .work) {
    let key = PhoneNumber(value).key
    let all = Self.first(ContactPoint(value, kind: kind), of: phones) { PhoneNumber($0.value).key == key }
    (phone, phoneKind, otherPhones) = (all[0].value, all[0].kind, Array(all.dropFirst()))
  }

  /// What is wrong with addresses and numbers.
  func reachProblems() -> [FieldProblem] {
    var problems = Self.problems("email", email, "otherEmails", otherEmails) { EmailAddress($0).flaw }
    problems += Self.problems("phone", phone, "otherPhones", otherPhones) { PhoneNumber($0).flaw }
    let places = otherAddresses.enumerated().filter { $0.element.isEmpty }
    return problems + places.map { FieldProblem("otherAddresses", "number \($0.offset + 1) is empty; take it out") }
  }

  private static func points(_ value: String?, _ kind: ContactPoint.Kind?) -> [ContactPoint] {
    guard let value, !value.isEmpty else { return [] }
    return [ContactPoint(value, kind: kind ?? .other)]
  }

  private static func first(
    _ point: ContactPoint, of points: [ContactPoint], where isMeant: (ContactPoint) -> Bool
  ) -> [ContactPoint] {
    [points.first(where: isMeant) ?? point] + points.filter { !isMeant($0) }
  }

  private static func problems(
    _ field: String, _ value: String?, _ list: String, _ others: [ContactPoint], flaw: (String) -> String?
  ) -> [FieldProblem] {
    let first = value.flatMap { $0.isEmpty ? nil : flaw($0) }.map { FieldProblem(field, $0) }
    let rest = others.enumerated().compactMap { place, point in
      flaw(point.value).map { FieldProblem(list, "number \(place + 1), “\(point.value)”, \($0)") }
    }
    return [first].compactMap { $0 } + rest
  }
}

extension [String] {
  /// The texts in their order, each once.
  fileprivate var withoutRepetition: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
