import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { createCheckpoints } from './checkpoints.ts'
import { NotCommitted } from './commit-errors.ts'
import type { Commits, Db, OpenOptions, Queries } from './db.ts'
import { createFirstCaller } from './first-caller.ts'
import { openLogFile } from './log-file.ts'
import type { LogFrames } from './open-checkpointer.ts'
import { sqliteTables } from './schema-sqlite.ts'
import { createWriteQueue } from './write-queue.ts'

const migrationsFolder = resolve(import.meta.dirname, '../../migrations/sqlite')

type Connection = Database.Database

/**
 * The pragmas of every connection, in order. With `synchronous=NORMAL` SQLite orders what it writes by syncs, so that a
 * power cut leaves a prefix of the commits; that an acknowledged write is in that prefix is the business of log-file.ts.
 */
const pragmas = [
  'journal_mode = WAL',
  'synchronous = NORMAL',
  'foreign_keys = ON',
  'cache_size = -8000',
  'temp_store = MEMORY',
]

const fileOf = (url: string): string => resolve(url.replace(/^file:(\/\/)?/, ''))

/** Drizzle wraps what the driver raises. */
const isBusy = (error: unknown): boolean => {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } }
  return [code, cause?.code].some((each) => String(each).startsWith('SQLITE_BUSY'))
}

/** Repeats a step that another process's lock refuses, without blocking the event loop, for at most 30 seconds. */
async function whenNotBusy<T>(step: () => T): Promise<T> {
  const givesUpAt = performance.now() + 30_000
  for (let wait = 1; ; wait = Math.min(wait * 2, 20)) {
    try {
      return step()
    } catch (error) {
      if (!isBusy(error) || performance.now() > givesUpAt) throw error
      await sleep(wait)
    }
  }
}

async function connect(file: string): Promise<Connection> {
  const connection = new Database(file, { timeout: 0 })
  for (const pragma of pragmas) await whenNotBusy(() => connection.pragma(pragma))
  return connection
}

const queriesOn = (connection: Connection, onStatement?: (sql: string) => void): Queries =>
  drizzle(connection, {
    casing: 'snake_case',
    ...(onStatement && { logger: { logQuery: onStatement } }),
  }) as unknown as Queries

/** Another process may have migrated between the migrator's look at the state and its transaction: then it looks again. */
function migrateOnce(connection: Connection): void {
  try {
    migrate(drizzle(connection), { migrationsFolder })
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error }
    if (!/already exists/.test(`${message} ${cause?.message}`)) throw error
    migrate(drizzle(connection), { migrationsFolder })
  }
}

/**
 * Applies the pending migrations. Foreign keys are off meanwhile, because a rebuilt table would otherwise cascade its
 * DROP into the rows that refer to it; they are checked afterwards.
 */
async function migrateSqlite(file: string): Promise<void> {
  const connection = await connect(file)
  try {
    connection.pragma('foreign_keys = OFF')
    await whenNotBusy(() => migrateOnce(connection))
    // Checking reads every row that refers to another, so it is left where nothing was migrated.
    if (connection.prepare('SELECT total_changes()').pluck().get() === 0) return
    const broken = connection.pragma('foreign_key_check') as unknown[]
    if (broken.length > 0) throw new Error(`migration left ${broken.length} broken references`)
  } finally {
    connection.close()
  }
}

/**
 * Read connections, one for each snapshot that is open. Snapshots that are begun within one synchronous step are one: what
 * each of them must see was committed before. Many requests that are answered side by side then read the same pages
 * through one connection.
 */
function createReadPool(file: string, onRead?: (sql: string) => void) {
  interface Reader {
    connection: Connection
    queries: Queries
    begin: Database.Statement
    commit: Database.Statement
    /** How many read in its snapshot. */
    users: number
  }
  const all: Reader[] = []
  const free: Reader[] = []
  /** The reader whose snapshot was begun in the present step. */
  let present: Reader | undefined
  async function open(): Promise<Reader> {
    const connection = await connect(file)
    connection.pragma('query_only = ON')
    const begin = connection.prepare('BEGIN')
    const commit = connection.prepare('COMMIT')
    const reader = { connection, queries: queriesOn(connection, onRead), begin, commit, users: 0 }
    all.push(reader)
    return reader
  }
  function begin(reader: Reader): void {
    reader.begin.run()
    present = reader
    queueMicrotask(endStep)
  }
  function endStep(): void {
    present = undefined
  }
  async function snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const reader = present ?? free.pop() ?? (await open())
    reader.users++
    try {
      if (!reader.connection.inTransaction) begin(reader)
      return await work(reader.queries)
    } finally {
      reader.users--
      if (reader.users === 0) {
        if (present === reader) endStep()
        if (reader.connection.inTransaction) reader.commit.run()
        free.push(reader)
      }
    }
  }
  const close = () => {
    for (const reader of all) reader.connection.close()
  }
  return { open, snapshot, close, endStep }
}

/**
 * Watches commits by `PRAGMA data_version` on a connection of its own: a connection does not see its own commits in it
 * (https://www.sqlite.org/pragma.html#pragma_data_version).
 */
async function watchCommits(file: string): Promise<Commits & { close(): void }> {
  const connection = await connect(file)
  connection.pragma('query_only = ON')
  connection.pragma('cache_size = -500')
  const version = connection.prepare('PRAGMA data_version').pluck()
  const queries = queriesOn(connection)
  // Looks take turns: a transaction belongs to one of them.
  let last: Promise<unknown> = Promise.resolve()
  async function look<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    connection.exec('BEGIN')
    try {
      return await work(queries)
    } finally {
      connection.exec('COMMIT')
    }
  }
  return {
    isImmediate: true,
    counter: () => version.get() as number,
    look(work) {
      const turn = last.then(() => look(work))
      last = turn.catch(() => undefined)
      return turn
    },
    close: () => void connection.close(),
  }
}

async function backupTo(reader: Connection, file: string): Promise<number> {
  await reader.backup(file)
  const copy = new Database(file, { readonly: true })
  try {
    const [answer] = copy.pragma('integrity_check') as Array<{ integrity_check: string }>
    if (answer?.integrity_check !== 'ok') throw new Error(`the copy is damaged: ${answer?.integrity_check}`)
  } finally {
    copy.close()
  }
  return statSync(file).size
}

/**
 * The connection that writes. Its commits are not on the disk when they return; `durable` tells when they are. `committed`
 * is called after each.
 */
async function openWriter(file: string, options: OpenOptions, reader: Connection, committed: () => void) {
  const connection = await connect(file)
  // Writing the log back syncs two files: a thread does that.
  connection.pragma('wal_autocheckpoint = 0')
  // A bulk of new articles changes some thousand pages: what does not fit is written early, and read and written again.
  connection.pragma('cache_size = -32000')
  const log = await openLogFile(file, options.dataSync)
  const checkpoints = createCheckpoints({ file, onDiskFailure: log.fail, step: options.checkpointFrames })
  const statements = new Map<string, Database.Statement>()
  const prepared = (sql: string): Database.Statement => {
    const statement = statements.get(sql) ?? connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const frames = connection.prepare('PRAGMA wal_checkpoint(NOOP)')
  const version = reader.prepare('PRAGMA data_version').pluck()
  /** What the reader saw when all that it could see was on the disk. */
  let onDisk: unknown
  async function durable(): Promise<void> {
    const seen = version.get()
    if (seen === onDisk && !log.failure()) return
    await log.synced()
    onDisk = seen
  }
  const begin = () => whenNotBusy(() => void prepared('BEGIN IMMEDIATE').run())
  const firstCaller = createFirstCaller({ run: (statement) => void prepared(statement).run(), begin })
  const queue = createWriteQueue({
    queries: queriesOn(connection),
    async begin() {
      const failure = log.failure()
      if (failure) throw failure
      await checkpoints.turn()
      await begin()
      firstCaller.begun()
    },
    async control(statement) {
      if (await firstCaller.takes(statement)) return
      prepared(statement).run()
      if (statement !== 'COMMIT') return
      committed()
      checkpoints.grown((frames.get() as LogFrames).log)
    },
    durable,
  })
  async function close(): Promise<void> {
    await queue.idle()
    await checkpoints.close()
    await log.close()
    connection.close()
  }
  /** Raises when writes are refused, or when the log grows because it cannot be written back. */
  function check(): void {
    const failure = log.failure() ?? checkpoints.failure()
    if (failure) throw new NotCommitted(failure)
  }
  return { write: queue.write, durable, check, close }
}

/** Opens the SQLite file, creates and migrates it unless told not to. Raises what SQLite raises when it cannot. */
export async function openSqlite(options: OpenOptions): Promise<Db> {
  const file = fileOf(options.url)
  mkdirSync(dirname(file), { recursive: true })
  if (options.migrate !== false) await migrateSqlite(file)
  const pool = createReadPool(file, options.onRead)
  const reader = await pool.open()
  const commits = await watchCommits(file)
  const writer = await openWriter(file, options, reader.connection, pool.endStep)
  return {
    dialect: 'sqlite',
    tables: sqliteTables,
    read: reader.queries,
    snapshot: pool.snapshot,
    write: writer.write,
    durable: writer.durable,
    commits,
    async ping() {
      writer.check()
      reader.connection.prepare('SELECT 1').get()
    },
    backup: (target) => backupTo(reader.connection, target),
    async close() {
      await writer.close()
      pool.close()
      commits.close()
    },
  }
}
