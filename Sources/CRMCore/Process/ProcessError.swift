public import Foundation

/// A process was not followed, or can't be.
@nonexhaustive
public enum ProcessError: Error, Hashable {
  /// No version of a process of that name is active.
  case unknown(String)
  /// The definition contradicts itself, or names what there is not.
  case invalid(String, [String])
  /// What is stored as a definition is none.
  case unreadable(RecordKey, reason: String)
  /// The process is for records of another entity.
  case wrongEntity(RecordKey, process: String, entity: String)
  /// The record is on its way through the process already.
  case alreadyRunning(RecordKey, process: String)
  /// The way has ended.
  case ended(RecordKey)
  /// The stage has no such way out, or none that is open to the record.
  case noWay(RecordKey, from: String, to: String?)
  /// What must be met before the record leaves the stage, all of it.
  case blocked(RecordKey, stage: String, [ProcessObstacle])
  /// The stage has no such task or approval.
  case nothingOfThatName(RecordKey, stage: String, name: String)
  /// The answer was given, or is not wanted any more.
  case decided(RecordKey, state: ProcessApproval.State)
  /// The one who acts neither holds the role nor has been given the decision.
  case notEntitled(RecordKey, role: String)
}

/// What keeps a record in its stage.
public struct ProcessObstacle: Hashable, Sendable {
  /// What it is about.
  public enum Kind: String, Hashable, Sendable {
    case field
    case condition
    case task
    case approval
  }

  /// What it is about.
  public let kind: Kind
  /// The name of the field, task or approval; empty for a condition.
  public let name: String
  /// What is to be done about it.
  public let advice: String
}

extension ProcessError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknown(let name): "there is no active process “\(name)”; define it first"
    case .invalid(let name, let problems): "the process “\(name)” can't be used: \(problems.joined(separator: "; "))"
    case .unreadable(let key, let reason): "\(key) holds no process: \(reason)"
    case .wrongEntity(let key, let process, let entity): "\(key) can't go through “\(process)”, which is for \(entity)"
    case .alreadyRunning(let key, let process): "\(key) is on its way through “\(process)” already"
    case .ended(let key): "\(key) has ended; start the process anew"
    case .noWay(let key, let from, let to?): "\(key) can't go from \(from) to \(to)"
    case .noWay(let key, let from, nil): "no way out of \(from) is open to \(key)"
    case .blocked(let key, let stage, let obstacles):
      "\(key) can't leave \(stage): \(obstacles.map(\.advice).joined(separator: "; "))"
    case .nothingOfThatName(let key, let stage, let name): "\(key) has nothing named “\(name)” in \(stage)"
    case .decided(let key, let state): "\(key) is \(state.rawValue) already"
    case .notEntitled(let key, let role): "only somebody who holds the role “\(role)” may decide \(key)"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
