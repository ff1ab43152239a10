/// Where actors' rights come from: the roles that they hold, the teams that they are in, whatever an application keeps.
///
/// `RolePolicy` is the one that CRMKit brings along. ``Rights`` themselves are a policy, too: the same for everybody.
public protocol RightsPolicy: Sendable {
  /// The types of the records that rights are made of.
  ///
  /// Rights are asked for again once a commit has changed one of them: whoever loses a role has lost it in the next view and transaction,
  /// and in what they observe live.
  var sources: [any Record.Type] { get }

  /// Whether what is refused is noted, as ``AccessRefusal`` records.
  var notesRefusals: Bool { get }

  /// What an actor may see and do.
  ///
  /// - Parameters:
  ///   - actor: Who it is; nil for nobody in particular.
  ///   - view: The store, whole.
  /// - Throws: What the view throws.
  func rights(of actor: Identifier?, in view: borrowing Snapshot) async throws -> Rights

  /// Whether an actor who has the right to change a record that rights are made of may change it so: nobody should give out more than they have.
  ///
  /// - Parameters:
  ///   - change: The record before, nil when it is new, and after, nil when it is deleted.
  ///   - actor: Who it is.
  ///   - view: The store before the change, whole.
  func allows(_ change: RecordChange, by actor: Identifier?, in view: borrowing Snapshot) async throws -> Bool
}

extension RightsPolicy {
  /// No.
  public var notesRefusals: Bool { false }

  /// Every change.
  public func allows(_ change: RecordChange, by actor: Identifier?, in view: borrowing Snapshot) async throws -> Bool {
    true
  }
}

extension Rights: RightsPolicy {
  /// None.
  public var sources: [any Record.Type] { [] }

  /// These.
  public func rights(of actor: Identifier?, in view: borrowing Snapshot) async throws -> Rights { self }
}
