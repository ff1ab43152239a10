/// Rights by the roles that people hold, the place that they have in the organization, and the records that are shared with them.
///
/// ```swift
/// let access = AccessControl(to: store, by: RolePolicy(CompanyChart()))
/// let own = access.acting(as: sara.id.identifier)
/// ```
///
/// | who | may |
/// |---|---|
/// | everybody | read their own user's record, inbox, agenda, outbox, roles and shares, and the approvals that wait for them |
/// | who holds a role | do what it allows |
/// | with whom a record is shared | do with it what the share says |
/// | who is not of the organization, or not active any more | nothing |
///
/// A field that is declared ``FieldOption/sensitive`` shows a mask, unless a role says more.
///
/// **Who may change rights** is a matter of rights to ``Role``, ``RoleAssignment`` and ``RecordShare``, which a role names one by one. By the first two
/// nobody gives more than they hold themselves: each permission of the role must be one of theirs, or within one. Nobody changes their own
/// place in the organization. Who may write shares as records may share everything; others use ``RecordWriting/share(_:with:allowing:)``.
public struct RolePolicy: RightsPolicy {
  /// The record types that it needs.
  public static let recordTypes: [any Record.Type] = [
    Role.self, RoleAssignment.self, RecordShare.self, AccessRefusal.self,
  ]

  private let chart: any OrganizationChart
  private let withoutRole: @Sendable (_ actor: Identifier, Catalog) -> Rights
  /// Whether what is refused is noted, as ``AccessRefusal`` records.
  public let notesRefusals: Bool

  /// Rights by roles.
  ///
  /// - Parameters:
  ///   - chart: Tells where somebody stands in the organization.
  ///   - notesRefusals: Whether what is refused is noted.
  ///   - withoutRole: What somebody may do who is of the organization and holds no role; without it, what everybody may.
  public init(
    _ chart: any OrganizationChart, notesRefusals: Bool = false,
    withoutRole: @escaping @Sendable (_ actor: Identifier, Catalog) -> Rights = { Rights.nothing(in: $1) }
  ) {
    self.chart = chart
    self.notesRefusals = notesRefusals
    self.withoutRole = withoutRole
  }

  /// The types of the records that rights are made of.
  public var sources: [any Record.Type] { [Role.self, RoleAssignment.self, RecordShare.self] + chart.sources }

  /// What an actor may see and do.
  public func rights(of actor: Identifier?, in view: borrowing Snapshot) async throws -> Rights {
    let catalog = try await view.reading { $0.catalog }
    guard let actor, let place = try await chart.place(of: actor, in: view) else { return .nothing(in: catalog) }
    let roles = try await roles(of: actor, in: view)
    var rights = roles.isEmpty ? withoutRole(actor, catalog) : .nothing(in: catalog)
    for role in roles { rights.allow(role, to: place, organization: chart.sources.map { $0.entity }, in: catalog) }
    rights.limitFields(of: roles, in: catalog)
    rights.allowOwn(of: actor, roles, in: catalog)
    let grantees = ([actor] + place.teams).map(\.description)
    rights.allow(try await view.fetch(RecordShare.self, where: \.grantee ~= .isIn(grantees)))
    return rights
  }

  /// Whether an actor gives no more than they have.
  public func allows(_ change: RecordChange, by actor: Identifier?, in view: borrowing Snapshot) async throws -> Bool {
    guard try chart.allows(change, by: actor) else { return false }
    guard let after = change.after, let actor else { return true }
    let given: Role?
    switch after.type {
    case Role.recordType: given = try Role.schema.decode(after)
    case RoleAssignment.recordType:
      let role = try RoleAssignment.schema.decode(after).role
      if let role { given = try await view.find(role) } else { given = nil }
    default: return true
    }
    guard let given else { return true }
    let catalog = try await view.reading { $0.catalog }
    return try await roles(of: actor, in: view).cover(given, in: catalog)
  }

  private func roles(of actor: Identifier, in view: borrowing Snapshot) async throws -> [Role] {
    let held = try await view.fetch(RoleAssignment.self, where: \.actor == actor.description).compactMap(\.role)
    return held.isEmpty ? [] : try await view.fetch(Role.self, where: \.id ~= .isIn(held))
  }
}

extension Rights {
  /// Nothing at all, of all that a store keeps.
  public static func nothing(in catalog: Catalog) -> Rights {
    var rights = Rights()
    for type in catalog.types where type != HistoryEntry.recordType {
      rights.limit(type.entity, Set(Operation.allCases), to: .constant(false))
    }
    return rights
  }

  /// Allows what a role does, as far as it fits what is kept.
  ///
  /// Whoever changes the organization changes what they see, so that a role for every entity only lets it be read.
  fileprivate mutating func allow(
    _ role: Role, to place: OrganizationPlace, organization: [String], in catalog: Catalog
  ) {
    for type in catalog.types where type != HistoryEntry.recordType {
      for permission in role.permissions where permission.isAbout(type.entity) {
        let isForAny = permission.entity == RolePermission.anyEntity
        if isForAny, permission.operation != .read, organization.contains(type.entity) { continue }
        guard let filter = try? permission.filter.checked(in: .record(type), catalog: catalog) else { continue }
        let condition = place.condition(permission.scope, on: type) && filter
        allow(type.entity, [permission.operation], where: condition)
      }
    }
  }

  fileprivate mutating func limitFields(of roles: [Role], in catalog: Catalog) {
    for type in catalog.types {
      for (field, access) in roles.limits(on: type) { limit(type.entity, field: field, to: access) }
    }
  }

  fileprivate mutating func allow(_ shares: [RecordShare]) {
    var shared: [String: [Operation: [AnyValue]]] = [:]
    for share in shares {
      guard let id = Identifier(share.record) else { continue }
      for operation in share.operations {
        shared[share.subject, default: [:]][operation, default: []].append(.reference(id))
      }
    }
    for (entity, operations) in shared {
      for (operation, ids) in operations { allow(entity, [operation], where: .isIn("id", ids)) }
    }
  }
}

extension [Role] {
  /// The fields of a type with which these roles together do not allow everything.
  fileprivate func limits(on type: RecordType) -> [String: FieldAccess] {
    let roles = filter { $0.permissions.contains { $0.isAbout(type.entity) } }
    let sensitive = type.fields.filter { $0.options.contains(.sensitive) }.map(\.name)
    let named = roles.flatMap(\.fields).filter { $0.entity == type.entity }.map(\.field)
    let names = Set(sensitive + named).filter { (try? FieldLimits.check($0, of: type)) != nil }
    return names.reduce(into: [:]) { limits, name in
      let ordinary = sensitive.contains(name) ? FieldAccess.masked : .write
      let access = roles.map { $0.access(to: name, of: type) ?? ordinary }.max() ?? ordinary
      if access < .write { limits[name] = access }
    }
  }

  /// Whether these roles together allow all that another one does.
  fileprivate func cover(_ other: Role, in catalog: Catalog) -> Bool {
    let own = flatMap(\.permissions)
    guard other.permissions.allSatisfy({ permission in own.contains { $0.covers(permission) } }) else { return false }
    for type in catalog.types where other.permissions.contains(where: { $0.isAbout(type.entity) }) {
      let given = [other].limits(on: type)
      for (field, access) in limits(on: type) where given[field, default: .write] > access { return false }
    }
    return true
  }
}

extension Role {
  /// What the role says of a field, or of the nested value that it is in; nil when it says nothing.
  fileprivate func access(to field: String, of type: RecordType) -> FieldAccess? {
    var rights = Rights()
    for limit in fields where limit.entity == type.entity {
      rights.limit(limit.entity, field: limit.field, to: limit.access)
    }
    return rights.statedAccess(to: field, of: type.entity)
  }
}
