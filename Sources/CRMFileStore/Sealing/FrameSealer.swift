/// Encrypts everything that a file store writes, names included.
///
/// An application that keeps its store from whoever gets hold of the disk conforms a type to this protocol, commonly over the AES-GCM or
/// ChaCha20-Poly1305 of a cryptographic library, and gives it to the store with ``FileStore/Options/sealer``. Whatever reads the folder needs it,
/// too: ``ReadOnlyFileStore``, ``FileStore/verify(_:fileSystem:sealer:)``, repairs and restorations.
///
/// ### Conforming
///
/// - Use authenticated encryption: what was not sealed under this key, with this context, must not open. The context says which store, file and
///   place the content belongs to, so that frames can't be moved, exchanged, reordered or left out unseen.
/// - Draw a new nonce for each call of ``seal(_:authenticating:with:)``, from the system's cryptographic random source, and return it with the
///   sealed bytes. Don't derive it from the content or the context: after a crash, another commit may get the same place. The identifiers that
///   the store's environment makes are not meant for cryptography.
/// - Mind how much a key may seal. With AES-GCM and random nonces of 96 bits that is 2³² messages (NIST SP 800-38D, section 8.3): each commit is one, and
///   so is each block of about 64 KiB in a checkpoint. Change the key long before.
/// - Calls may come from any thread, several at once. They must not use the store.
///
/// ### Changing the key
///
/// A file names the key that it was begun with, and is sealed under it to its end. A store that is opened begins a new journal when the last
/// one has another key than ``currentKey``; after the next ``FileStore/checkpoint()`` no file is left that is sealed under an older one. So an
/// application opens the store with a sealer that has both keys, makes a checkpoint, and forgets the old key, unless backups need it.
public protocol FrameSealer: Sendable {
  /// The key for files that are begun from now on.
  var currentKey: SealingKeyID { get }

  /// Whether the sealer has the key.
  func hasKey(_ key: SealingKeyID) -> Bool

  /// Encrypts what a frame is to hold.
  ///
  /// - Parameters:
  ///   - content: The bytes; there may be none.
  ///   - context: What is authenticated with them and not encrypted.
  ///   - key: The key that the file names.
  /// - Returns: Everything that ``open(_:authenticating:with:)`` needs besides the key and the context: commonly nonce, ciphertext and tag.
  /// - Throws: Whatever keeps it from sealing. What was to be written then fails with that error.
  func seal(_ content: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8]

  /// Decrypts what a frame holds.
  ///
  /// - Parameters:
  ///   - sealed: What ``seal(_:authenticating:with:)`` should have returned; it may be any bytes.
  ///   - context: What should have been authenticated with them.
  ///   - key: The key that the file names, one that the sealer has.
  /// - Returns: The content; nil when these bytes were not sealed with this context under this key.
  /// - Throws: Whatever keeps it from finding that out. The opening then fails with that error.
  func open(_ sealed: [UInt8], authenticating context: [UInt8], with key: SealingKeyID) throws -> [UInt8]?
}
