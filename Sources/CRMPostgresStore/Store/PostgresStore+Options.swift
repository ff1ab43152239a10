#if PostgreSQL
  extension PostgresStore {
    /// How a PostgreSQL store works.
    public struct Options: Sendable {
      /// The schema of the database in which the store's tables are.
      public var schema: String
      /// How many connections there may be at once for views and transactions; who wants another waits.
      ///
      /// One more listens for what others commit.
      public var mostConnections: Int
      /// How long a free connection is waited for.
      public var connectionPatience: Duration
      /// How long the server may take to accept a connection.
      public var connectTimeout: Duration
      /// How long a statement may take; nil for as long as it takes.
      public var statementTimeout: Duration?
      /// How long another's lock is waited for; nil for as long as it takes.
      public var lockTimeout: Duration?
      /// For how many commits the database remembers what they did, for the feeds of other processes.
      public var rememberedCommits: Int
      /// Whether what other processes commit is listened for; otherwise it is published when the store is used.
      public var followsOthers: Bool

      /// The options: the schema `crm`, 16 connections, 30 seconds' patience for a free one, 10 for the server and for locks, any time for a
      /// statement, 10,000 commits remembered, and others listened to, unless said otherwise.
      public init(
        schema: String = "crm", mostConnections: Int = 16, connectionPatience: Duration = .seconds(30),
        connectTimeout: Duration = .seconds(10), statementTimeout: Duration? = nil,
        lockTimeout: Duration? = .seconds(10), rememberedCommits: Int = 10_000, followsOthers: Bool = true
      ) {
        self.schema = schema
        self.mostConnections = mostConnections
        self.connectionPatience = connectionPatience
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.rememberedCommits = rememberedCommits
        self.followsOthers = followsOthers
      }
    }
  }
#endif
