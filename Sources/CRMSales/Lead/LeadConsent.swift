public import CRMContacts
public import CRMCore

/// What somebody has agreed to or refused before they are known as a contact; it becomes a `Consent` when the lead is converted.
public struct LeadConsent: FieldGroup {
  /// The way that it is about; nil for every way.
  public var channel: ContactChannel?
  /// The purpose that it is about; nil for every purpose.
  public var purpose: ContactPurpose?
  /// What was said.
  public var state = Consent.State.granted
  /// When it was said; nil for right after what was said before it, or when the lead was captured.
  public var givenAt: Instant?
  /// How it came to us.
  public var source: Consent.Source?
  /// What proves it.
  public var evidence: String?

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Says what was said.
  public init(
    _ state: Consent.State, by channel: ContactChannel? = nil, for purpose: ContactPurpose? = nil,
    at givenAt: Instant? = nil, source: Consent.Source? = nil, evidence: String? = nil
  ) {
    self.state = state
    self.channel = channel
    self.purpose = purpose
    self.givenAt = givenAt
    self.source = source
    self.evidence = evidence
  }

  /// The declaration of the fields.
  public static let fields = GroupSchema<LeadConsent> { f in
    f("channel", \.channel)
    f("purpose", \.purpose)
    f("state", \.state)
    f("givenAt", \.givenAt)
    f("source", \.source)
    f("evidence", \.evidence, .personal)
  }
}
