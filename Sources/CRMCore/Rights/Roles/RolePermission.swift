/// That a role allows one operation on records of one entity.
public struct RolePermission: FieldGroup {
  /// The entity; ``anyEntity`` for every one that is not private.
  public var entity = ""
  /// What is allowed.
  public var operation = Rights.Operation.read
  /// Whose records.
  public var scope = OwnershipScope.all
  /// What they have to meet as well, in the filters' text form; nil for nothing.
  public var condition: String?

  /// Stands for all entities but those that a role names one by one.
  ///
  /// These are the rights themselves, the inbox, the agenda, the outbox, and the definitions of processes and workflows, whose actions no rights
  /// limit. The records that the organization is read from are among all entities for reading only.
  public static let anyEntity = "*"

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Allows an operation.
  public init(
    _ entity: String, _ operation: Rights.Operation, within scope: OwnershipScope = .all,
    where filter: FilterExpression? = nil
  ) {
    self.entity = entity
    self.operation = operation
    self.scope = scope
    condition = filter?.description
  }

  /// The declaration of the fields.
  public static let fields = GroupSchema<RolePermission> { f in
    f("entity", \.entity)
    f("operation", \.operation)
    f("scope", \.scope)
    f("condition", \.condition)
  }
}

extension RolePermission {
  /// The condition as a filter; true for every record when there is none.
  var filter: FilterExpression {
    get throws { try condition.map { try FilterExpression(parsing: $0) } ?? .constant(true) }
  }

  /// Whether it is about records of an entity.
  func isAbout(_ entity: String) -> Bool {
    self.entity == entity || self.entity == Self.anyEntity && !Rights.privateEntities.contains(entity)
  }

  /// Whether it allows all that another one does.
  func covers(_ other: RolePermission) -> Bool {
    guard isAbout(other.entity), operation == other.operation, scope.covers(other.scope) else { return false }
    return condition == nil || condition == other.condition
  }
}

/// How much a role allows with one field.
public struct FieldPermission: FieldGroup {
  /// The entity.
  public var entity = ""
  /// The field, the nested value, or the custom field.
  public var field = ""
  /// What is allowed.
  public var access = FieldAccess.write

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Allows so much with a field.
  public init(_ entity: String, _ field: String, _ access: FieldAccess) {
    self.entity = entity
    self.field = field
    self.access = access
  }

  /// The declaration of the fields.
  public static let fields = GroupSchema<FieldPermission> { f in
    f("entity", \.entity)
    f("field", \.field)
    f("access", \.access)
  }
}
