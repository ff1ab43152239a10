public import CRMCore
import Foundation

/// Writes each message as a JSON file of its own into a folder, for programs that take their work from one, and for trying things out.
///
/// A file a message, not a line of a shared file: the file's name is the delivery's key, so a second attempt finds the first one's file and
/// writes nothing; several processes need no lock; and a crash leaves no half line that every reader has to know of.
///
/// Keys are told apart within a channel, so each channel has a folder of its own.
///
/// ```json
/// {"attempt":1,"instant":"2024-08-18T11:48:00Z","key":"…","message":{…},"recipient":"…"}
/// ```
public struct FileTransport<Message: Codable & Sendable>: Transport {
  /// The folder that the files are written to.
  public let folder: String

  /// A transport into a folder, which must be there when it sends.
  public init(folder: String) { self.folder = folder }

  /// Writes the message, synced to the disk.
  ///
  /// - Returns: The name of its file.
  /// - Throws: ``TransportFileError``, which passes; a final ``/CRMCore/DeliveryFailure`` for a message that has no form in JSON.
  public func send(_ message: Message, as delivery: Delivery) async throws -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes: Data
    do {
      bytes = try encoder.encode(Content(message, delivery))
    } catch {
      throw DeliveryFailure.final("The message can't be written as JSON: \(error)")
    }
    let name = delivery.token + ".json"
    _ = try DurableFile.create(name, in: folder, scratch: folder, holding: bytes + [0x0A])
    return name
  }

  private struct Content: Encodable {
    let key: String
    let recipient: String
    let attempt: Int
    let instant: Instant
    let message: Message

    init(_ message: Message, _ delivery: Delivery) {
      key = delivery.key
      recipient = delivery.recipient
      attempt = delivery.attempt
      instant = delivery.instant
      self.message = message
    }
  }
}
