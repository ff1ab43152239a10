#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An address of the Internet Protocol: 4 bytes, or 16.
struct NetworkAddress: Hashable {
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads an address in numbers: `192.0.2.1`, `2001:db8::1`; nil for anything else.
  init?(_ text: String) {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 {
      self.init(bytes: Array(bytes.prefix(4)))
    } else if inet_pton(AF_INET6, text, &bytes) == 1 {
      self.init(bytes: bytes)
    } else {
      return nil
    }
  }

  /// The addresses of a host, which may be a name or an address; none where the name is not known.
  static func addresses(of host: String) -> Set<NetworkAddress> {
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, nil, &first) == 0 else { return [] }
    defer { freeaddrinfo(first) }
    var found: Set<NetworkAddress> = []
    var next = first
    while let entry = next?.pointee {
      next = entry.ai_next
      guard let address = entry.ai_addr else { continue }
      switch entry.ai_family {
      case AF_INET:
        let bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
          withUnsafeBytes(of: address.pointee.sin_addr) { Array($0) }
        }
        found.insert(NetworkAddress(bytes: bytes))
      case AF_INET6:
        let bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
          withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) }
        }
        found.insert(NetworkAddress(bytes: bytes))
      default: break
      }
    }
    return found
  }

  /// Whether it belongs to this machine.
  var isLoopback: Bool {
    if bytes.count == 4 { return bytes[0] == 127 }
    return bytes == Array(repeating: 0, count: 15) + [1]
  }

  /// Whether it can be reached over the Internet, by the registries for special purposes of RFC 6890.
  var isPublic: Bool {
    bytes.count == 4 ? isPublic4(bytes[...]) : isPublic6
  }

  private func isPublic4(_ address: ArraySlice<UInt8>) -> Bool {
    let address = Array(address)
    return switch (address[0], address[1]) {
    case (0, _), (10, _), (127, _), (224..., _): false
    case (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19): false
    case (192, 0): address[2] != 0 && address[2] != 2
    case (192, 88): address[2] != 99
    case (198, 51): address[2] != 100
    case (203, 0): address[2] != 113
    default: true
    }
  }

  private var isPublic6: Bool {
    let head = bytes.prefix(12)
    // An address of version 4 in another's clothes: mapped, or translated (64:ff9b::/96).
    if head.elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
      || head.elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])
    {
      return isPublic4(bytes.suffix(4))
    }
    // 6to4 has the other address behind the prefix.
    if bytes[0] == 0x20, bytes[1] == 0x02 { return isPublic4(bytes[2..<6]) }
    // Global unicast is 2000::/3, without documentation (2001:db8::/32, 3fff::/20), Teredo and benchmarks (2001::/23).
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    if bytes[0] == 0x20, bytes[1] == 0x01 { return bytes[2] >= 2 && !(bytes[2] == 0x0D && bytes[3] == 0xB8) }
    return !(bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] < 0x10)
  }
}
