public import CRMCore

/// What a module has to say about an account or contact: a part of a ``CustomerProfile``.
public struct ProfileSection: Hashable, Sendable {
  /// The section's name, unique: `opportunities`.
  public let name: String
  /// Figures, in the order in which they are shown.
  public let figures: [Figure]
  /// The records that matter most, in the order in which they are shown.
  public let records: [RecordKey]

  /// A figure and what it is.
  public struct Figure: Hashable, Sendable {
    /// What it is: `open`.
    public let name: String
    /// How much it is.
    public let value: AnyValue

    /// Names a figure.
    public init(_ name: String, _ value: AnyValue) {
      self.name = name
      self.value = value
    }
  }

  /// Puts a section together.
  public init(_ name: String, figures: [Figure] = [], records: [RecordKey] = []) {
    self.name = name
    self.figures = figures
    self.records = records
  }
}

/// What a module contributes to profiles: added to ``ContactsPolicies/profile`` when the CRM is composed.
public protocol ProfileSource: Sendable {
  /// What there is to say about an account or contact; nil for nothing.
  ///
  /// - Parameters:
  ///   - subject: The account or contact.
  ///   - snapshot: The view that the whole profile is taken from, as the one who asks may see it.
  func section(about subject: RecordKey, in snapshot: borrowing Snapshot) async throws -> ProfileSection?
}
