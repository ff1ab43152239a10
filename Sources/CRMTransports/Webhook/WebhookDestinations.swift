public import Foundation

/// Where webhooks may go.
///
/// An application whose users enter the URLs must keep them off machines that only its own network reaches: databases, administration
/// pages, the metadata service of a cloud.
public struct WebhookDestinations: Sendable {
  private let judge: @Sendable (URL) async -> String?

  /// Destinations by a rule of the application's own.
  ///
  /// - Parameter refusal: Why nothing may be sent to a URL; nil where it may.
  public init(refusal: @escaping @Sendable (URL) async -> String?) { judge = refusal }

  /// Everywhere: for URLs that the application's own people set.
  public static let everywhere = WebhookDestinations { _ in nil }

  /// Only hosts all of whose addresses are public: none of this machine, of a private or local network, or reserved.
  ///
  /// A name is looked up here, and again when it is connected to: whoever owns it may answer differently the second time. Where users are
  /// not trusted at all, send through a proxy that refuses such addresses as well.
  public static let publicAddresses = WebhookDestinations { url in
    guard let host = url.host(percentEncoded: false) else { return "the URL has no host" }
    // Name servers may be slow, and the call waits for them.
    let addresses = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: NetworkAddress.addresses(of: host)) }
    }
    if addresses.isEmpty { return nil }
    return addresses.allSatisfy(\.isPublic) ? nil : "\(host) has an address that is not public"
  }

  /// Why nothing may be sent there; nil where it may.
  func refusal(of url: URL) async -> String? { await judge(url) }
}
