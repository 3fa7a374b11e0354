/** What Db promises to several processes. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { inArray } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { openDatabase } from '../../src/db/open.ts'
import { freshDatabaseUrl } from '../support/database.ts'

const script = join(import.meta.dirname, '../support/db-child.ts')

function start(t: Test, url: string, what: string): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [script, url, what])
  child.stderr.on('data', (text: Buffer) => t.comment(text.toString()))
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

const skipped = { skip: process.env.TEST_DATABASE_URL !== undefined && 'PostgreSQL waits by itself' }

/** Starts all of them, lets them go at the same moment, and answers how each ended. */
async function openAtOnce(t: Test, url: string, number: number): Promise<Array<number | null>> {
  const children = Array.from({ length: number }, () => start(t, url, 'open'))
  const ends = children.map(async (child) => (await once(child, 'close'))[0] as number | null)
  await Promise.all(children.map((child) => once(child.stdout, 'data')))
  for (const child of children) child.stdin.write('go\n')
  return Promise.all(ends)
}

t.test('four processes open one new database at the same time, and all of them can use it', async (t) => {
  for (let round = 1; round <= 2; round++) {
    const url = await freshDatabaseUrl(t)
    t.strictSame(await openAtOnce(t, url, 4), [0, 0, 0, 0], `round ${round}`)
    const db = await openDatabase({ url })
    t.strictSame(await db.read.select().from(db.tables.articles), [])
    await db.close()
  }
})

t.test('a new SQLite database that somebody else is writing to is opened when that is done', skipped, async (t) => {
  const url = await freshDatabaseUrl(t)
  const other = new Database(url.slice('file:'.length))
  other.pragma('journal_mode = WAL')
  other.exec('BEGIN IMMEDIATE')
  const opening = openDatabase({ url }).then(
    (db) => db.close(),
    (error: Error) => error,
  )
  for (let turns = 0; turns < 50; turns++) await turn()
  other.exec('COMMIT')
  t.equal(await opening, undefined)
  other.close()
})

t.test(
  'a process that is killed loses none of the writes that it has acknowledged, and leaves no half ones',
  async (t) => {
    const url = await freshDatabaseUrl(t)
    for (const patience of [1, 40, 200]) {
      const child = start(t, url, 'write')
      const ended = once(child, 'exit')
      const acknowledged: string[] = []
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(line)
        if (acknowledged.length === patience) child.kill('SIGKILL')
      }
      t.strictSame(await ended, [null, 'SIGKILL'])
      t.ok(acknowledged.length >= patience)
      const whole = acknowledged.filter((id) => id.length === 36)
      t.ok(acknowledged.length - whole.length <= 1, 'the last line may be cut')
      const db = await openDatabase({ url })
      const { catalogue, printedNames } = db.tables
      const found = await db.read.select({ id: catalogue.id }).from(catalogue).where(inArray(catalogue.id, whole))
      t.equal(found.length, whole.length)
      const [entries, names] = [await db.read.select().from(catalogue), await db.read.select().from(printedNames)]
      t.strictSame(names.map((row) => row.targetId).sort(), entries.map((row) => row.id).sort())
      t.equal(await db.write(async () => 'not locked'), 'not locked')
      await db.close()
    }
  },
)
