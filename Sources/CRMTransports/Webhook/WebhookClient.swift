import CRMCore
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The session by which a transport's webhooks are posted: it follows no redirect, keeps nothing, and reads no more of an answer than it may.
final class WebhookClient: Sendable {
  private let answerLimit: Int
  private let exchanges = WebhookExchanges()
  private let session: URLSession

  init(answerLimit: Int, timeLimit: Duration) {
    self.answerLimit = answerLimit
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    // The transport ends what takes too long; the session's own limit must not come before.
    configuration.timeoutIntervalForRequest = min(timeLimit / .seconds(1), 86_400) + 60
    configuration.httpAdditionalHeaders = ["User-Agent": "CRMKit", "Accept": "*/*"]
    session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
  }

  deinit { session.finishTasksAndInvalidate() }

  /// Sends a request.
  ///
  /// - Throws: A passing ``DeliveryFailure`` where nobody was reached, `UncertainDelivery` where somebody was and did not answer.
  func answer(to request: URLRequest) async throws -> WebhookAnswer {
    let task = session.dataTask(with: request)
    let exchange = WebhookExchange(answerLimit: answerLimit)
    exchanges.put(exchange, for: task)
    defer { exchanges.put(nil, for: task) }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        exchange.begin(continuation)
        task.resume()
      }
    } onCancel: {
      exchange.end(.failure(CancellationError()))
      task.cancel()
    }
  }
}

/// The requests that are under way, each told of its answer.
private final class WebhookExchanges: NSObject, URLSessionDataDelegate {
  private let underWay = Mutex<[Int: WebhookExchange]>([:])

  func put(_ exchange: WebhookExchange?, for task: URLSessionTask) {
    underWay.withLock { $0[task.taskIdentifier] = exchange }
  }

  private func exchange(of task: URLSessionTask) -> WebhookExchange? {
    underWay.withLock { $0[task.taskIdentifier] }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard let exchange = exchange(of: dataTask), exchange.isFull(with: data.count) else { return }
    // The status is what counts, and it is known by now.
    exchange.end(Self.result(of: dataTask, error: nil))
    dataTask.cancel()
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    exchange(of: task)?.end(Self.result(of: task, error: error))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  /// The errors that come before a byte of the message has left.
  private static let unreached: Set<URLError.Code> = [
    .cannotFindHost, .cannotConnectToHost, .dnsLookupFailed, .notConnectedToInternet, .secureConnectionFailed,
    .serverCertificateHasBadDate, .serverCertificateUntrusted, .serverCertificateHasUnknownRoot,
    .serverCertificateNotYetValid, .clientCertificateRejected, .clientCertificateRequired,
  ]

  private static func result(of task: URLSessionTask, error: (any Error)?) -> Result<WebhookAnswer, any Error> {
    if error == nil, let response = task.response as? HTTPURLResponse {
      return .success(
        WebhookAnswer(status: response.statusCode, retryAfter: response.value(forHTTPHeaderField: "Retry-After")))
    }
    let host = task.originalRequest?.url?.host(percentEncoded: false) ?? "the receiver"
    guard let error = error as? URLError else { return .failure(UncertainDelivery("\(host) did not answer")) }
    // The error's own text may name the URL, with whatever token is in it.
    if unreached.contains(error.code) {
      return .failure(DeliveryFailure.passing("\(host) can't be reached: error \(error.errorCode)"))
    }
    return .failure(UncertainDelivery("\(host) did not answer: error \(error.errorCode)"))
  }
}

/// A request that waits for its answer.
private final class WebhookExchange: Sendable {
  private struct State {
    var continuation: CheckedContinuation<WebhookAnswer, any Error>?
    var result: Result<WebhookAnswer, any Error>?
    var bytes = 0
  }

  private let answerLimit: Int
  private let state = Mutex(State())

  init(answerLimit: Int) { self.answerLimit = answerLimit }

  /// Counts what comes in.
  func isFull(with count: Int) -> Bool {
    state.withLock { state in
      state.bytes += count
      return state.bytes > answerLimit
    }
  }

  func begin(_ continuation: CheckedContinuation<WebhookAnswer, any Error>) {
    let result = state.withLock { state in
      if state.result == nil { state.continuation = continuation }
      return state.result
    }
    if let result { continuation.resume(with: result) }
  }

  /// Ends it, unless it has ended.
  func end(_ result: Result<WebhookAnswer, any Error>) {
    let continuation = state.withLock { state in
      if state.result == nil { state.result = result }
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(with: result)
  }
}
