import { resolve } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { NotDurable } from './commit-errors.ts'
import type { Commits, Db, OpenOptions, Queries } from './db.ts'
import { postgresTables } from './schema-postgres.ts'
import { createWriteQueue } from './write-queue.ts'

const migrationsFolder = resolve(import.meta.dirname, '../../migrations/postgres')

/** Advisory locks of Masthead: one for migrating, one for whoever holds the write transaction. */
const locks = { migrate: 7_264_001, write: 7_264_002 }

const queriesOn = (client: pg.Pool | pg.PoolClient | pg.Client, onStatement?: (sql: string) => void): Queries =>
  drizzle(client, {
    casing: 'snake_case',
    ...(onStatement && { logger: { logQuery: onStatement } }),
  }) as unknown as Queries

/** Applies the pending migrations; processes that start together wait for the first one. */
async function migratePostgres(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [locks.migrate])
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    await client.end()
  }
}

function createSnapshots(pool: pg.Pool, onRead?: (sql: string) => void) {
  // One builder per client, so that the statements prepared with it serve again.
  const builders = new WeakMap<pg.PoolClient, Queries>()
  const builderOf = (client: pg.PoolClient): Queries => {
    const builder = builders.get(client) ?? queriesOn(client, onRead)
    builders.set(client, builder)
    return builder
  }
  return async function snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let failed = true
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      const value = await work(builderOf(client))
      await client.query('COMMIT')
      failed = false
      return value
    } finally {
      if (failed) await client.query('ROLLBACK').catch(() => undefined)
      client.release()
    }
  }
}

/** Whether the server said what became of a statement: else it, or the way to it, was gone before it could. */
const isAnswered = (error: unknown): boolean =>
  /^(?!08|57P)[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code))

async function commitOn(client: pg.Client): Promise<void> {
  const { command } = await client.query('COMMIT').catch((error) => {
    throw isAnswered(error) ? error : new NotDurable(error)
  })
  if (command !== 'COMMIT') throw new Error('the transaction had failed before')
}

/** A write connection that is opened anew after it was lost. */
function createWriter(connectionString: string) {
  let client: pg.Client | undefined
  let queries: Queries | undefined
  let transaction: pg.Client | undefined
  async function connected(): Promise<pg.Client> {
    if (client) return client
    const opened = new pg.Client({ connectionString })
    // A lost connection shows itself in the next statement; without a listener it would end the process.
    opened.on('error', () => {
      if (client === opened) client = undefined
    })
    await opened.connect()
    queries = queriesOn(opened)
    client = opened
    return opened
  }
  return {
    get queries(): Queries {
      if (!queries) throw new Error('the write connection is not open')
      return queries
    },
    /** Writers take turns over all processes, as on SQLite: what a store reads inside a write cannot change under it. */
    async begin() {
      const opened = await connected()
      transaction = opened
      await opened.query('BEGIN')
      await opened.query('SELECT pg_advisory_xact_lock($1)', [locks.write])
    },
    async control(statement: string) {
      // Another connection would take a COMMIT for one of nothing, and say that it went well.
      if (!transaction || transaction !== client) throw new Error('the connection of the transaction was lost')
      if (statement === 'COMMIT') return commitOn(transaction)
      await transaction.query(statement)
    },
    async close() {
      await client?.end()
    },
  }
}

/**
 * Watches commits by the newest row of the change log: PostgreSQL has no counter of commits, and nothing else tells
 * readers of a change. Connections of its own, so that a busy pool does not keep a check waiting.
 */
function watchCommits(connectionString: string): Commits & { close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString, max: 2 })
  pool.on('error', () => undefined)
  return {
    isImmediate: false,
    async counter() {
      const { rows } = await pool.query({
        name: 'masthead-newest-change',
        text: 'select seq from changes order by seq desc limit 1',
      })
      return Number(rows[0]?.seq ?? 0)
    },
    look: createSnapshots(pool),
    close: () => pool.end(),
  }
}

/** Opens a PostgreSQL database and migrates it where needed. Raises what the driver raises when it cannot. */
export async function openPostgres(options: OpenOptions): Promise<Db> {
  if (options.migrate !== false) await migratePostgres(options.url)
  const pool = new pg.Pool({ connectionString: options.url, max: 10 })
  // An idle connection that breaks is replaced by the pool; the next query reports if the server is really gone.
  pool.on('error', () => undefined)
  const writer = createWriter(options.url)
  const queue = createWriteQueue(writer)
  const commits = watchCommits(options.url)
  return {
    dialect: 'postgres',
    tables: postgresTables,
    read: queriesOn(pool, options.onRead),
    snapshot: createSnapshots(pool, options.onRead),
    write: queue.write,
    // A commit is seen by others only when its log is on the disk.
    durable: async () => undefined,
    commits,
    ping: async () => void (await pool.query('SELECT 1')),
    backup: async () => {
      throw new Error('masthead backup copies a SQLite file; on PostgreSQL use pg_dump')
    },
    async close() {
      await queue.idle()
      await writer.close()
      await commits.close()
      await pool.end()
    },
  }
}
