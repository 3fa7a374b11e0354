/** What Db promises (src/db/db.ts), on SQLite, on PostgreSQL (TEST_DATABASE_URL), and on PGlite (TEST_PGLITE=1). */
import { and, count, eq, sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import type { Db, Queries } from '../../src/db/db.ts'
import { openDatabase } from '../../src/db/open.ts'
import { statement } from '../../src/db/statement.ts'
import { newId } from '../../src/lib/ids.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { openPglite, startPglite } from '../support/pglite.ts'
import { type Entry, rowOf, testValues } from './values.ts'

const onPglite = process.env.TEST_PGLITE === '1'

/** How to open one fresh database, as often as wanted. */
async function freshDatabase(t: Test): Promise<(closesItself?: boolean) => Promise<Db>> {
  const opened: Db[] = []
  const url = onPglite ? '' : await freshDatabaseUrl(t)
  const pglite = onPglite ? await startPglite() : undefined
  t.teardown(async () => {
    await Promise.all(opened.map((db) => db.close()))
    await pglite?.client.close()
  })
  /** Whoever is to be closed by the test itself is not closed once more. */
  return async (closesItself = false) => {
    const db = pglite ? await openPglite(pglite) : await openDatabase({ url })
    if (!closesItself) opened.push(db)
    return db
  }
}

t.test('Db', async (t) => {
  const open = await freshDatabase(t)
  const db = await open()
  const { catalogue } = db.tables
  const add = (queries: Queries, entry: Entry) => queries.insert(catalogue).values(rowOf(entry))
  const find = async (slug: string, queries: Queries = db.read) =>
    (await queries.select().from(catalogue).where(eq(catalogue.slug, slug)))[0]
  const increment = (queries: Queries, slug: string) =>
    queries
      .update(catalogue)
      .set({ revision: sql`${catalogue.revision} + 1` })
      .where(eq(catalogue.slug, slug))

  t.test('write answers what its work answers, and read sees it then', async (t) => {
    t.equal(await db.write((queries) => add(queries, { slug: 'seen' }).then(() => 'done')), 'done')
    t.equal((await find('seen'))?.slug, 'seen')
    t.equal((await db.snapshot((queries) => find('seen', queries)))?.slug, 'seen')
    await db.ping()
  })

  t.test('write sees its own changes, and nobody else sees them before the commit', async (t) => {
    await db.write(async (queries) => {
      await add(queries, { slug: 'mine' })
      t.ok(await find('mine', queries))
      if (!onPglite) t.notOk(await find('mine'))
    })
    t.ok(await find('mine'))
  })

  t.test('write passes the error on and leaves nothing of its work', async (t) => {
    const error = new Error('no')
    const failed = db.write(async (queries) => {
      await add(queries, { slug: 'undone' })
      throw error
    })
    t.equal(await failed.catch((each) => each), error)
    t.notOk(await find('undone'))
    t.rejects(
      db.write(() => Promise.reject(error)),
      error,
    )
  })

  t.test('one of those who share a commit fails, and the others are not touched', async (t) => {
    const writers = Array.from({ length: 30 }, (_, index) =>
      db.write(async (queries) => {
        await add(queries, { slug: `shared-${index}` })
        if (index % 3 === 0) throw new Error(`writer ${index}`)
        // A statement that the database refuses, not only a throw.
        if (index % 3 === 1) await add(queries, { slug: `shared-${index}` })
        return index
      }),
    )
    const results = await Promise.allSettled(writers)
    for (const [index, result] of results.entries()) {
      t.equal(result.status, index % 3 === 2 ? 'fulfilled' : 'rejected', `writer ${index}`)
      t.equal((await find(`shared-${index}`)) !== undefined, index % 3 === 2)
    }
  })

  t.test(
    'an error that the work itself catches does not keep it from being saved on SQLite; elsewhere it fails whole',
    async (t) => {
      const result = await db
        .write(async (queries) => {
          await add(queries, { slug: 'caught' })
          await add(queries, { slug: 'caught' }).catch(() => undefined)
        })
        .then(
          () => true,
          () => false,
        )
      t.equal((await find('caught')) !== undefined, result, 'what was answered is what is there')
    },
  )

  t.test('writes happen one after another, in the order of their calls', async (t) => {
    const log: string[] = []
    const writer = (index: number) =>
      db.write(async (queries) => {
        log.push(`+${index}`)
        await add(queries, { slug: `order-${index}` })
        await new Promise((resolve) => setImmediate(resolve))
        log.push(`-${index}`)
      })
    await Promise.all(Array.from({ length: 20 }, (_, index) => writer(index)))
    t.strictSame(log, Array.from({ length: 20 }, (_, index) => [`+${index}`, `-${index}`]).flat())
  })

  t.test('a write within a write throws, and the outer one goes on', async (t) => {
    await db.write(async (queries) => {
      await t.rejects(async () => db.write(async () => undefined), /write inside a write/)
      await add(queries, { slug: 'outer' })
    })
    t.ok(await find('outer'))
    t.equal(await db.write(async () => 'after'), 'after')
  })

  t.test(
    'a snapshot sees one state, whatever is committed meanwhile',
    { skip: onPglite && 'one connection' },
    async (t) => {
      await db.write((queries) => add(queries, { slug: 'state', revision: 1 }))
      await db.snapshot(async (queries) => {
        t.equal((await find('state', queries))?.revision, 1)
        await db.write((writing) => increment(writing, 'state'))
        t.equal((await find('state'))?.revision, 2)
        t.equal((await find('state', queries))?.revision, 1)
        await db.snapshot(async (later) => t.equal((await find('state', later))?.revision, 2))
      })
      t.equal((await db.snapshot((queries) => find('state', queries)))?.revision, 2)
    },
  )

  t.test('snapshots that begin together keep their state until each ends', { skip: onPglite }, async (t) => {
    await db.write((queries) => add(queries, { slug: 'together', revision: 1 }))
    const { promise: written, resolve } = Promise.withResolvers<void>()
    const revisions = async (queries: Queries, until: Promise<void> | undefined) => {
      const before = await find('together', queries)
      await until
      return [before?.revision, (await find('together', queries))?.revision]
    }
    const [first, ...others] = [undefined, written, written].map((until) =>
      db.snapshot((queries) => revisions(queries, until)),
    )
    t.strictSame(await first, [1, 1])
    await db.write((queries) => increment(queries, 'together'))
    t.strictSame(await db.snapshot((queries) => revisions(queries, undefined)), [2, 2])
    resolve()
    t.strictSame(await Promise.all(others), [
      [1, 1],
      [1, 1],
    ])
  })

  t.test('prepared statements take values, and leave question marks in texts alone', async (t) => {
    await db.write((queries) => add(queries, { slug: 'asked?' }))
    const slugs = statement((queries) =>
      queries
        .select({ slug: catalogue.slug, text: sql<string>`'it''s ?'` })
        .from(catalogue)
        .where(and(eq(catalogue.slug, sql.placeholder('slug')), sql`${catalogue.slug} like '%?'`))
        .orderBy(catalogue.id)
        .limit(sql.placeholder('limit')),
    )
    for (const [slug, limit, rows] of [
      ['asked?', 1, 1],
      ['asked', 1, 0],
      ['asked?', 0, 0],
    ] as const)
      t.strictSame(await slugs(db.read, { slug, limit }), Array(rows).fill({ slug, text: "it's ?" }))
  })

  t.test('a snapshot passes the error on, cannot write, and the next one works', async (t) => {
    const error = new Error('no')
    t.equal(await db.snapshot(() => Promise.reject(error)).catch((each) => each), error)
    await t.rejects(db.snapshot((queries) => add(queries, { slug: 'from-a-snapshot' })))
    t.notOk(await find('from-a-snapshot'))
    const many = await Promise.all(Array.from({ length: 30 }, () => db.snapshot((queries) => find('seen', queries))))
    t.ok(many.every((each) => each?.slug === 'seen'))
  })

  t.test(
    'read cannot write where it has a connection of its own',
    { skip: db.dialect !== 'sqlite' && 'a pool' },
    async (t) => {
      await t.rejects(async () => add(db.read, { slug: 'from-a-read' }))
      t.notOk(await find('from-a-read'))
    },
  )

  t.test('a unique index refuses the second, also within one write', async (t) => {
    await db.write((queries) => add(queries, { slug: 'only-one' }))
    await t.rejects(db.write((queries) => add(queries, { slug: 'only-one' })))
    const [counted] = await db.read.select({ total: count() }).from(catalogue).where(eq(catalogue.slug, 'only-one'))
    t.equal(counted?.total, 1)
  })

  t.test('onConflict does nothing, or changes the row; returning answers the rows that were written', async (t) => {
    const row = rowOf({ slug: 'conflict', revision: 1 })
    const target = [catalogue.resource, catalogue.slug]
    const [first] = await db.write((queries) => queries.insert(catalogue).values(row).onConflictDoNothing().returning())
    t.match(first, { id: row.id, revision: 1, listed: true, country: null })
    const again = { ...row, id: newId(), revision: 2 }
    t.strictSame(
      await db.write((queries) => queries.insert(catalogue).values(again).onConflictDoNothing().returning()),
      [],
    )
    const upsert = { target, set: { revision: 7, document: { put: true } } }
    const changed = await db.write((queries) =>
      queries
        .insert(catalogue)
        .values(again)
        .onConflictDoUpdate(upsert)
        .returning({ id: catalogue.id, revision: catalogue.revision }),
    )
    t.strictSame(changed, [{ id: row.id, revision: 7 }])
    t.strictSame((await find('conflict'))?.document, { put: true })
    const update = (slug: string) =>
      db.write((queries) =>
        queries.update(catalogue).set({ kind: 'place' }).where(eq(catalogue.slug, slug)).returning(),
      )
    t.match(await update('conflict'), [{ kind: 'place', revision: 7 }])
    t.strictSame(await update('nothing'), [])
    const gone = await db.write((queries) =>
      queries.delete(catalogue).where(eq(catalogue.slug, 'conflict')).returning(),
    )
    t.equal(gone.length, 1)
  })

  t.test('values', (t) => testValues(t, db))

  t.test('two openers of one database lose no increment, under 200 writes at once', async (t) => {
    const other = await open()
    await db.write((queries) => add(queries, { slug: 'counter' }))
    /** Read, then written: nothing but taking turns keeps the sum right. */
    const readAndWrite = (opener: Db) =>
      opener.write(async (queries) => {
        const before = (await find('counter', queries))?.revision as number
        await queries
          .update(catalogue)
          .set({ revision: before + 1 })
          .where(eq(catalogue.slug, 'counter'))
        return before
      })
    const seen = await Promise.all(
      Array.from({ length: 200 }, (_, index) => readAndWrite(index % 2 === 0 ? db : other)),
    )
    t.strictSame(
      seen.sort((a, b) => a - b),
      Array.from({ length: 200 }, (_, index) => index),
    )
    t.equal((await find('counter'))?.revision, 200)
    t.equal((await find('counter', other.read))?.revision, 200)
  })

  t.test('opening again, and by four at once, migrates nothing twice and keeps what is there', async (t) => {
    const openers = await Promise.all([1, 2, 3, 4].map(() => open()))
    for (const opener of openers) t.equal((await find('counter', opener.read))?.revision, 200)
  })

  t.test('close waits for the writes that were asked for', async (t) => {
    const closing = await open(true)
    const written = Promise.all(
      Array.from({ length: 10 }, (_, index) => closing.write((queries) => add(queries, { slug: `last-${index}` }))),
    )
    await closing.close()
    await written
    t.ok(await find('last-9'))
  })
})
