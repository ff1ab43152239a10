#if PostgreSQL
  import CRMCore
  import CRMSQL

  /// How commits get their numbers: one after the other, without gaps, and in the order in which they become visible.
  ///
  /// Who commits waits for a lock that is let go when the transaction has ended and can be seen. The number lies in a sequence, and in another
  /// the transaction that took it: both are read as they are now, which a serializable transaction can't do with a table, and without colliding with the
  /// others that do. When the transaction that took the last number was not committed, the number is taken again.
  enum CommitTurn {
    private static let schemaNumber = "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"

    private static let key = "\(StoreHeader.lockClass), (\(schemaNumber)::bigint % 2147483647)::int"

    /// Waits for the turn, which ends with the transaction.
    static let wait = "SELECT pg_advisory_xact_lock(\(key))"

    /// Whether the last number was used.
    ///
    /// The server forgets what became of its oldest transactions; what they did is in the log.
    private static let isUsed = """
      coalesce(pg_xact_status(x.last_value::text::xid8) = 'committed',
        EXISTS (SELECT FROM crm_commits AS c WHERE c.sequence = n.last_value))
      """

    private static let source = "FROM crm_commit_number AS n, crm_commit_transaction AS x"

    /// The number of a commit that can be seen by whoever begins from now on, or of none.
    static let last = "SELECT n.last_value - CASE WHEN \(isUsed) THEN 0 ELSE 1 END \(source)"

    /// Writes a commit into the log, whose parameters are the instant, the actor, the changes and the commit's token, and tells the others.
    static let append = """
      INSERT INTO crm_commits (sequence, transaction, instant, actor, changes, token)
      SELECT setval('crm_commit_number', n.last_value + CASE WHEN \(isUsed) THEN 1 ELSE 0 END),
        setval('crm_commit_transaction', pg_current_xact_id()::text::bigint), $1, $2, $3, $4 \(source)
      RETURNING sequence, pg_notify(\(channel), '')::text
      """

    /// The name of the channel on which commits are told.
    static let channel = "'crmkit_' || \(schemaNumber)"

    /// What a transaction is known by: its number, and a token that is nobody else's.
    ///
    /// The number alone would not do: a server that has crashed gives numbers again of which it had written nothing.
    static let identity = "SELECT generation, pg_current_xact_id()::text::bigint, gen_random_uuid() FROM crm_store"

    /// What became of the transaction that has a number, as far as the server knows.
    static let status = "SELECT pg_xact_status($1::text::xid8)"

    /// The number of the commit with a token behind another commit's, and whether the log has all that came behind that.
    static let search = """
      SELECT (SELECT sequence FROM crm_commits WHERE sequence > $2 AND token = $1),
        NOT EXISTS (SELECT FROM crm_commits WHERE sequence > $2)
          OR EXISTS (SELECT FROM crm_commits WHERE sequence <= $2 + 1)
      """
  }

  /// What a transaction is known by, also when its connection is lost.
  struct TransactionIdentity: Sendable {
    let number: UInt64
    let token: Identifier
  }

  extension PostgresConnection {
    /// What became of a transaction.
    ///
    /// - Returns: The number of its commit; 0 when it was not committed; nil when the server does not know yet, or not any more.
    func outcome(of transaction: TransactionIdentity, after last: UInt64) throws -> UInt64? {
      var parameters = ParameterBuffer()
      parameters.append(integer: Int64(clamping: transaction.number))
      var isUnderWay = false
      do {
        try query(CommitTurn.status, parameters) { row in
          isUnderWay = row.isNull(0) ? false : try row.string(0) == "in progress"
          return true
        }
      } catch let failure as ServerFailure where failure.state == ServerFailure.invalidParameter {
        // The number is yet to come, so the server has lost the transaction that had it.
      }
      // What has ended can be seen by whoever looks after that.
      parameters.removeAll()
      parameters.append(identifier: transaction.token)
      parameters.append(integer: Int64(clamping: last))
      var found: UInt64?
      try query(CommitTurn.search, parameters) { row in
        if !row.isNull(0) {
          found = UInt64(clamping: try row.integer(0))
        } else if !isUnderWay, try row.boolean(1) {
          found = 0
        }
        return true
      }
      return found
    }
  }
#endif
