import Foundation

/// A message's body or a part of it (RFC 2046).
indirect enum MIMEEntity {
  case leaf([MailHeader], lines: [UInt8])
  case multipart(MediaType, [MIMEEntity])

  /// A text, in the shorter encoding.
  static func text(_ text: String, _ subtype: String) -> MIMEEntity {
    let (encoding, lines) = TransferEncoding.encode(text)
    let type = MailHeader("Content-Type", "text/\(subtype)", [MIMEParameter(name: "charset", value: "utf-8")])
    return .leaf([type, MailHeader("Content-Transfer-Encoding", tokens: [encoding.rawValue])], lines: lines)
  }

  /// A file.
  static func attachment(_ attachment: EmailMessage.Attachment, _ type: MediaType) -> MIMEEntity {
    var parameters = type.parameters
    if type.type == "text", !parameters.contains(where: { $0.name == "charset" }) {
      // Text without a charset would be read as ASCII. That of bytes of an unknown one is RFC 1428's.
      let isUTF8 = String(validating: attachment.content, as: UTF8.self) != nil
      parameters.append(MIMEParameter(name: "charset", value: isUTF8 ? "utf-8" : "unknown-8bit"))
    }
    var headers = [
      MailHeader("Content-Type", "\(type.type)/\(type.subtype)", parameters),
      MailHeader("Content-Transfer-Encoding", tokens: [TransferEncoding.base64.rawValue]),
      MailHeader(
        "Content-Disposition", attachment.contentID == nil ? "attachment" : "inline",
        attachment.name.isEmpty ? [] : [MIMEParameter(name: "filename", value: attachment.name)]),
    ]
    if let identifier = attachment.contentID { headers.append(MailHeader("Content-ID", tokens: ["<\(identifier)>"])) }
    return .leaf(headers, lines: TransferEncoding.base64(attachment.content))
  }

  /// The parts as one of several, or the only one by itself.
  static func several(_ subtype: String, _ parts: [MIMEEntity], _ parameters: [MIMEParameter] = []) -> MIMEEntity {
    parts.count == 1 ? parts[0] : .multipart(MediaType("multipart", subtype, parameters), parts)
  }

  /// Writes headers, an empty line and the body.
  ///
  /// - Parameters:
  ///   - seed: What the lines between parts are made from.
  ///   - depth: How many entities it stands in.
  func write(to bytes: inout [UInt8], seed: String, depth: Int = 0) {
    switch self {
    case .leaf(let headers, let lines):
      headers.forEach { $0.write(to: &bytes) }
      bytes += "\r\n".utf8
      bytes += lines
    case .multipart(let type, let parts):
      // No line of either encoding holds these two signs in this order, so no part holds its boundary; the depth keeps a boundary from
      // being taken for the one around it.
      let boundary = "=_\(depth)_\(seed)"
      let parameters = type.parameters + [MIMEParameter(name: "boundary", value: boundary)]
      MailHeader("Content-Type", "\(type.type)/\(type.subtype)", parameters).write(to: &bytes)
      for part in parts {
        bytes += "\r\n--\(boundary)\r\n".utf8
        part.write(to: &bytes, seed: seed, depth: depth + 1)
      }
      bytes += "\r\n--\(boundary)--\r\n".utf8
    }
  }
}
