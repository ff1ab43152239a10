public import CRMCore

/// Puts mail into a maildir, a folder from which a mail server or a mail program takes it, one file a message.
///
/// A message is written and synced in `tmp` and only then appears in `new`. Its file is named by the delivery's key, and nothing is written
/// where `new` or `cur` has it already, so that a second attempt makes no second message as long as nobody has thrown away the first.
/// Keys are told apart within a channel, so each channel has a folder of its own.
/// What mail servers keep of a recipient's address besides, an envelope, a maildir has no place for: all recipients' message is in one folder.
public struct MaildirTransport: Transport {
  /// The folder that has `tmp`, `new` and `cur` in it.
  public let folder: String
  /// How many bytes a message may take.
  public let limit: Int

  /// A transport into a folder, which must be there when it sends.
  public init(folder: String, limit: Int = EmailMessage.defaultLimit) {
    self.folder = folder
    self.limit = limit
  }

  /// Makes a maildir, in a folder that exists, or completes one.
  ///
  /// - Throws: ``TransportFileError``.
  public static func create(at folder: String) throws(TransportFileError) {
    for path in [folder, folder + "/tmp", folder + "/new", folder + "/cur"] { try DurableFile.makeFolder(path) }
  }

  /// Writes the message.
  ///
  /// - Returns: The name of its file.
  /// - Throws: A final ``/CRMCore/DeliveryFailure`` for a message that mail does not take; ``TransportFileError``, which passes.
  /// - Complexity: O(*n*) in the message's bytes and in the files in `cur`.
  public func send(_ message: EmailMessage, as delivery: Delivery) async throws -> String? {
    let bytes = try message.bytes(as: delivery, limit: limit)
    let name = delivery.token
    // A reader moves a message to `cur` and writes its flags behind a colon.
    if try DurableFile.names(in: folder + "/cur").contains(where: { $0 == name || $0.hasPrefix(name + ":") }) {
      return name
    }
    _ = try DurableFile.create(name, in: folder + "/new", scratch: folder + "/tmp", holding: bytes)
    return name
  }
}

extension EmailMessage {
  /// The message's bytes for a transport, which can't do more about a message that is wrong.
  func bytes(as delivery: Delivery, limit: Int) throws(DeliveryFailure) -> [UInt8] {
    do throws(EmailError) {
      return try rendered(as: delivery, limit: limit)
    } catch {
      throw error.failure
    }
  }
}
