import Foundation

/// What sender and receiver of webhooks know, and nobody else.
///
/// It is shown by no description, no error and no debugger's mirror.
public struct WebhookSecret: Sendable, CustomStringConvertible, CustomReflectable {
  let key: [UInt8]

  /// Reads a secret as the Standard Webhooks specification writes it: `whsec_` and 24 to 64 bytes in Base64.
  ///
  /// The prefix may be left out.
  ///
  /// - Throws: ``WebhookSecretError``.
  public init(_ text: String) throws(WebhookSecretError) {
    let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
    guard let bytes = Data(base64Encoded: encoded) else { throw .notBase64 }
    guard (24...64).contains(bytes.count) else { throw .wrongLength(bytes: bytes.count) }
    key = Array(bytes)
  }

  /// A text that is the same for all secrets.
  public var description: String { "a webhook's secret" }

  /// A mirror that shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no webhook's secret.
@nonexhaustive
public enum WebhookSecretError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text after `whsec_` is not Base64.
  case notBase64
  /// The secret is shorter than 24 bytes or longer than 64.
  case wrongLength(bytes: Int)

  /// What is wrong.
  ///
  /// The secret is not in it.
  public var description: String {
    switch self {
    case .notBase64: "The secret is not Base64 behind whsec_."
    case .wrongLength(let bytes): "The secret has \(bytes) bytes; it must have 24 to 64."
    }
  }
}
