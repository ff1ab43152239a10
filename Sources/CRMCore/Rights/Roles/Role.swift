/// What the holders of a role may do.
///
/// ```swift
/// var agent = Role(id: crm.newID())
/// agent.name = "Sales Agent"
/// agent.allow(Opportunity.self, [.create, .read, .update, .assign], within: .own)
/// agent.allow(Account.self, [.read], within: .unit)
/// agent.limit(Account.self, \.revenue, to: .hidden)
/// agent = try await crm.insert(agent)
/// try await crm.give(agent.id, to: sara.id.identifier)
/// ```
///
/// What no role of somebody allows they may not do. Who holds several roles may do what one of them allows, and with a field what the most
/// generous of those roles says that allow anything with such records. ``RolePolicy`` makes ``Rights`` of it.
public struct Role: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "role"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique: `Sales Agent`.
  public var name = ""
  /// What it is for.
  public var note: String?
  /// What it allows.
  public var permissions: [RolePermission] = []
  /// What it does not allow with single fields, and with which sensitive ones it allows more than to see a mask.
  public var fields: [FieldPermission] = []

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Role>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Role> { f in
    f("name", \.name, .required, .unique, .searchable)
    f("note", \.note)
    f("permissions", \.permissions)
    f("fields", \.fields)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    permissions.compactMap { permission in
      do {
        _ = try permission.filter
        return nil
      } catch {
        return FieldProblem("permissions", "hold a condition on \(permission.entity) that can't be read: \(error)")
      }
    }
  }
}

extension Role {
  /// Allows operations on records of a type.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - operations: What is allowed.
  ///   - scope: Whose records.
  ///   - filter: What they have to meet as well.
  public mutating func allow<R: Record>(
    _ type: R.Type, _ operations: Set<Rights.Operation>, within scope: OwnershipScope = .all,
    where filter: Filter<R>? = nil
  ) {
    allow(R.entity, operations, within: scope, where: filter?.expression)
  }

  /// Allows operations on records of an entity, or on those of every entity that is not private: ``RolePermission/anyEntity``.
  public mutating func allow(
    _ entity: String, _ operations: Set<Rights.Operation>, within scope: OwnershipScope = .all,
    where filter: FilterExpression? = nil
  ) {
    permissions += Rights.Operation.allCases.filter(operations.contains).map { operation in
      RolePermission(entity, operation, within: scope, where: filter)
    }
  }

  /// Allows so much with a field, with the fields of a nested value, or with a custom field.
  public mutating func limit<R: Record, V: FieldValue>(_ type: R.Type, _ field: KeyPath<R, V>, to access: FieldAccess) {
    limit(R.entity, field: Field(field)._path.text, to: access)
  }

  /// Allows so much with a field, with the fields of a nested value, or with a custom field.
  public mutating func limit(_ entity: String, field: String, to access: FieldAccess) {
    fields.removeAll { $0.entity == entity && $0.field == field }
    fields.append(FieldPermission(entity, field, access))
  }

  /// What is wrong with the role where such records are kept: entities and fields that there are not, and conditions that do not fit.
  ///
  /// What is wrong allows nothing.
  public func problems(in catalog: Catalog) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    for permission in permissions where permission.entity != RolePermission.anyEntity {
      do {
        let type = try catalog.type(of: permission.entity)
        _ = try permission.filter.checked(in: .record(type), catalog: catalog)
      } catch {
        problems.append(FieldProblem("permissions", "don’t fit \(permission.entity): \(error)"))
      }
    }
    for field in fields {
      do { try FieldLimits.check(field.field, of: catalog.type(of: field.entity)) } catch {
        problems.append(FieldProblem("fields", "don’t fit \(field.entity): \(error)"))
      }
    }
    return problems
  }
}
