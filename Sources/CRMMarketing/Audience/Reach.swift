public import CRMContacts
import CRMCore

/// How somebody is reached.
public struct Reach: Hashable, Sendable {
  /// The name that people know them by.
  public var name: String
  /// The address or number; nil when there is none.
  public var address: String?
  /// What tells the address from others, however it is spelled.
  public var addressKey: String?
  /// Whether business with them goes on.
  public var isActive: Bool

  /// Says how somebody is reached.
  public init(name: String, address: String?, addressKey: String? = nil, isActive: Bool = true) {
    self.name = name
    self.address = address
    self.addressKey = addressKey ?? address.map(TextKey.fold)
    self.isActive = isActive
  }
}

extension Reach {
  /// Says how somebody is reached by a channel: by the address or number that is used first.
  ///
  /// - Parameters:
  ///   - name: The name that people know them by.
  ///   - channel: The channel; by one that has neither addresses nor numbers nobody is reached.
  ///   - emails: The e-mail addresses, the one that is used first before the others.
  ///   - phones: The telephone numbers, the one that is used first before the others.
  ///   - addresses: The postal addresses, the one that is used first before the others.
  ///   - isActive: Whether business with them goes on.
  public init(
    name: String, by channel: ContactChannel, emails: [ContactPoint], phones: [ContactPoint], addresses: [Address],
    isActive: Bool
  ) {
    switch channel {
    case .email:
      let address = emails.first?.value
      self.init(name: name, address: address, addressKey: address.map { EmailAddress($0).key }, isActive: isActive)
    case .message, .call, .fax:
      let number = phones.first?.value
      self.init(name: name, address: number, addressKey: number.flatMap { PhoneNumber($0).key }, isActive: isActive)
    case .letter:
      self.init(name: name, address: addresses.first?.lines.joined(separator: "\n"), isActive: isActive)
    default: self.init(name: name, address: nil, isActive: isActive)
    }
  }
}

extension Address {
  /// The address as it stands on an envelope.
  fileprivate var lines: [String] {
    let town = [postalCode, city].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    return [street, town, region, country].compactMap(\.self).filter { !$0.isEmpty }
  }
}
