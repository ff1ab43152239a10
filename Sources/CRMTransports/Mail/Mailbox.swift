/// A name and an address for mail: `"Sara Ahmadi" <sara@example.org>`.
public struct Mailbox: Codable, Hashable, Sendable {
  /// The name that people see, in any script.
  public var name: String?
  /// The address: `sara@example.org`.
  ///
  /// ASCII only, since mail systems take others only by an extension (SMTPUTF8) that many of them lack: write the domain
  /// `بازار.example` as `xn--mgbab2bd.example`.
  public var address: String

  /// A mailbox with an address and a name that people see.
  public init(_ address: String, name: String? = nil) {
    self.address = address
    self.name = name
  }
}
