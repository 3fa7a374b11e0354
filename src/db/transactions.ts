import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'

/**
 * The query builder that both dialects share. It is typed as SQLite's and must be awaited everywhere; what only one
 * dialect has (run, all, get, execute, transaction, relational queries) is cut out of the type. Only stores build queries
 * with it; whoever else has one hands it on.
 */
export type Queries = Pick<
  BaseSQLiteDatabase<'async', unknown, Record<string, never>>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'with' | '$with'
>

/** What one act is: the reads that see one state of the database, the writes that succeed or fail together. */
export interface Transactions {
  /** For a single statement: each one sees the newest commit, two of them may see two states. */
  readonly read: Queries
  /** Runs several reads on one unchanging state of the database. */
  snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /**
   * Runs work in the one serialized write transaction. Resolves after the commit is durable; when work throws, its
   * own changes are rolled back and the error is passed on. Callers that arrive together share one commit, each behind
   * a savepoint of its own; if that commit fails, all of them fail: with NotCommitted, or with NotDurable when it is not
   * known whether it will be found after a restart.
   */
  write<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /**
   * Resolves when all that was committed before the call, by whichever process, is durable. On SQLite readers see a
   * commit some milliseconds before it is: whoever tells of it something that must not be taken back, as a position in
   * the log of changes, waits for this. Raises NotDurable.
   */
  durable(): Promise<void>
}
