import CRMCore

extension Delivery {
  /// The key as a name that file systems, Message-IDs and HTTP headers take alike: the key itself where it is made of small letters,
  /// digits, hyphens and underscores, and its hash otherwise.
  ///
  /// Capital letters are not taken over, since file systems exist to which they are small ones.
  var token: String {
    let isPlain = key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
    return isPlain && !key.isEmpty && key.utf8.count <= 48 ? key : SHA256.hash(key.utf8).hexadecimal
  }
}

extension Sequence<UInt8> {
  /// Two small digits a byte.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
