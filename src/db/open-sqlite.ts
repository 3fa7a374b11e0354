import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import type { Db, OpenOptions, Queries } from './db.ts'
import { sqliteTables } from './schema-sqlite.ts'
import { createWriteQueue } from './write-queue.ts'

const migrationsFolder = resolve(import.meta.dirname, '../../migrations/sqlite')

type Connection = Database.Database

/** The pragmas of every connection, in order; `synchronous=FULL` makes an acknowledged write survive a power cut. */
const pragmas = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'cache_size = -16000',
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
    const broken = connection.pragma('foreign_key_check') as unknown[]
    if (broken.length > 0) throw new Error(`migration left ${broken.length} broken references`)
  } finally {
    connection.close()
  }
}

/** Read connections, handed out one per snapshot: a read transaction belongs to one caller. */
function createReadPool(file: string, onRead?: (sql: string) => void) {
  interface Reader {
    connection: Connection
    queries: Queries
    begin: Database.Statement
    commit: Database.Statement
  }
  const all: Reader[] = []
  const free: Reader[] = []
  async function open(): Promise<Reader> {
    const connection = await connect(file)
    connection.pragma('query_only = ON')
    const begin = connection.prepare('BEGIN')
    const commit = connection.prepare('COMMIT')
    const reader = { connection, queries: queriesOn(connection, onRead), begin, commit }
    all.push(reader)
    return reader
  }
  async function snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const reader = free.pop() ?? (await open())
    try {
      reader.begin.run()
      return await work(reader.queries)
    } finally {
      if (reader.connection.inTransaction) reader.commit.run()
      free.push(reader)
    }
  }
  const close = () => {
    for (const reader of all) reader.connection.close()
  }
  return { open, snapshot, close }
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

/** Opens the SQLite file, creates and migrates it unless told not to. Raises what SQLite raises when it cannot. */
export async function openSqlite(options: OpenOptions): Promise<Db> {
  const file = fileOf(options.url)
  mkdirSync(dirname(file), { recursive: true })
  if (options.migrate !== false) await migrateSqlite(file)
  const pool = createReadPool(file, options.onRead)
  const reader = await pool.open()
  const writer = await connect(file)
  const queue = createWriteQueue({
    queries: queriesOn(writer),
    begin: () => whenNotBusy(() => void writer.exec('BEGIN IMMEDIATE')),
    control: async (statement) => void writer.exec(statement),
  })
  return {
    dialect: 'sqlite',
    tables: sqliteTables,
    read: reader.queries,
    snapshot: pool.snapshot,
    write: queue.write,
    ping: async () => void reader.connection.prepare('SELECT 1').get(),
    backup: (target) => backupTo(reader.connection, target),
    async close() {
      await queue.idle()
      pool.close()
      writer.close()
    },
  }
}
