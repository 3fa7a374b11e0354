/** Export and import of random newsrooms. */
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { openDatabase } from '../../src/db/open.ts'
import { createNewsroom, type Newsroom } from '../../src/newsroom.ts'
import { blockInput } from '../body/arbitraries.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { importInto, linesOf } from './newsroom-lines.ts'

const id = (index: number) => `01907c3e-5a80-7d2e-9f5b-${String(index).padStart(12, '0')}`
const beginnings = ['The harbour of the north ', 'A bridge across the lake ', '海雁港新码头今天正式']
const title = fc
  .tuple(fc.constantFrom(...beginnings), fc.constantFrom('opens', 'opens again', 'closes', '启用', '“’)'))
  .map((parts) => parts.join(''))
const named = (kind: string) => fc.constantFrom(`${kind}-1`, `${kind}-2`, `${kind}-ü`)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 })
const instant = fc
  .integer({ min: 1_500_000_000, max: 1_700_000_000 })
  .map((second) => new Date(second * 1000).toISOString().replace('.000', ''))

const target = (count: number) => fc.integer({ min: 0, max: count - 1 }).map((index) => ({ article: id(index) }))
const outside = fc
  .integer({ min: 0, max: 9 })
  .map((number) => ({ title: `Outside ${number}`, url: `https://o.example/${number}` }))
const cut = fc.constantFrom(...beginnings, 'Unheard of news').map((text) => ({ title: `${text.trimEnd()}...` }))
const links = (count: number, own: number) =>
  fc
    .uniqueArray(fc.oneof(target(count), outside, cut), { maxLength: 4, selector: (link) => JSON.stringify(link) })
    .map((all) => all.filter((link) => !('article' in link) || link.article !== id(own)))
    .chain((all) =>
      fc.tuple(...all.map((link) => fc.constantFrom('editorial', 'imported').map((kind) => ({ kind, ...link })))),
    )

const article = (count: number) => (index: number) =>
  fc.record(
    {
      type: fc.constant('article'),
      id: fc.constant(id(index)),
      externalId: maybe(fc.constantFrom(`x-${index}`)),
      language: fc.constantFrom('en', 'zh-Hans', 'pt-BR'),
      title,
      subtitle: maybe(title),
      dateline: maybe(fc.record({ place: maybe(title) })),
      authors: fc.array(title, { maxLength: 2 }),
      coEditors: fc.array(title, { maxLength: 2 }),
      rights: maybe(fc.record({ syndication: fc.constantFrom('open', 'none') })),
      source: named('source'),
      editor: maybe(named('editor')),
      tags: fc.uniqueArray(named('tag'), { maxLength: 3 }),
      body: maybe(fc.array(blockInput, { maxLength: 4 }).map((blocks) => ({ blocks }))),
      state: fc.constantFrom('live', 'live', 'draft'),
      publishedAt: instant,
      version: fc.integer({ min: 0, max: 9 }),
      relatedNews: links(count, index),
    },
    { requiredKeys: ['type', 'id', 'title', 'language', 'source', 'publishedAt'] },
  )

const catalogue = fc.uniqueArray(
  fc.oneof(
    fc.record({
      type: fc.constant('source'),
      slug: named('source'),
      name: title,
      contact: maybe(fc.constant({ phone: '1' })),
      listed: fc.boolean(),
    }),
    fc.record({ type: fc.constant('editor'), slug: named('editor'), name: title, active: fc.boolean() }),
    fc.record({
      type: fc.constant('tag'),
      slug: named('tag'),
      labels: fc.record({ en: title }),
      kind: fc.constantFrom('place', 'topic'),
    }),
  ),
  { selector: ({ slug }) => slug, maxLength: 6 },
)
const children = fc.constantFrom([], [{ type: 'tag', slug: 'a-child', labels: { en: 'Child' }, parent: 'tag-1' }])
const newsroomLines = fc
  .integer({ min: 1, max: 8 })
  .chain((count) =>
    fc
      .tuple(catalogue, fc.tuple(...Array.from({ length: count }, (_, index) => article(count)(index))), children)
      .map(([entries, articles, more]) => [...entries, ...articles, ...more]),
  )

t.test('any newsroom survives export and import', async (t: Test) => {
  const open = async (): Promise<Newsroom> => {
    const url = await freshDatabaseUrl(t)
    const db = await openDatabase({ url })
    t.teardown(() => db.close())
    return createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds: 60 })
  }
  await fc.assert(
    fc.asyncProperty(newsroomLines, async (lines) => {
      const [first, second] = [await open(), await open()]
      const loaded = await importInto(
        first,
        lines.map((line) => JSON.stringify(line)),
      )
      const refused = loaded.filter(
        ({ result, reason }) => result === 'refused' && !/^\/(parent|body)/.test(reason ?? ''),
      )
      if (refused.length > 0) throw new Error(`the lines are not right: ${refused[0]?.reason}`)
      const exported = await linesOf(first)
      const items = await importInto(second, exported)
      const wrong = items.filter(({ result, reason }) => result !== 'created' || reason !== null)
      if (wrong.length > 0) throw new Error(`not taken: ${JSON.stringify(wrong[0])}`)
      const again = await linesOf(second)
      const different = exported.findIndex((line, index) => line !== again[index])
      if (different >= 0 || again.length !== exported.length)
        throw new Error(`not the same:\n${exported[different]}\n${again[different]}`)
      const unchanged = await importInto(first, exported)
      if (unchanged.some(({ result }) => result !== 'unchanged')) throw new Error('its own export changes it')
    }),
    { numRuns: 12 },
  )
  t.pass('12 newsrooms')
})
