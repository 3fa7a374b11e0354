import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import type { Tables } from './tables.ts'

/**
 * The query builder that both dialects share. It is typed as SQLite's and must be awaited everywhere; what only one
 * dialect has (run, all, get, execute, transaction, relational queries) is cut out of the type.
 */
export type Queries = Pick<
  BaseSQLiteDatabase<'async', unknown, Record<string, never>>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'with' | '$with'
>

/**
 * One database as the features see it.
 *
 * Rules: inside `write` use only the handle it gives, never `read`, never a nested `write` (it throws), never the
 * network. Use `returning()` instead of counts of affected rows, sort on columns that are never null, and never use
 * `like` on users' text: the dialects differ there.
 */
export interface Db {
  readonly dialect: 'sqlite' | 'postgres'
  readonly tables: Tables
  /** For a single statement: each one sees the newest commit, two of them may see two states. */
  readonly read: Queries
  /** Runs several reads on one unchanging state of the database. */
  snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /**
   * Runs work in the one serialized write transaction. Resolves after the commit is durable; when work throws, its
   * own changes are rolled back and the error is passed on. Callers that arrive together share one commit, each behind
   * a savepoint of its own; if that commit fails, all of them fail.
   */
  write<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** Resolves if the database answers. */
  ping(): Promise<void>
  /** Writes a consistent copy to a file, checks it, and returns its size in bytes. SQLite only. */
  backup(file: string): Promise<number>
  close(): Promise<void>
}

export interface OpenOptions {
  /** `file:PATH` or `postgres://…` */
  url: string
  /** Called with the text of every statement that the read side runs: how tests count them. */
  onRead?: (sql: string) => void
}
