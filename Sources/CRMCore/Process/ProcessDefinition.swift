/// One version of a ``BusinessProcess``, as a record.
public struct ProcessDefinition: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "processDefinition"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name of the process.
  public var name = ""
  /// Which version it is, from 1 on.
  public var version = 1
  /// The entity of the records that go this way.
  public var subject = ""
  /// The process, as JSON.
  public var definition = ""
  /// Whether it is used for what is started from now on.
  public var state = State.active

  /// What a version is used for.
  public enum State: String, ClosedEnumeration {
    /// Nothing yet.
    case draft
    /// What is started from now on; one version of a process is.
    case active
    /// What was started with it.
    case retired
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<ProcessDefinition>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<ProcessDefinition> { f in
    f("name", \.name, .required, .indexed)
    f("version", \.version)
    f("subject", \.subject, .required)
    f("definition", \.definition, .required)
    f("state", \.state)
    f.unique("name", "version")
  }

  /// The process.
  ///
  /// - Throws: ``ProcessError/unreadable(_:reason:)``.
  public var process: BusinessProcess {
    get throws {
      do { return try JSONText.decode(from: definition) } catch {
        throw ProcessError.unreadable(key, reason: "\(error)")
      }
    }
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    guard let process = try? process else { return [FieldProblem("definition", "is no process in JSON")] }
    guard process.name == name, process.entity == subject else {
      return [FieldProblem("definition", "has another name or entity than the record")]
    }
    return []
  }
}
