import CRMContacts
import CRMCore

/// A source of what happened to a lead, for the timelines of what it became, and of what came from its addresses, for its own.
///
/// Nothing is moved when a lead is converted: what was said and done about it stays with it, and is shown in both places.
struct LeadTimeline: TimelineSource {
  let name = "lead"

  func entries(
    of subject: RecordKey, after position: TimelinePosition?, limit: Int, in snapshot: borrowing Snapshot
  ) async throws -> [TimelineEntry] {
    if subject.entity == Lead.entity {
      return try await mail(of: Lead.ID(subject.id), after: position, limit: limit, in: snapshot)
    }
    guard let field = Self.fields[subject.entity] else { return [] }
    let became = Filter<Lead>(.compare(field, .equal, .reference(subject.id)) && .compare("state", .equal, "qualified"))
    let sources = try await snapshot.reading { $0.environment.contacts.timeline }.filter { $0.name != name }
    var entries: [TimelineEntry] = []
    for lead in try await snapshot.fetch(Lead.self, where: became) {
      for source in sources {
        entries += try await source.entries(of: lead.key, after: position, limit: limit, in: snapshot)
      }
      entries += try await mail(of: lead.id, after: position, limit: limit, in: snapshot)
    }
    return Array(entries.sorted { $0.position < $1.position }.prefix(limit))
  }

  /// The fields by which a lead names what it became.
  private static let fields: [String: FieldPath] = [
    Account.entity: "account", Contact.entity: "contact", Opportunity.entity: "opportunity",
  ]

  /// Interactions with a lead's addresses, as long as they are nobody's.
  private func mail(
    of id: Lead.ID, after position: TimelinePosition?, limit: Int, in snapshot: borrowing Snapshot
  ) async throws -> [TimelineEntry] {
    guard let lead = try await snapshot.find(id) else { return [] }
    let keys = (lead.emailKeys + lead.phoneKeys).map(AnyValue.text)
    if keys.isEmpty { return [] }
    let source = RecordTimeline(
      Interaction.self, at: "startedAt", of: { _ in .any("unresolved.key", .isIn(.element, keys)) },
      telling: { .init(kind: .interaction, title: $0.title) })
    return try await source.entries(of: lead.key, after: position, limit: limit, in: snapshot)
  }
}
