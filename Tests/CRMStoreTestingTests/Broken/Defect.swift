import CRMStoreTesting

/// A way in which a store can be wrong, and the check that must notice it.
enum Defect: String, CaseIterable, Sendable {
  case forgetsUpdates
  case ignoresUniqueness
  case overwritesOnInsert
  case keepsHalfATransaction
  case commitsInParts
  case losesHistory
  case doesNotSeeOwnWrites
  case countsDeletedRecords
  case keepsUniqueValuesOfDeletedRecords
  case sortsNilLast
  case ignoresLimits
  case ignoresOrderOfTies
  case repeatsARecordBehindACursor
  case pagesByPosition
  case countIgnoresTheFilter
  case comparesTextIgnoringCase
  case comparesNilAsUnknown
  case ignoresVisibility
  case showsHiddenRecordsInLists
  case addsUpDifferentCurrencies
  case roundsAverages
  case snapshotsSeeLaterWrites
  case readersSeeOpenWriters
  case readersWaitForWriters
  case losesUpdates
  case cancelledWritersKeepWaiting
  case worksAfterItsEnd
  case writesAfterItsClosing
  case dropsChangeSets
  case numbersChangeSetsBackwards
  case publishesBeforeItCommits
  case forgetsWhatWasBefore
  case keepsMillisecondsOnly
  case keepsDecimalsAsFloatingPoint
  case treatsEmptyTextAsNothing
  case trimsText
  case sortsLists
  case losesUnknownNames
  case losesCustomValues
  case losesDeletions
  case losesRecordsOfLargeTransactions
  case numbersViewsTooLow

  /// The group in which it is noticed.
  var group: ConformanceGroup {
    switch self {
    case .forgetsUpdates, .overwritesOnInsert, .countsDeletedRecords: .writing
    case .ignoresUniqueness, .keepsUniqueValuesOfDeletedRecords: .constraints
    case .keepsHalfATransaction, .doesNotSeeOwnWrites, .worksAfterItsEnd, .writesAfterItsClosing: .transactions
    case .commitsInParts, .dropsChangeSets, .numbersChangeSetsBackwards, .publishesBeforeItCommits,
      .forgetsWhatWasBefore:
      .feed
    case .losesHistory, .losesDeletions: .history
    case .losesCustomValues: .customFields
    case .sortsNilLast, .comparesTextIgnoringCase, .comparesNilAsUnknown: .filters
    case .ignoresLimits, .countIgnoresTheFilter: .reading
    case .ignoresOrderOfTies, .repeatsARecordBehindACursor, .pagesByPosition: .paging
    case .ignoresVisibility, .showsHiddenRecordsInLists: .rights
    case .addsUpDifferentCurrencies, .roundsAverages: .aggregates
    case .snapshotsSeeLaterWrites, .readersSeeOpenWriters, .readersWaitForWriters, .losesUpdates,
      .cancelledWritersKeepWaiting:
      .isolation
    case .keepsMillisecondsOnly, .keepsDecimalsAsFloatingPoint, .treatsEmptyTextAsNothing, .trimsText, .sortsLists,
      .losesUnknownNames:
      .values
    case .losesRecordsOfLargeTransactions: .bulk
    case .numbersViewsTooLow: .live
    }
  }

  /// The check that must fail, besides others that may.
  var check: String {
    switch self {
    case .forgetsUpdates: "an update raises the revision by 1 and keeps who created the record when"
    case .ignoresUniqueness: "no two records hold the same value in a unique field"
    case .overwritesOnInsert: "an identifier is inserted once"
    case .keepsHalfATransaction: "a body that throws half way leaves nothing behind"
    case .commitsInParts: "a change set has each record before and after, merged per record"
    case .losesHistory: "history says who changed what, when, from what to what"
    case .writesAfterItsClosing: "a store that was closed says so, ends its feed, and may be closed twice"
    case .doesNotSeeOwnWrites: "a transaction sees its own writes: queries, orders and pages"
    case .countsDeletedRecords: "deleting is removal"
    case .keepsUniqueValuesOfDeletedRecords: "a value is free again when its record lets go of it"
    case .sortsNilLast: "nil sorts first ascending, last descending"
    case .ignoresLimits: "a limit of 0 answers nothing, and a great one everything"
    case .ignoresOrderOfTies: "ties are in the order of identifiers, also when the keys descend"
    case .repeatsARecordBehindACursor: "pages in any order put together are the whole answer"
    case .pagesByPosition: "paging is stable while others write"
    case .countIgnoresTheFilter: "fetch, first, count and exists agree"
    case .comparesTextIgnoringCase: "every operator on every type of field does what it says"
    case .comparesNilAsUnknown: "a path through a nil reference is nil"
    case .ignoresVisibility: "records out of sight are not found, fetched or counted"
    case .showsHiddenRecordsInLists: "any and all over a list of references are about the records in sight"
    case .addsUpDifferentCurrencies: "a sum over several currencies is an error that names them"
    case .roundsAverages:
      "averages are the exact sum over the exact count, rounded half-even to the field's scale plus four"
    case .snapshotsSeeLaterWrites: "a snapshot that a caller holds does not see later writes"
    case .readersSeeOpenWriters, .readersWaitForWriters: "readers do not wait for an open writer, and see nothing of it"
    case .losesUpdates: "lost updates can't happen"
    case .cancelledWritersKeepWaiting: "a write that is cancelled while it waits ends, and the others go on"
    case .worksAfterItsEnd: "a reader used after its end throws, and may be ended twice"
    case .dropsChangeSets, .numbersChangeSetsBackwards: "each commit is one change set, numbered one after the other"
    case .publishesBeforeItCommits: "what is published is visible"
    case .forgetsWhatWasBefore: "a change set has each record before and after, merged per record"
    case .keepsMillisecondsOnly: "the earliest and the latest instants are kept and ordered"
    case .keepsDecimalsAsFloatingPoint: "decimals are exact with up to 18 digits after the point and 38 in all"
    case .treatsEmptyTextAsNothing: "nothing comes back as nothing, and is neither an empty text nor an empty list"
    case .trimsText: "text comes back byte for byte, however strange"
    case .sortsLists: "lists keep order"
    case .losesRecordsOfLargeTransactions: "a bulk load is one commit a batch, and everything is found"
    case .losesUnknownNames: "an unknown name read from a newer version is preserved, not lost"
    case .losesCustomValues: "values of every kind come back as they were written"
    case .numbersViewsTooLow: "a view says which commit is the last that it sees"
    case .losesDeletions: "restoring writes back from history under the same identifier"
    }
  }
}
