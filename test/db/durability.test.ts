/** What SQLite's side of Db promises of the disk: docs/decisions/0023. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs'
import { copyFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { createCheckpoints } from '../../src/db/checkpoints.ts'
import { NotCommitted, NotDurable } from '../../src/db/commit-errors.ts'
import type { Db, OpenOptions } from '../../src/db/db.ts'
import { openDatabase } from '../../src/db/open.ts'
import { rowOf } from './values.ts'

/** A disk that does what the test says: it waits while it is held, and fails when it is told to. */
function disk() {
  const state = { syncs: 0, held: Promise.resolve(), broken: false }
  async function dataSync(handle: FileHandle): Promise<void> {
    await state.held
    if (state.broken) throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })
    await handle.datasync()
    state.syncs++
  }
  return Object.assign(state, { dataSync })
}

async function opened(t: Test, options: Partial<OpenOptions> = {}) {
  const folder = t.testdir()
  const file = join(folder, 'newsroom.db')
  const db = await openDatabase({ url: `file:${file}`, ...options })
  let closed = false
  const close = async () => {
    if (!closed) await db.close()
    closed = true
  }
  t.teardown(close)
  const add = (slug: string, size = 0) =>
    db.write((queries) => queries.insert(db.tables.catalogue).values(rowOf({ slug, document: 'x'.repeat(size) })))
  return { db, file, folder, close, add }
}

const find = async (db: Db, slug: string) => {
  const { catalogue } = db.tables
  return (await db.read.select({ slug: catalogue.slug }).from(catalogue).where(eq(catalogue.slug, slug)))[0]
}

t.test('a write is answered after a sync that began after its commit; readers see it before', async (t) => {
  const held = Promise.withResolvers<void>()
  const its = disk()
  const { db, add } = await opened(t, { dataSync: its.dataSync })
  its.held = held.promise
  let answered = false
  const write = add('waits').then(() => {
    answered = true
  })
  while (!(await find(db, 'waits'))) await turn()
  let told = false
  const durable = db.durable().then(() => {
    told = true
  })
  for (let turns = 0; turns < 100; turns++) await turn()
  t.notOk(answered, 'nobody is answered while the disk is at work')
  t.notOk(told, 'and who waits for what can be seen waits too')
  held.resolve()
  await Promise.all([write, durable])
  t.ok(its.syncs >= 1)
})

t.test('what was committed while a sync ran needs another one, which all of that share', async (t) => {
  const its = disk()
  const { db, add } = await opened(t, { dataSync: its.dataSync })
  await add('first')
  const before = its.syncs
  const held = Promise.withResolvers<void>()
  its.held = held.promise
  const writes = [add('second')]
  while (!(await find(db, 'second'))) await turn()
  for (const slug of ['third', 'fourth', 'fifth']) {
    writes.push(add(slug))
    while (!(await find(db, slug))) await turn()
  }
  held.resolve()
  await Promise.all(writes)
  t.equal(its.syncs - before, 2)
})

t.test('whatever is acknowledged is in what the files held when its sync began', async (t) => {
  const folder = t.testdir()
  let copies = 0
  // A power cut leaves at least what was in the files before a sync that has ended; the rest may be gone.
  async function dataSync(handle: FileHandle): Promise<void> {
    const number = copies + 1
    for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, join(folder, `${number}.db${end}`))
    await turn()
    await handle.datasync()
    copies = number
  }
  const { file, add } = await opened(t, { dataSync })
  const acknowledged: Array<{ slug: string; copy: number }> = []
  const writes: Array<Promise<void>> = []
  for (let index = 0; index < 48; index++) {
    const slug = `row-${index}`
    writes.push(add(slug, 2000 * (index % 3)).then(() => void acknowledged.push({ slug, copy: copies })))
    // Some come while a sync runs.
    for (let turns = 0; turns < 4; turns++) await turn()
  }
  await Promise.all(writes)
  t.equal(acknowledged.length, 48)
  for (let number = 1; number <= copies; number++) {
    const copy = new Database(join(folder, `${number}.db`))
    const there = new Set(copy.prepare('select slug from catalogue').pluck().all())
    copy.close()
    const lost = acknowledged.filter((each) => each.copy <= number && !there.has(each.slug))
    t.strictSame(lost, [], `after sync ${number} of ${copies}`)
  }
})

t.test('what changes nothing, and what has been waited for, needs no sync', async (t) => {
  const its = disk()
  const { db, add } = await opened(t, { dataSync: its.dataSync })
  await add('there')
  const before = its.syncs
  await db.durable()
  await db.write(async () => undefined)
  await t.rejects(
    db.write(() => Promise.reject(new Error('412'))),
    { message: '412' },
  )
  t.equal(its.syncs, before)
})

t.test('what another process has committed is waited for, too', async (t) => {
  const its = disk()
  const { db, file, add } = await opened(t, { dataSync: its.dataSync })
  await add('ours')
  const before = its.syncs
  const other = new Database(file)
  other.pragma('synchronous = NORMAL')
  other.exec(`update catalogue set slug = 'theirs'`)
  await db.durable()
  t.equal(its.syncs, before + 1)
  await db.durable()
  t.equal(its.syncs, before + 1)
  other.close()
})

t.test('after a sync that failed nothing is acknowledged any more, though the disk seems well again', async (t) => {
  const its = disk()
  const { db, add } = await opened(t, { dataSync: its.dataSync })
  await add('before')
  its.broken = true
  const results = await Promise.allSettled([add('lost'), db.write(() => Promise.reject(new Error('412')))])
  for (const result of results) t.ok(result.status === 'rejected' && result.reason instanceof NotDurable)
  its.broken = false
  const refused = await add('after').catch((error) => error)
  t.ok(refused instanceof NotCommitted, 'and nothing is written')
  t.notOk(await find(db, 'after'))
  t.ok(await find(db, 'before'), 'reading goes on')
  await t.rejects(db.durable(), { code: 'NOT_DURABLE' })
  await t.rejects(db.ping(), 'and the process says that it is not ready')
})

t.test('commits that were made while a failing sync ran are not acknowledged either', async (t) => {
  const its = disk()
  const { db, add } = await opened(t, { dataSync: its.dataSync })
  const held = Promise.withResolvers<void>()
  its.held = held.promise
  its.broken = true
  const first = add('first').catch((error) => error)
  while (!(await find(db, 'first'))) await turn()
  const second = add('second').catch((error) => error)
  while (!(await find(db, 'second'))) await turn()
  held.resolve()
  t.ok((await first) instanceof NotDurable)
  its.broken = false
  t.ok((await second) instanceof NotDurable)
})

t.test('a log that was replaced beside us is noticed, and writes end', async (t) => {
  const { file, folder, add } = await opened(t)
  await add('before')
  const log = `${file}-wal`
  await copyFile(log, join(folder, 'copy'))
  renameSync(join(folder, 'copy'), log)
  t.ok((await add('into a file without a name').catch((error) => error)) instanceof NotDurable)
  t.ok((await add('after').catch((error) => error)) instanceof NotCommitted)
})

t.test('the log begins anew under us, and what is acknowledged is in a copy of the files', async (t) => {
  const { file, folder, add } = await opened(t)
  await add('before')
  const other = new Database(file)
  t.match(other.pragma('wal_checkpoint(TRUNCATE)'), [{ busy: 0 }])
  t.equal(statSync(`${file}-wal`).size, 0)
  await add('after')
  other.close()
  for (const end of ['', '-wal']) await copyFile(`${file}${end}`, join(folder, `copy.db${end}`))
  const copy = new Database(join(folder, 'copy.db'))
  t.strictSame(copy.prepare('select slug from catalogue order by slug').pluck().all(), ['after', 'before'])
  copy.close()
})

/** How many frames the log of a database has now. */
function framesOf(t: Test, file: string): () => number {
  const connection = new Database(file)
  t.teardown(() => connection.close())
  return () => (connection.pragma('wal_checkpoint(NOOP)') as [{ log: number }])[0].log
}

t.test('the log is written back by its size, and begins anew', async (t) => {
  const { db, file, close, add } = await opened(t, { checkpointFrames: 100 })
  const frames = framesOf(t, file)
  let [rows, begun] = [0, 0]
  for (let last = 0; begun < 3; ) {
    await Promise.all(Array.from({ length: 5 }, () => add(`row-${rows++}`, 10_000)))
    const now = frames()
    if (now < last) begun++
    last = now
  }
  t.ok(statSync(file).size > rows * 10_000 * 0.5, 'the rows are in the database file while it is open')
  await db.ping()
  await close()
  const after = new Database(file)
  t.equal(after.prepare('select count(*) from catalogue').pluck().get(), rows)
  t.equal(after.pragma('integrity_check', { simple: true }), 'ok')
  after.close()
})

t.test('when it is closed nothing is left beside the database', async (t) => {
  const { file, close, add } = await opened(t)
  await add('one')
  t.ok(existsSync(`${file}-wal`))
  await close()
  t.notOk(existsSync(`${file}-wal`))
})

t.test('a log that cannot be written back is known, and tried again after the next step', async (t) => {
  const file = join(t.testdir(), 'newsroom.db')
  const disk: Error[] = []
  const checkpoints = createCheckpoints({ file, onDiskFailure: (error) => disk.push(error), step: 100 })
  mkdirSync(file)
  checkpoints.grown(100)
  await checkpoints.idle()
  t.match(checkpoints.failure(), /could not be written back|unable to open/)
  await checkpoints.turn()
  rmdirSync(file)
  new Database(file).pragma('journal_mode = WAL')
  checkpoints.grown(50)
  await checkpoints.idle()
  t.ok(checkpoints.failure(), 'not before it has grown')
  checkpoints.grown(200)
  await checkpoints.idle()
  t.equal(checkpoints.failure(), undefined)
  t.strictSame(disk, [], 'a fault of the disk is something else')
  await checkpoints.close()
})

t.test('a reader of an old state holds the log up, and lets go of it', async (t) => {
  const { db, file, add } = await opened(t, { checkpointFrames: 50 })
  const frames = framesOf(t, file)
  let rows = 0
  const grow = async (name: string) => {
    for (let index = 0; index < 30; index++) await add(`${name}-${rows++}`, 20_000)
  }
  await add('old')
  await db.snapshot(async (queries) => {
    const slugs = () => queries.select({ slug: db.tables.catalogue.slug }).from(db.tables.catalogue)
    t.strictSame(await slugs(), [{ slug: 'old' }])
    await grow('meanwhile')
    t.strictSame(await slugs(), [{ slug: 'old' }])
    await db.ping()
  })
  const held = frames()
  while (frames() >= held) await grow('afterwards')
  t.ok(held > 100, 'it has grown while somebody looked at the old state')
})
