/// What counts as a permission where somebody has said nothing: chosen in ``ContactsPolicies/consent`` when the CRM is composed.
public protocol ConsentPolicy: Sendable {
  /// The rule for a channel and a purpose.
  func rule(for channel: ContactChannel, _ purpose: ContactPurpose) -> ConsentRule
}

/// Whether somebody may be written to or called.
public enum ConsentRule: String, Hashable, Sendable {
  /// Only who has agreed.
  case optIn
  /// Everybody who has not refused.
  case optOut
  /// Everybody, whatever they have said: for what they have to get.
  case always
}

/// What the law of most places asks for: agreement before anything that is sent by electronic means, a right to refuse the rest, and neither for
/// what belongs to a contract.
public struct StandardConsentPolicy: ConsentPolicy {
  /// The rules for marketing, surveys and whatever else an application does, by channel.
  public var rules: [ContactChannel: ConsentRule]
  /// The purposes that need no agreement.
  public var exempt: Set<ContactPurpose>

  /// The standard, but for some channels.
  public init(
    rules: [ContactChannel: ConsentRule] = [:], exempt: Set<ContactPurpose> = [.transactional, .service]
  ) {
    let standard: [ContactChannel: ConsentRule] = [.call: .optOut, .letter: .optOut, .meeting: .optOut]
    self.rules = standard.merging(rules) { $1 }
    self.exempt = exempt
  }

  /// The rule for a channel and a purpose: agreement first, unless said otherwise.
  public func rule(for channel: ContactChannel, _ purpose: ContactPurpose) -> ConsentRule {
    exempt.contains(purpose) ? .always : rules[channel] ?? .optIn
  }
}
