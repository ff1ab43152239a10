extension Rights {
  /// What belongs to one user, decides over rights, or does what they do not allow: nobody sees it by rights to everything.
  static let privateEntities: Set<String> = [
    Role.entity, RoleAssignment.entity, RecordShare.entity, AccessRefusal.entity, InboxItem.entity, Watch.entity,
    AgendaEntry.entity, OutboxMessage.entity, ProcessDefinition.entity, WorkflowDefinition.entity,
  ]

  /// Hides what is private, and leaves somebody what is about them.
  package mutating func hidePrivate(from actor: Identifier, in catalog: Catalog) {
    for type in catalog.types where Rights.privateEntities.contains(type.entity) {
      limit(type.entity, [.read], to: .constant(false))
    }
    allowOwn(of: actor, in: catalog)
  }

  /// Allows somebody to read what is about them: their user's record, inbox, agenda, outbox, roles, shares and approvals.
  mutating func allowOwn(of actor: Identifier, _ roles: [Role] = [], in catalog: Catalog) {
    let (me, name) = (AnyValue.reference(actor), AnyValue.text(actor.description))
    let own: [(entity: String, condition: FilterExpression)] = [
      (RecordType.actorEntity, .compare("id", .equal, me)), (InboxItem.entity, .compare("recipient", .equal, name)),
      (Watch.entity, .compare("actor", .equal, name)), (AgendaEntry.entity, .compare("actor", .equal, name)),
      (OutboxMessage.entity, .compare("createdBy", .equal, me)),
      (RoleAssignment.entity, .compare("actor", .equal, name)),
      (Role.entity, .isIn("id", roles.map { .reference($0.id.identifier) })),
      (RecordShare.entity, .compare("grantee", .equal, name) || .compare("createdBy", .equal, me)),
      (
        ProcessApproval.entity,
        .compare("delegate", .equal, name) || .isIn("role", roles.map { .text($0.name) })
      ),
    ]
    for (entity, condition) in own where catalog.types.contains(where: { $0.entity == entity }) {
      allow(entity, [.read], where: condition)
    }
  }
}
