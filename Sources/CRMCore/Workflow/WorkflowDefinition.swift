/// A ``Workflow``, as a record.
public struct WorkflowDefinition: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "workflowDefinition"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name of the workflow, unique.
  public var name = ""
  /// The entity of the records that it is about.
  public var subject = ""
  /// The workflow, as JSON.
  public var definition = ""
  /// Whether it is carried out.
  public var isEnabled = true

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<WorkflowDefinition>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<WorkflowDefinition> { f in
    f("name", \.name, .required, .unique)
    f("subject", \.subject, .required, .indexed)
    f("definition", \.definition, .required)
    f("isEnabled", \.isEnabled)
  }

  /// The workflow.
  ///
  /// - Throws: `DecodingError` when the text is none.
  public var workflow: Workflow { get throws { try JSONText.decode(from: definition) } }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    guard let workflow = try? workflow else { return [FieldProblem("definition", "is no workflow in JSON")] }
    guard workflow.name == name, workflow.entity == subject else {
      return [FieldProblem("definition", "has another name or entity than the record")]
    }
    return []
  }
}

/// That a workflow was carried out, or stopped.
public struct WorkflowRun: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "workflowRun"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name of the workflow.
  public var workflow = ""
  /// The entity of the record.
  public var subject = ""
  /// The identifier of the record.
  public var record = ""
  /// What set it off: `created`, `changed: name, size`, `entered`, `time`, `event paid`.
  public var reason = ""
  /// What came of it.
  public var state = State.done

  /// What came of a workflow.
  public enum State: String, ClosedEnumeration {
    /// Its actions were done.
    case done
    /// It was part of a chain of workflows without end, which was cut.
    case stopped
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<WorkflowRun>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<WorkflowRun> { f in
    f("workflow", \.workflow, .required, .indexed)
    f("subject", \.subject, .required)
    f("record", \.record, .required, .indexed)
    f("reason", \.reason)
    f("state", \.state)
    f.withoutHistory()
  }
}
