/** The part of the conformance test that is about values: how they come back, and in which order. */
import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm'
import fc from 'fast-check'
import type { Test } from 'tap'
import type { Db, Queries } from '../../src/db/db.ts'
import { newId } from '../../src/lib/ids.ts'

const at = '2026-11-01T10:00:00Z'

export interface Entry {
  slug: string
  document?: unknown
  revision?: number
  listed?: boolean
  country?: string | null
  kind?: string
}

export const rowOf = (entry: Entry) => ({
  ...{
    id: newId(),
    resource: 'tag',
    kind: 'topic',
    document: {},
    revision: 0,
    listed: true,
    createdAt: at,
    updatedAt: at,
  },
  ...entry,
})

/** Tests a database that nobody else writes to. */
export async function testValues(t: Test, db: Db): Promise<void> {
  const { catalogue, printedNames } = db.tables
  const add = (queries: Queries, entry: Entry) => queries.insert(catalogue).values(rowOf(entry))
  const find = async (slug: string) => (await db.read.select().from(catalogue).where(eq(catalogue.slug, slug)))[0]

  t.test('JSON, booleans, nulls, integers and texts come back as they went in', async (t) => {
    const texts = [
      '',
      ' ',
      'it\'s "quoted" \\ %_',
      '海雁港',
      '👩‍👩‍👧 \u{10ffff}',
      'e\u0301 é',
      'a\nb\tc\r\n\u2028\ufeff',
      '1',
      'true',
      'null',
    ]
    const documents = [
      {},
      [],
      { b: 1, a: [null, true, false, 0, -1.5, 1e21, 1e-7, ''], '': { x: null } },
      'text',
      7,
      false,
      texts,
    ]
    for (const [index, document] of documents.entries()) {
      const slug = `json-${index}`
      await db.write((queries) => add(queries, { slug, document }))
      t.equal(JSON.stringify((await find(slug))?.document), JSON.stringify(document), 'the order of keys too')
    }
    for (const [index, country] of [...texts, null].entries()) {
      const slug = `text-${index}`
      const given = { country, listed: index % 2 === 0, revision: Number.MAX_SAFE_INTEGER - index }
      await db.write((queries) => add(queries, { slug, ...given }))
      const { country: text, listed, revision } = (await find(slug)) ?? {}
      t.strictSame({ country: text, listed, revision }, given)
    }
    const megabyte = '海🙂a'.repeat(130_000)
    await db.write((queries) => add(queries, { slug: 'megabyte', document: { megabyte }, country: megabyte }))
    const found = await find('megabyte')
    t.ok(found?.country === megabyte && (found?.document as { megabyte: string }).megabyte === megabyte)
  })

  t.test('any well-formed text and JSON comes back as it went in', async (t) => {
    const text = fc.string({ unit: 'binary' }).map((each) => each.replaceAll('\0', ''))
    const json = fc
      .jsonValue({ stringUnit: 'binary' })
      .filter((value) => value !== null && !JSON.stringify(value).includes('\\u0000'))
    await fc.assert(
      fc.asyncProperty(text, json, async (country, document) => {
        const [row] = await db.write((queries) =>
          queries
            .insert(catalogue)
            .values(rowOf({ slug: newId(), country, document }))
            .returning(),
        )
        const read = await find(row?.slug as string)
        t.equal(read?.country, country)
        t.equal(JSON.stringify(read?.document), JSON.stringify(document))
      }),
      { numRuns: 50 },
    )
  })

  t.test('text is compared and ordered by its bytes', async (t) => {
    const keys = [
      '',
      ' ',
      '!',
      '-',
      '1',
      '10',
      '9',
      'A',
      'B',
      'Z',
      '_',
      'a',
      'a-b',
      'a1',
      'aa',
      'b',
      'z',
      'é',
      'ß',
      '中',
      '海',
      '\uffee',
      '🙂',
      '\u{10ffff}',
    ]
    const bytewise = keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    const rows = keys.toReversed().map((nameKey) => ({ resource: 'order', nameKey, targetId: newId() }))
    await db.write((queries) => queries.insert(printedNames).values(rows))
    const mine = eq(printedNames.resource, 'order')
    const sorted = (order: typeof asc) =>
      db.read.select({ key: printedNames.nameKey }).from(printedNames).where(mine).orderBy(order(printedNames.nameKey))
    t.strictSame(
      (await sorted(asc)).map(({ key }) => key),
      bytewise,
    )
    t.strictSame(
      (await sorted(desc)).map(({ key }) => key),
      bytewise.toReversed(),
    )
    for (const [index, key] of bytewise.entries()) {
      const below = await db.read
        .select({ total: count() })
        .from(printedNames)
        .where(and(mine, sql`${printedNames.nameKey} < ${key}`))
      t.equal(below[0]?.total, index, JSON.stringify(key))
    }
    const found = await db.read
      .select()
      .from(printedNames)
      .where(and(mine, inArray(printedNames.nameKey, ['a', 'É', 'A', 'e'])))
    t.strictSame(found.map((row) => row.nameKey).sort(), ['A', 'a'], 'case and accents count')
  })

  t.test('rows are compared as a cursor needs it: by the first column, then by the second', async (t) => {
    const pairs = ['a1', 'a2', 'b1', 'b2', 'b3', 'c1'].map((pair) => ({
      nameKey: pair[0] as string,
      targetId: pair[1] as string,
    }))
    await db.write((queries) =>
      queries.insert(printedNames).values(pairs.map((pair) => ({ ...pair, resource: 'pairs' }))),
    )
    const { nameKey, targetId, resource } = printedNames
    const beyond = async (key: string, id: string) => {
      const from = sql`(${nameKey}, ${targetId}) > (${key}, ${id})`
      const rows = await db.read
        .select()
        .from(printedNames)
        .where(and(eq(resource, 'pairs'), from))
        .orderBy(asc(nameKey), asc(targetId))
        .limit(2)
      return rows.map((row) => `${row.nameKey}${row.targetId}`)
    }
    t.strictSame(await beyond('a', '2'), ['b1', 'b2'])
    t.strictSame(await beyond('b', '2'), ['b3', 'c1'])
    t.strictSame(await beyond('b', '9'), ['c1'])
    t.strictSame(await beyond('c', '1'), [])
  })
}
