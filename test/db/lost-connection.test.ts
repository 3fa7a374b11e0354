/** A write whose connection to PostgreSQL is lost: its callers are told, and the next write goes through. */
import pg from 'pg'
import t from 'tap'
import { NotCommitted } from '../../src/db/commit-errors.ts'
import type { Queries } from '../../src/db/db.ts'
import { openDatabase } from '../../src/db/open.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { rowOf } from './values.ts'

const skip = process.env.TEST_DATABASE_URL === undefined && 'SQLite has no connection to lose'

t.test('a connection that is lost within a transaction', { skip }, async (t) => {
  const url = await freshDatabaseUrl(t)
  const db = await openDatabase({ url })
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  t.teardown(async () => {
    await server.end()
    await db.close()
  })
  const { catalogue } = db.tables
  const add = (queries: Queries, slug: string) => queries.insert(catalogue).values(rowOf({ slug }))
  /** Ends the connection that holds the lock of writers of this database, and waits until it is gone. */
  const endWriter = async () => {
    const own = '(select oid from pg_database where datname = current_database())'
    const holder = `select pid from pg_locks where locktype = 'advisory' and granted and database = ${own}`
    await server.query(`select pg_terminate_backend(pid, 5000) from (${holder}) as holder`)
  }
  await db.write((queries) => add(queries, 'before'))

  const lost = await db
    .write(async (queries) => {
      await add(queries, 'lost')
      await endWriter()
    })
    .catch((error) => error)
  t.ok(lost instanceof NotCommitted, 'nobody is told that it was saved')

  await db.write((queries) => add(queries, 'after'))
  const rows = await db.read.select({ slug: catalogue.slug }).from(catalogue).orderBy(catalogue.slug)
  t.strictSame(
    rows.map(({ slug }) => slug),
    ['after', 'before'],
  )
})
