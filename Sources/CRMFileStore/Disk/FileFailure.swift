/// A call to the file system that failed: what was asked, of which file, and the system's answer.
public struct FileFailure: Sendable, Hashable, CustomStringConvertible {
  /// What was asked.
  public let operation: FileOperation
  /// The file or folder.
  public let path: String
  /// The system's error number (`errno`).
  public let code: Int32

  /// Describes a failed call.
  public init(operation: FileOperation, path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The system's text for the error number.
  public var text: String { POSIX.text(of: code) }

  /// For instance "write of /data/crm/journal-1 failed: No space left on device (error 28)".
  public var description: String { "\(operation.rawValue) of \(path) failed: \(text) (error \(code))" }
}

/// A call that a ``FileSystem`` or ``OpenFile`` answers.
@nonexhaustive
public enum FileOperation: String, Sendable, Hashable {
  /// Opening or creating a file.
  case open
  /// Reading bytes.
  case read
  /// Writing bytes.
  case write
  /// Cutting a file.
  case truncate
  /// Making a file's bytes durable.
  case sync
  /// Asking for a length, or whether something is there.
  case inspect
  /// Listing a folder.
  case list
  /// Making a folder.
  case makeDirectory = "creation"
  /// Making a folder's entries durable.
  case syncDirectory = "directory sync"
  /// Renaming a file.
  case rename
  /// Removing a file.
  case remove = "removal"
  /// Taking the lock.
  case lock
}
