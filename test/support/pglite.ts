/** PostgreSQL within this process, for where none is installed: the conformance test runs on it. */
import { resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import type { Db, Queries } from '../../src/db/db.ts'
import { postgresTables } from '../../src/db/schema-postgres.ts'
import { createWriteQueue } from '../../src/db/write-queue.ts'

const migrationsFolder = resolve(import.meta.dirname, '../../migrations/postgres')

type Release = () => void

/** A database with its one connection, which everyone who opened it takes in turns. */
export interface Pglite {
  client: PGlite
  /** Waits for the connection. It is one's own until the answer is called. */
  take(): Promise<Release>
}

export async function startPglite(): Promise<Pglite> {
  const client = await PGlite.create()
  let last = Promise.resolve()
  async function take(): Promise<Release> {
    const before = last
    const { promise, resolve: release } = Promise.withResolvers<void>()
    last = promise
    await before
    return release
  }
  return { client, take }
}

const queriesOn = (client: unknown): Queries =>
  drizzle({ client: client as PGlite, casing: 'snake_case' }) as unknown as Queries

/** The connection for single statements: each waits until no transaction is open. */
const singleStatements = ({ client, take }: Pglite) => ({
  async query(...statement: Parameters<PGlite['query']>) {
    const release = await take()
    try {
      return await client.query(...statement)
    } finally {
      release()
    }
  },
})

function createWriter({ client, take }: Pglite) {
  let release: Release | undefined
  const giveBack = () => {
    release?.()
    release = undefined
  }
  return {
    queries: queriesOn(client),
    async begin() {
      release = await take()
      await client.query('BEGIN')
    },
    async control(statement: string) {
      try {
        await client.query(statement)
        if (statement === 'COMMIT') giveBack()
      } finally {
        if (statement === 'ROLLBACK') giveBack()
      }
    },
  }
}

/** Opens it as openPostgres does, but that a snapshot and a write wait for each other. */
export async function openPglite(pglite: Pglite): Promise<Db> {
  const { client, take } = pglite
  async function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const release = await take()
    return work().finally(release)
  }
  await exclusively(() => migrate(drizzle(client), { migrationsFolder }))
  const queue = createWriteQueue(createWriter(pglite))
  return {
    dialect: 'postgres',
    tables: postgresTables,
    read: queriesOn(singleStatements(pglite)),
    snapshot: (work) =>
      exclusively(async () => {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
        return work(queriesOn(client)).finally(() => client.query('ROLLBACK'))
      }),
    write: queue.write,
    durable: async () => undefined,
    commits: {
      isImmediate: false,
      counter: () =>
        exclusively(async () => {
          const { rows } = await client.query<{ seq: number }>('SELECT max(seq) AS seq FROM changes')
          return Number(rows[0]?.seq ?? 0)
        }),
      look: (work) => exclusively(() => work(queriesOn(client))),
    },
    ping: () => exclusively(async () => void (await client.query('SELECT 1'))),
    backup: async () => {
      throw new Error('masthead backup copies a SQLite file; on PostgreSQL use pg_dump')
    },
    close: () => queue.idle(),
  }
}
