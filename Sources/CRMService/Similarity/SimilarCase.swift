import CRMCore

/// Something in which cases can be alike.
@nonexhaustive
public enum CaseAttribute: String, Hashable, Sendable, CaseIterable {
  /// They are about the same product.
  case product
  /// They are of the same kind.
  case type
  /// They are of the same account or contact.
  case customer
  /// They are told in the same words.
  case words
}

/// A case that is like another.
public struct SimilarCase: Hashable, Sendable {
  /// The case.
  public let record: Case
  /// How well it answers the words, comparable with others of the same answer only; 0 where no words were asked for.
  public let score: Double
}
