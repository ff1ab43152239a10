public import CRMCore
public import Foundation

/// An operation of CRMSales was refused.
///
/// Nothing of its transaction was kept.
@nonexhaustive
public enum SalesError: Error, Hashable {
  /// The record is closed, and is to be open for this.
  case isClosed(RecordKey)
  /// The record is open already.
  case isOpen(RecordKey)
  /// The lead was converted, as the second record says.
  case converted(RecordKey, RecordKey)
  /// The lead was not converted, or its conversion was undone.
  case notConverted(RecordKey)
  /// The lead can become nothing of this kind, since it does not say what is needed.
  case nothingToBecome(RecordKey, entity: String)
  /// The lead is likely known already.
  case likelyDuplicates(RecordKey, [DuplicateMatch])
  /// The conversion of a lead can't be undone by now.
  case conversionInUse(RecordKey, [ConversionObstacle])
  /// The stage is not one of the opportunity's pipeline.
  case stageElsewhere(RecordKey, stage: RecordKey)
  /// The opportunity goes through a pipeline, and needs a stage of it.
  case noStage(RecordKey)
  /// The quote is active or closed, so that its prices are locked.
  case pricesLocked(RecordKey)
  /// The product has no price in the currency; nil for in any.
  case noPrice(RecordKey, currency: Currency?)
  /// More is taken off the quote or line than there is.
  case discountTooGreat(RecordKey)
  /// The quote is to be in that state for this.
  case wrongQuoteState(RecordKey, needed: Quote.State)
  /// The stages of the pipeline are not those of its process.
  case pipelineDiverges(RecordKey, stages: [String], process: [String])
}

extension SalesError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .isClosed(let key): "\(key) is closed; reopen it first"
    case .isOpen(let key): "\(key) is open; there is nothing to reopen"
    case .converted(let key, let conversion): "\(key) was converted (\(conversion)); undo the conversion first"
    case .notConverted(let key): "\(key) is not converted; there is nothing to undo"
    case .nothingToBecome(let key, let entity): "\(key) does not say enough to become \(entity); choose an existing one"
    case .likelyDuplicates(let key, let matches):
      "\(key) is likely known already, as \(matches.map(\.description).joined(separator: ", "));"
        + " choose one of them, or to create it all the same"
    case .conversionInUse(let key, let obstacles):
      "the conversion of \(key) can't be undone: \(obstacles.map(\.description).joined(separator: "; "))"
    case .stageElsewhere(let key, let stage): "\(stage) is no stage of the pipeline of \(key); choose one of its own"
    case .noStage(let key): "\(key) goes through a pipeline and needs a stage of it; move it to another, or close it"
    case .pricesLocked(let key): "the prices of \(key) are locked; revise the quote"
    case .noPrice(let key, let currency):
      "\(key) has no price\(currency.map { " in \($0)" } ?? ""); give it one, or set the line's price by hand"
    case .discountTooGreat(let key): "more is taken off \(key) than there is; lower the discount"
    case .wrongQuoteState(let key, let needed): "\(key) is to be \(needed.rawValue) for this"
    case .pipelineDiverges(let key, let stages, let process):
      "the stages of \(key), \(stages.joined(separator: ", ")), are not those of its process,"
        + " \(process.joined(separator: ", ")); define the pipeline anew"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
