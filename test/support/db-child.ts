/**
 * A process of its own on a database: `db-child.ts URL open` opens it as soon as a line comes in, and says `opened`;
 * `db-child.ts URL write` saves entries until it is killed, and names each one once its write was acknowledged.
 */
import { once } from 'node:events'
import { openDatabase } from '../../src/db/open.ts'
import { newId } from '../../src/lib/ids.ts'

const [url = '', what] = process.argv.slice(2)

async function open(): Promise<void> {
  process.stdout.write('ready\n')
  await once(process.stdin, 'data')
  const db = await openDatabase({ url })
  await db.read.select().from(db.tables.site)
  await db.close()
  process.stdout.write('opened\n')
  process.stdin.destroy()
}

async function write(): Promise<never> {
  const db = await openDatabase({ url })
  const writer = async (): Promise<never> => {
    for (;;) {
      const id = newId()
      const at = '2026-11-01T10:00:00Z'
      const entry = { id, resource: 'tag', slug: id, kind: 'topic', listed: true, document: { id }, revision: 1 }
      await db.write(async (queries) => {
        await queries.insert(db.tables.catalogue).values({ ...entry, createdAt: at, updatedAt: at })
        await queries.insert(db.tables.printedNames).values({ resource: 'tag', nameKey: id, targetId: id })
      })
      process.stdout.write(`${id}\n`)
    }
  }
  return Promise.race(Array.from({ length: 4 }, writer))
}

await (what === 'open' ? open() : write())
