extension EmailMessage: Codable {
  private enum CodingKeys: String, CodingKey {
    case from, to, cc, bcc, replyTo, returnPath, subject, text, html, attachments, unsubscription, inReplyTo, references
    case headers
  }

  /// Decodes a message.
  ///
  /// What it has none of may be left out.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func list<Element: Decodable>(_ key: CodingKeys) throws -> [Element] {
      try container.decodeIfPresent([Element].self, forKey: key) ?? []
    }
    self.init(
      from: try container.decode(Mailbox.self, forKey: .from), to: try list(.to),
      subject: try container.decodeIfPresent(String.self, forKey: .subject) ?? "")
    (cc, bcc, replyTo) = (try list(.cc), try list(.bcc), try list(.replyTo))
    (attachments, references, headers) = (try list(.attachments), try list(.references), try list(.headers))
    returnPath = try container.decodeIfPresent(String.self, forKey: .returnPath)
    text = try container.decodeIfPresent(String.self, forKey: .text)
    html = try container.decodeIfPresent(String.self, forKey: .html)
    unsubscription = try container.decodeIfPresent(Unsubscription.self, forKey: .unsubscription)
    inReplyTo = try container.decodeIfPresent(String.self, forKey: .inReplyTo)
  }

  /// Encodes the message without the lists that are empty.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func encode(_ list: [some Encodable], _ key: CodingKeys) throws {
      if !list.isEmpty { try container.encode(list, forKey: key) }
    }
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    try encode(cc, .cc)
    try encode(bcc, .bcc)
    try encode(replyTo, .replyTo)
    try container.encodeIfPresent(returnPath, forKey: .returnPath)
    try container.encode(subject, forKey: .subject)
    try container.encodeIfPresent(text, forKey: .text)
    try container.encodeIfPresent(html, forKey: .html)
    try encode(attachments, .attachments)
    try container.encodeIfPresent(unsubscription, forKey: .unsubscription)
    try container.encodeIfPresent(inReplyTo, forKey: .inReplyTo)
    try encode(references, .references)
    try encode(headers, .headers)
  }
}
