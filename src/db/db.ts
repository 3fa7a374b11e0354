import type { Tables } from './tables.ts'
import type { Queries, Transactions } from './transactions.ts'

export type { Queries }

/**
 * One database as the features see it.
 *
 * Rules: inside `write` use only the handle it gives, never `read`, never a nested `write` (it throws), never the
 * network. Use `returning()` instead of counts of affected rows, sort on columns that are never null, and never use
 * `like` on users' text: the dialects differ there.
 */
export interface Db extends Transactions {
  readonly dialect: 'sqlite' | 'postgres'
  readonly tables: Tables
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
  /** Whether pending migrations are applied first; they are unless this is false. */
  migrate?: boolean
}
