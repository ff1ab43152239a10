public import CRMCore

/// What a lead becomes, of one kind: an account or a contact.
public enum ConversionChoice<R: Record>: Hashable, Sendable {
  /// A new one, where the lead says enough for it; when it is likely known already, the conversion is refused.
  case new
  /// A new one, whoever is alike.
  case newDespiteDuplicates
  /// One that is there already: what it lacks is taken from the lead.
  case existing(RecordID<R>)
  /// None.
  case none
}

/// Which opportunity comes of a lead.
public enum OpportunityChoice: Sendable {
  /// One named by what the lead is interested in, over its budget.
  case new
  /// One as drafted; what the draft leaves open is taken from the lead.
  case drafted(OpportunityDraft)
  /// None.
  case none
}
