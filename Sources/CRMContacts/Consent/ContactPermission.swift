public import CRMCore

/// Whether an account or contact may be written to or called, by a channel and for a purpose.
public enum ContactPermission: Hashable, Sendable {
  /// It may.
  case allowed
  /// It may not.
  case refused(Refusal)

  /// Why somebody may not be written to or called.
  @nonexhaustive
  public enum Refusal: Hashable, Sendable {
    /// They want to be left alone.
    case doNotContact
    /// They have refused, or agree no longer: the newest consent says so, or a lead's own words, which are no records of their own.
    case withdrawn(Consent.ID?)
    /// They have not agreed, and would have to.
    case notGranted
  }

  /// Whether it may.
  public var isAllowed: Bool { self == .allowed }

  /// What a policy makes of what was said.
  ///
  /// - Parameters:
  ///   - doNotContact: Whether they want to be left alone.
  ///   - newest: What was said last about the channel and the purpose.
  ///   - consent: The record that says so.
  package init(_ rule: ConsentRule, doNotContact: Bool, newest: Consent.State?, by consent: Consent.ID? = nil) {
    if rule == .always {
      self = .allowed
    } else if doNotContact {
      self = .refused(.doNotContact)
    } else if newest == .withdrawn {
      self = .refused(.withdrawn(consent))
    } else if rule == .optIn && newest != .granted {
      self = .refused(.notGranted)
    } else {
      self = .allowed
    }
  }

  /// The channels by which somebody can be reached.
  static func channels(to record: some CustomerRecord) -> [ContactChannel] {
    (record.emailKeys.isEmpty ? [] : [.email]) + (record.phoneKeys.isEmpty ? [] : [.call, .message])
      + (record.addresses.isEmpty ? [] : [.letter])
  }
}

extension ContactPermission.Refusal: CustomStringConvertible {
  /// Why, in words.
  public var description: String {
    switch self {
    case .doNotContact: "wants to be left alone"
    case .withdrawn(let id?): "has refused, as consent \(id) says"
    case .withdrawn(nil): "has refused"
    case .notGranted: "has not agreed yet, and would have to"
    }
  }
}
