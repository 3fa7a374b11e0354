import type { DataSync } from './log-file.ts'
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
  /** How to find out whether anything was committed, by this process or another. */
  readonly commits: Commits
  /** Resolves if the database answers. */
  ping(): Promise<void>
  /** Writes a consistent copy to a file, checks it, and returns its size in bytes. SQLite only. */
  backup(file: string): Promise<number>
  close(): Promise<void>
}

/** Watches what is committed to the database, by whichever process. */
export interface Commits {
  /** Whether the counter is known at once, without a promise. */
  readonly isImmediate: boolean
  /** A number that is another one after every commit that readers may see. It may change without one. */
  counter(): number | Promise<number>
  /** Runs a few short reads on one state of the database, on a connection of its own that is not counted. */
  look<T>(work: (queries: Queries) => Promise<T>): Promise<T>
}

export interface OpenOptions {
  /** `file:PATH` or `postgres://…` */
  url: string
  /** Called with the text of every statement that the read side runs: how tests count them. */
  onRead?: (sql: string) => void
  /** Whether pending migrations are applied first; they are unless this is false. */
  migrate?: boolean
  /** How SQLite's log is brought to the disk, for tests in which that fails; fdatasync when absent. */
  dataSync?: DataSync | undefined
  /** After how many frames SQLite's log is written back; 4,000 when absent. */
  checkpointFrames?: number | undefined
}
