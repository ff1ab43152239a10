import CRMCore

extension MessageContent {
  /// Everything that is wrong with it for records of an entity: names that are no fields, values that say nothing to people, and places where HTML
  /// would take a value for more than text.
  func problems(of type: RecordType, in context: borrowing ReadContext) async throws -> [TemplateProblem] {
    let scope = try await context.scope()
    let catalog = context.catalog
    var problems: [TemplateProblem] = []
    for (part, text) in parts {
      let template = TextTemplate(text)
      let reasons =
        template.problems(on: type, in: catalog, scope: scope, besides: [Self.unsubscribeLink])
        + template.unreadable(on: type, in: catalog, scope: scope)
        + (part == .html ? HTMLTemplate(template).problems : [])
      problems += reasons.map { TemplateProblem(part: part, reason: $0) }
      if part == .subject, text.contains(where: \.isNewline) {
        problems.append(TemplateProblem(part: .subject, reason: "it has several lines; a subject is one"))
      }
    }
    return problems
  }

  /// The parts that say something.
  private var parts: [(TemplateProblem.Part, String)] {
    [(.subject, subject), (.text, text), (.html, html)].compactMap { part, text in text.map { (part, $0) } }
  }
}

extension TextTemplate {
  /// Places whose values are nothing that people read.
  fileprivate func unreadable(on type: RecordType, in catalog: Catalog, scope: QueryScope) -> [String] {
    Set(placeholders.map(\.path)).sorted { $0.text < $1.text }.compactMap { path in
      guard let found = try? path.resolved(in: .record(type), catalog: catalog, scope: scope) else { return nil }
      switch found.type.element {
      case .reference(let entity):
        return "{\(path)} refers to a record of \(entity); go on to one of its fields, such as {\(path).name}"
      case .group: return "{\(path)} has fields of its own in a list, which can't be written out"
      default: return nil
      }
    }
  }
}
