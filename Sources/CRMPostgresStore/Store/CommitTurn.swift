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

    /// Writes a commit into the log, whose parameters are the instant, the actor and the changes, and tells the others.
    static let append = """
      INSERT INTO crm_commits (sequence, transaction, instant, actor, changes)
      SELECT setval('crm_commit_number', n.last_value + CASE WHEN \(isUsed) THEN 1 ELSE 0 END),
        setval('crm_commit_transaction', pg_current_xact_id()::text::bigint), $1, $2, $3 \(source)
      RETURNING sequence, pg_notify(\(channel), '')::text
      """

    /// The name of the channel on which commits are told.
    static let channel = "'crmkit_' || \(schemaNumber)"

    /// What became of a transaction, and the number of its commit behind another, where it is seen.
    static let outcome = """
      SELECT pg_xact_status($1::text::xid8), (SELECT max(sequence) FROM crm_commits WHERE transaction = $1 AND sequence > $2)
      """
  }
#endif
