/** Bulk import: the rows of every table are those that importing the same lines one after the other makes. */
import t, { type Test } from 'tap'
import { createNewPublications } from '../../src/articles/index.ts'
import { createLineImport } from '../../src/imports/import-lines.ts'
import type { ImportDependencies } from '../../src/imports/import-pages.ts'
import { createImports, type ImportItem } from '../../src/imports/index.ts'
import { profileTerm } from '../../src/lib/viewer.ts'
import { wholeProfile } from '../../src/profiles/profiles.ts'
import { actor, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'
import { comparableRows } from './comparable-rows.ts'
import { mixedLines, plainLines } from './mixed-lines.ts'
import { options } from './newsroom-lines.ts'

/** Ids in the order in which they are asked for; those that were asked for in vain are given again. */
function countedIds() {
  const ids = { last: 0, next: () => `01907c3e-0000-7000-8000-${String(++ids.last).padStart(12, '0')}` }
  return ids
}

async function open(t: Test) {
  const ids = countedIds()
  return { newsroom: await openNewsroom(t, {}, ids.next), ids }
}

type Opened = Awaited<ReturnType<typeof open>>

/** What an import is made of, with a count of the articles that came in together. */
function importing({ newsroom, ids }: Opened) {
  const counted = { together: 0 }
  const { publishNew } = createNewPublications(newsroom)
  const dependencies: ImportDependencies = {
    ...newsroom,
    provenance: newsroom.imports.provenance,
    newPublications: {
      async publishNew(queries, articles, by) {
        const { last } = ids
        try {
          await publishNew(queries, articles, by)
          counted.together += articles.length
        } catch (error) {
          ids.last = last
          throw error
        }
      },
    },
    ...{ newId: () => 'no line here needs one', tickSeconds: 60, publicUrl: 'http://newsroom.test' },
  }
  return { counted, dependencies }
}

async function oneByOne(opened: Opened, lines: string[]): Promise<ImportItem[]> {
  const { importLine, finish } = createLineImport(importing(opened).dependencies)
  // Writes are done in the order in which they are asked for; together they share commits.
  const items = await Promise.all(
    lines.map((line, index) => importLine({ ...options, line, file: `line:${index + 1}` })),
  )
  await finish()
  return items
}

async function inBulk(opened: Opened, lines: string[]) {
  const { counted, dependencies } = importing(opened)
  const items: ImportItem[] = []
  await createImports(dependencies).importLines(lines, options, (item) => void items.push(item))
  return { items, together: counted.together }
}

/** Narrows readers, so that articles have terms of profiles. */
async function narrow({ db, profiles }: TestNewsroom): Promise<void> {
  const narrowed = { ...wholeProfile, languages: ['en'], rights: ['open' as const, 'unknown' as const] }
  await db.write((queries) => profiles.put(queries, 'anonymous', narrowed, actor))
}

t.test('a mixed file makes the same rows in bulk as line by line', async (t) => {
  const [first, second] = [await open(t), await open(t)]
  const { before, lines } = mixedLines()
  for (const opened of [first, second]) {
    await narrow(opened.newsroom)
    await oneByOne(opened, before)
  }
  const apart = await oneByOne(first, lines)
  const { items, together } = await inBulk(second, lines)
  t.strictSame(items, apart, 'every line has the same result')
  const results = new Set(items.map(({ result }) => result))
  t.strictSame([...results].sort(), ['created', 'refused', 'unchanged', 'updated'])
  t.ok(together > lines.length / 3, `${together} of ${lines.length} lines came in together`)
  const [rows, others] = [await comparableRows(first.newsroom), await comparableRows(second.newsroom)]
  t.strictSame([...others.keys()], [...rows.keys()])
  for (const [table, expected] of rows) t.strictSame(others.get(table), expected, table)
  t.ok((rows.get('live_terms') ?? []).some((row) => row.includes(profileTerm('anonymous'))))
  t.ok((rows.get('related_statistics') ?? []).length > 0)
})

t.test('a file that comes again changes nothing', async (t) => {
  const opened = await open(t)
  const { together } = await inBulk(opened, plainLines(40))
  t.equal(together, 40)
  const rows = await comparableRows(opened.newsroom)
  const { items } = await inBulk(opened, plainLines(40))
  t.strictSame([...new Set(items.map(({ result }) => result))], ['unchanged'])
  t.strictSame(await comparableRows(opened.newsroom), rows)
})
