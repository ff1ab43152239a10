/// Why a transport could not write a file.
///
/// It says nothing of the message, so a channel that delivers at least once tries again; that is the right one here, since the file's name
/// keeps a message from being written twice.
@nonexhaustive
public enum TransportFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such folder.
  case missingFolder(String)
  /// The disk is full, or the user's quota is used up.
  case diskFull(String)
  /// The process may not write there.
  case accessDenied(String)
  /// Another failure of the disk or the system, in its words.
  case disk(String, reason: String)

  /// What happened where, and what to do.
  public var description: String {
    switch self {
    case .missingFolder(let path): "There is no folder for \(path): create it."
    case .diskFull(let path): "The disk is full, or the quota is used up: \(path) was not written."
    case .accessDenied(let path): "This process may not write \(path)."
    case .disk(let path, let reason): "\(path): \(reason)."
    }
  }
}
