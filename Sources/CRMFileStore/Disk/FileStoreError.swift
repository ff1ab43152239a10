/// Why the file store could not do what was asked.
@nonexhaustive
public enum FileStoreError: Error, Sendable, Hashable {
  /// The disk is full, or the user's quota is used up.
  case diskFull(FileFailure)
  /// The process may not do this to this file.
  case accessDenied(FileFailure)
  /// The file system is mounted for reading only.
  case readOnlyFileSystem(FileFailure)
  /// The file or folder does not exist.
  case missing(FileFailure)
  /// What is to be a folder, or to be on the way to one, is a file.
  case notFolder(FileFailure)
  /// Any other failure of the disk or the system.
  case disk(FileFailure)

  /// Another opener, in this process or another, holds the store's lock; its process number, if it could be read.
  case locked(path: String, holder: Int32?)
  /// The file system has no locks, so a second writer could not be kept out.
  case lockingUnsupported(FileFailure)

  /// A file is damaged. Nothing was skipped and nothing was changed.
  case damaged(FileDamage)
  /// The file was written in another version of the format than this version of the library reads.
  case unsupportedVersion(path: String, found: UInt32, supported: UInt32)
  /// The file needs features, a set of bits, that this version of the library does not have.
  case unsupportedFeatures(path: String, features: UInt32)
  /// The file belongs to another store than the rest of the folder.
  case foreignFile(path: String, expected: StoreIdentity, found: StoreIdentity)
  /// The file is sealed with the key, and no sealer was given.
  case needsSealer(path: String, key: SealingKeyID)
  /// A sealer was given, and the file is not sealed.
  case notSealed(path: String)
  /// The sealer does not have the key that the file names.
  case unknownKey(path: String, key: SealingKeyID)
  /// Nothing in the file opens with the key that the sealer has under that name.
  case wrongKey(path: String, key: SealingKeyID)
  /// The store holds what this program's declarations have no place for. The text says what.
  case incompatible(String)
  /// A part of the file is whole, but does not mean anything.
  case unreadableContent(path: String, String)
  /// There is no store in the folder, and none was to be created.
  case noStore(path: String)
  /// There is a store in the folder already, where a new one was to be written.
  case occupied(path: String)

  /// What is to be written as one piece is longer than the format allows. Lengths in bytes.
  case tooLarge(length: Int, limit: Int)
  /// A checkpoint is being written already.
  case checkpointUnderWay
  /// A checkpoint was to be published that covers commits not yet acknowledged.
  case checkpointAhead(sequence: UInt64, acknowledged: UInt64)
  /// An earlier write or sync failed, so the store takes no more writes until it is opened again.
  case writesRefused(path: String, reason: String)
  /// The store was closed.
  case closed(path: String)
  /// Somebody wrote to the folder while the store had let its lock go.
  case changedMeanwhile(path: String)
  /// The store was opened for reading only.
  case readOnly(path: String)

  /// The error for a failed system call, told apart by its number.
  public init(_ operation: FileOperation, path: String, code: Int32) {
    let failure = FileFailure(operation: operation, path: path, code: code)
    switch POSIX.meaning(of: code) {
    case .diskFull: self = .diskFull(failure)
    case .accessDenied: self = .accessDenied(failure)
    case .readOnly: self = .readOnlyFileSystem(failure)
    case .missing: self = .missing(failure)
    case .notFolder: self = .notFolder(failure)
    case .other: self = .disk(failure)
    }
  }
}

extension FileStoreError: CustomStringConvertible {
  /// What happened, to which file, and what to do.
  public var description: String {
    switch self {
    case .diskFull(let failure): "The disk is full: \(failure). Free some space, then open the store again."
    case .accessDenied(let failure): "Not allowed: \(failure). Give this process the right to its store's folder."
    case .readOnlyFileSystem(let failure): "Read-only disk: \(failure). Put the store's folder on a writable one."
    case .missing(let failure): "Not there: \(failure). Check the path."
    case .notFolder(let failure): "Not a folder: \(failure). Name the folder of a store, or one to be made."
    case .disk(let failure): "The disk failed: \(failure). Check the disk, then open the store again."
    case .locked(let path, let holder):
      "The store is open already\(holder.map { " in process \($0)" } ?? ""): \(path) is locked. Close it there first."
    case .lockingUnsupported(let failure):
      "No lock can be taken: \(failure). Put the store's folder on a disk that has locks."
    case .damaged(let damage): "Damaged: \(damage). Nothing was changed. Verify the store, then repair or restore it."
    case .unsupportedVersion(let path, let found, let supported):
      "\(path) is in version \(found) of the format; this library reads version \(supported). Use a library that reads it."
    case .unsupportedFeatures(let path, let features):
      "\(path) needs features that this library lacks (bits 0x\(String(features, radix: 16))). Use a newer library."
    case .foreignFile(let path, let expected, let found):
      "\(path) belongs to store \(found), the rest of the folder to \(expected). Move the file back where it belongs."
    case .needsSealer(let path, let key):
      "\(path) is sealed with key \(key). Open it with a sealer that has the key."
    case .notSealed(let path):
      "\(path) is not sealed, though a sealer was given. Open it without one, or make a sealed store of it by a backup with a sealer."
    case .unknownKey(let path, let key):
      "\(path) is sealed with key \(key), which the sealer does not have. Give the sealer that key. Nothing was changed."
    case .wrongKey(let path, let key):
      "Nothing in \(path) opens with what the sealer has as key \(key). Give the sealer the key that the file was written with. Nothing was changed."
    case .incompatible(let reason):
      "The store does not fit this program: \(reason). Open it with the program that wrote it."
    case .unreadableContent(let path, let what):
      "\(path) can't be understood: \(what) has another form than this version writes. Nothing was changed."
    case .noStore(let path): "There is no store in \(path). Check the path, or ask for a new store to be created."
    case .occupied(let path): "There is a store in \(path) already, and it stays. Name a folder that holds none."
    case .tooLarge(let length, let limit):
      "A piece of \(length) bytes is over the limit of \(limit). Split the work into several commits."
    case .checkpointUnderWay: "A checkpoint is being written already. Wait until it is done."
    case .checkpointAhead(let sequence, let acknowledged):
      "A checkpoint up to commit \(sequence) can't be published while only \(acknowledged) are acknowledged."
    case .writesRefused(let path, let reason):
      "\(path) takes no more writes since one failed: \(reason) Open the store again."
    case .changedMeanwhile(let path):
      "Somebody wrote to \(path) while the store was suspended. Close it and open it again."
    case .readOnly(let path):
      "The store in \(path) was opened for reading only. Write to it where it is open for writing."
    case .closed(let path): "The store in \(path) was closed. Open it again."
    }
  }
}
