import CRMKit

/// Whether the store keeps the history of a record type: the one thing in which the two declarations of a person differ.
protocol HistoryChoice: SendableMetatype {
  static var entity: String { get }
  static var schema: Schema<PersonRecord<Self>> { get }
}

/// History is kept, as it is unless a declaration says otherwise.
enum HistoryKept: HistoryChoice {
  static let entity = "person"
  static let schema = Schema<PersonRecord<HistoryKept>> { PersonRecord.declareFields(&$0) }
}

/// No history is kept.
enum HistoryOff: HistoryChoice {
  static let entity = "untrackedPerson"
  static let schema = Schema<PersonRecord<HistoryOff>> { f in
    PersonRecord.declareFields(&f)
    f.withoutHistory()
  }
}
