#if PostgreSQL
  import CRMKitPostgreSQL
  import Dispatch

  /// The text that says how to connect, which may hold a password and so is shown to nobody.
  struct ConnectionText: Sendable, CustomStringConvertible, CustomReflectable {
    private let text: String

    /// - Throws: ``PostgresStoreError/invalidConnection``.
    init(_ text: String) throws {
      // The library takes what is neither a URI nor pairs for the name of a database.
      if text.contains("=") || text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
        guard let options = PQconninfoParse(text, nil) else { throw PostgresStoreError.invalidConnection }
        PQconninfoFree(options)
      }
      self.text = text
    }

    /// Nothing of it.
    var description: String { "(connection)" }

    /// Nothing of it.
    var customMirror: Mirror { Mirror(self, children: []) }

    /// What holds where neither the text nor the environment says otherwise: a server that is gone is noticed within a minute.
    private static let defaults = [
      "fallback_application_name": "crmkit", "keepalives_idle": "30", "keepalives_interval": "10",
      "keepalives_count": "3", "client_encoding": "UTF8",
    ]

    /// Makes a connection; waits for it, and no longer than the limit.
    ///
    /// - Parameter isWanted: Whether it is still waited for.
    /// - Throws: ``PostgresStoreError/cannotConnect(reason:)``.
    func connect(within limit: Duration, while isWanted: () -> Bool) throws -> PostgresConnection {
      let settings = Self.defaults.sorted { $0.key < $1.key } + [(key: "dbname", value: text)]
      let keys = CStrings(settings.map(\.key))
      let values = CStrings(settings.map(\.value))
      guard let handle = PQconnectStartParams(keys.pointers, values.pointers, 1) else {
        throw PostgresStoreError.cannotConnect(reason: "out of memory")
      }
      // What the server remarks is written nowhere.
      PQsetNoticeProcessor(handle, { _, _ in }, nil)
      var isMade = false
      defer { if !isMade { PQfinish(handle) } }
      var step = PGRES_POLLING_WRITING
      var rest = max(1, limit.components.seconds * 1000 + limit.components.attoseconds / 1_000_000_000_000_000)
      while step == PGRES_POLLING_WRITING || step == PGRES_POLLING_READING, PQstatus(handle) != CONNECTION_BAD {
        guard isWanted() else { throw CancellationError() }
        guard rest > 0 else { throw PostgresStoreError.cannotConnect(reason: "the server did not answer in \(limit)") }
        // A wait ends sooner than it might when the server answers, and is counted as whole only when it did not.
        let isReady = SocketWait.wait(PQsocket(handle), toWrite: step == PGRES_POLLING_WRITING, milliseconds: 50)
        if isReady { step = PQconnectPoll(handle) } else { rest -= 50 }
      }
      guard PQstatus(handle) == CONNECTION_OK else {
        throw PostgresStoreError.cannotConnect(reason: Self.message(of: handle))
      }
      isMade = true
      return PostgresConnection(handle)
    }

    /// What the library says of its last failure, on one line, and without it where it holds the password.
    static func message(of handle: OpaquePointer) -> String {
      let text = String(cString: PQerrorMessage(handle))
      let lines = text.split(whereSeparator: \.isNewline).map { line in
        String(line.drop { $0 == " " || $0 == "\t" })
      }
      let message = lines.joined(separator: "; ")
      let password = PQpass(handle).map { String(cString: $0) } ?? ""
      if !password.isEmpty, message.contains(password) { return "its message holds the password, and is left out" }
      return message.isEmpty ? "the connection was closed" : message
    }
  }

  /// Texts as C takes them, ended by a null pointer.
  private final class CStrings {
    let pointers: [UnsafePointer<CChar>?]
    private let buffers: [UnsafeMutablePointer<CChar>]

    init(_ texts: [String]) {
      buffers = texts.map { text in
        let bytes = text.utf8CString
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        buffer.initialize(from: Array(bytes), count: bytes.count)
        return buffer
      }
      pointers = buffers.map { UnsafePointer($0) } + [nil]
    }

    deinit { for buffer in buffers { buffer.deallocate() } }
  }
#endif
