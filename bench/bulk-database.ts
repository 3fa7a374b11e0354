/** A database that takes in rows as fast as SQLite can and keeps none of its promises: for making newsrooms only. */
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Db, Queries } from '../src/db/db.ts'
import { openDatabase } from '../src/db/open.ts'
import { sqliteTables } from '../src/db/schema-sqlite.ts'

/** Nothing is synced and nothing can be rolled back: an interrupted load leaves a file that is thrown away. */
const pragmas = [
  // From WAL, in which migrations leave it, there is no direct way to no journal.
  'journal_mode = DELETE',
  'journal_mode = OFF',
  'synchronous = OFF',
  'locking_mode = EXCLUSIVE',
  'cache_size = -1000000',
  'temp_store = MEMORY',
]

/** Opens the SQLite file for one writer that loads, and makes its tables. */
export async function openBulk(file: string): Promise<Db> {
  await (await openDatabase({ url: `file:${file}` })).close()
  const connection = new Database(file)
  for (const pragma of pragmas) connection.pragma(pragma)
  const queries = drizzle(connection, { casing: 'snake_case' }) as unknown as Queries
  let written = 0
  async function write<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    written++
    connection.exec('BEGIN')
    const value = await work(queries)
    connection.exec('COMMIT')
    return value
  }
  return {
    ...{ dialect: 'sqlite', tables: sqliteTables, read: queries, write },
    snapshot: (work) => work(queries),
    durable: async () => undefined,
    commits: { isImmediate: true, counter: () => written, look: (work) => work(queries) },
    ping: async () => undefined,
    backup: async () => {
      throw new Error('a database that is being loaded has no backup')
    },
    async close() {
      connection.pragma('journal_mode = WAL')
      connection.close()
    },
  }
}
