import CRMCore

extension PlainModel {
  /// The model does not know what should come of something: stores are to agree on it.
  struct Unsure: Error {}

  /// Does the work, and says what comes of it; nil when it does not know.
  mutating func outcome(of work: RandomScript.Work) -> String? {
    do {
      switch work {
      case .insert(let record): try insert(record)
      case .update(let record): _ = try update(record)
      case .updateLate(let record, let base): try update(record, readAs: base)
      case .delete(let key): try delete(key)
      case .restore(let key): try restore(key)
      case .ask(let question): return answer(to: question)
      }
      return "done"
    } catch {
      return RandomScript.label(error)
    }
  }

  /// What should be answered; nil when the model does not know.
  func answer(to question: RandomScript.Question) -> String? {
    do {
      switch question {
      case .record(let key): return RandomScript.text(self[key])
      case .past(let key, let step):
        return RandomScript.text(hasLost(key) || !past.indices.contains(step) ? nil : past[step][key])
      case .history(let key): return hasLost(key) ? "" : events(of: key).map(\.description).joined(separator: ", ")
      case .records(let query): return "\(seen(query.scope).identifiers(query).map(\.ordinal))"
      case .count(let query): return "\(seen(query.scope).rows(query.type, where: query.filter).count)"
      case .aggregate(let query): return RandomScript.text(try seen(query.scope).aggregate(query))
      }
    } catch is Unsure {
      return nil
    } catch {
      return RandomScript.label(error)
    }
  }

  private func seen(_ scope: QueryScope) -> PlainModel {
    var model = self
    model.visible = scope.visible
    return model
  }
}
