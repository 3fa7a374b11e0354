/** Export and import: a newsroom goes into another as it is, and once more into itself as if nothing were. */
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { readPages } from '../../src/cli/pages.ts'
import { openDatabase } from '../../src/db/open.ts'
import { exportLines, type ImportItem, reportOf } from '../../src/imports/index.ts'
import { createNewsroom, type Newsroom } from '../../src/newsroom.ts'
import { blockInput } from '../body/arbitraries.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { actor, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const DEMO = resolve(import.meta.dirname, '../../demo')
const options = { file: null, draft: false, actor, mayChangeSite: true }

async function linesOf(newsroom: Newsroom): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportLines(newsroom)) lines.push(line)
  return lines
}

async function importInto(newsroom: Newsroom, lines: Iterable<string>): Promise<ImportItem[]> {
  const items: ImportItem[] = []
  await newsroom.imports.importLines(lines, options, (item) => void items.push(item))
  return items
}

async function importDemo(newsroom: Newsroom): Promise<ImportItem[]> {
  const items: ImportItem[] = []
  const tell = (item: ImportItem) => void items.push(item)
  await newsroom.imports.importLines(
    createInterface({ input: createReadStream(resolve(DEMO, 'newsroom.ndjson')) }),
    options,
    tell,
  )
  await newsroom.imports.importPages(readPages([resolve(DEMO, 'pages')], { draft: false, actor }), tell)
  return items
}

/** Everything that readers can get, by address. When sources, editors, tags and the site were made is not exported. */
async function everythingRead(newsroom: TestNewsroom): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  const read = async (url: string, isExact = true) => {
    const { status, text, etag, body } = await newsroom.get(url)
    if (status !== 200) throw new Error(`${url}: ${status}`)
    all.set(url, isExact ? `${etag} ${text}` : text.replaceAll(/"(created|updated)At":"[^"]*"/g, ''))
    return body
  }
  await read('/v1/site', false)
  for (const plural of ['sources', 'editors', 'tags']) {
    for (const { id, slug } of (await read(`/v1/${plural}?limit=200`, false)).data) {
      await read(`/v1/${plural}/${id}`, false)
      await read(`/v1/${plural}/${slug}`, false)
    }
  }
  for (const sort of ['publishedAt', '-updatedAt']) await read(`/v1/articles?limit=200&count=true&sort=${sort}`)
  const { data } = await read(
    '/v1/articles?limit=200&body=markdown&include=source,editor,tags,relatedNews,translations',
  )
  for (const { id, language, slug } of data) {
    await read(`/v1/articles/${id}?include=relatedNews,translations`)
    await read(`/v1/articles/${id}/related-news`)
    await read(`/v1/articles/by-slug/${language}/${slug}`)
  }
  return all
}

t.test('the demo newsroom', async (t) => {
  const first = await openNewsroom(t)
  const items = await importDemo(first)

  t.test('is imported whole', async (t) => {
    t.same(
      items.filter(({ result }) => result !== 'created'),
      [],
    )
    t.same(
      items.filter(({ reason }) => reason !== null),
      [],
    )
    t.equal(items.filter(({ file }) => /\.txt$/.test(file ?? '')).length, 66)
    t.same(
      items.flatMap(({ fields }) => fields).filter(({ value }) => value === null),
      [],
      'there is nothing that cannot be read',
    )
    const articles = (await first.get('/v1/articles?limit=200&count=true&include=translations')).body
    t.equal(articles.page.total, 66)
    t.equal(
      articles.data.filter(
        ({ language, translations }: { language: string; translations: object[] }) =>
          language === 'zh-Hans' && translations.length === 1,
      ).length,
      22,
    )
    t.ok(articles.data.flatMap(({ images }: { images: object[] }) => images).length >= 14)
    for (const [plural, total] of [
      ['sources', 8],
      ['editors', 6],
      ['tags', 29],
    ] as const) {
      t.equal(
        (await first.get(`/v1/${plural}?count=true`)).body.page.total,
        total,
        `no page names ${plural} that are not there`,
      )
    }
    t.same(reportOf(await importDemo(first)).summary, { created: 0, updated: 0, unchanged: items.length, refused: 0 })
  })

  t.test('has its cut titles resolved, but for those of no page and the ambiguous ones', async (t) => {
    const { data } = (await first.get('/v1/newsroom/related-news?limit=200&state=unresolved', { as: 'editor' })).body
    const ambiguous = data.filter(({ candidates }: { candidates: object[] }) => candidates.length > 0)
    t.equal(data.length - ambiguous.length, 11)
    t.equal(ambiguous.length, 1)
    const years = ambiguous[0].candidates.map(({ publishedAt }: { publishedAt: string }) => publishedAt.slice(0, 4))
    t.same(years.sort(), ['2024', '2025'], 'the forums of both years')
    const { total } = (await first.get('/v1/newsroom/related-news?state=article&count=true', { as: 'editor' })).body
      .page
    t.ok(total > 100, `${total} lead to an article`)
  })

  t.test('is the same in another newsroom', async (t) => {
    const before = await linesOf(first)
    const second = await openNewsroom(t)
    second.clock.forward(3600)
    const report = reportOf(await importInto(second, before))
    t.same(report.summary, { created: before.length, updated: 0, unchanged: 0, refused: 0 })
    t.same(await linesOf(second), before)
    const [here, there] = [await everythingRead(first), await everythingRead(second)]
    t.same([...there.keys()], [...here.keys()])
    t.same(
      [...there].filter(([url, text]) => here.get(url) !== text).map(([url]) => url),
      [],
      'byte by byte',
    )
    const again = reportOf(await importDemo(second)).summary
    t.match(again, { created: 0, refused: 0 }, 'its pages are known there, too')
  })

  t.test('says unchanged to its own export', async (t) => {
    const before = await everythingRead(first)
    const lines = await linesOf(first)
    t.same(reportOf(await importInto(first, lines)).summary, {
      created: 0,
      updated: 0,
      unchanged: lines.length,
      refused: 0,
    })
    t.same(await everythingRead(first), before)
    const [line] = lines.filter((each) => each.includes('"type":"article"')).map((each) => JSON.parse(each))
    t.ok((await first.imports.provenance.find(first.db.read, line.id))?.fields.length, 'where it was read from is kept')
  })

  t.test('exports what readers see, not what is being worked on', async (t) => {
    const draft = await first.article({ title: 'Nobody has seen this yet', slug: 'unseen' })
    const live = await first.article({ title: 'Everybody has seen this' }, { publish: true })
    await first.call('PATCH', `/v1/newsroom/articles/${live.body.id}`, {
      as: 'editor',
      body: { title: 'Not seen' },
      ifMatch: live.etag,
    })
    const lines = (await linesOf(first)).map((line) => JSON.parse(line))
    t.match(
      lines.find(({ id }) => id === live.body.id),
      { state: 'live', title: 'Everybody has seen this' },
    )
    t.match(
      lines.find(({ id }) => id === draft.body.id),
      { state: 'draft', slug: 'unseen', publishedAt: null, version: 0 },
    )
    t.same([...new Set(lines.map(({ type }) => type))], ['site', 'source', 'editor', 'tag', 'article'])
    t.notOk(
      lines.some((line) => JSON.stringify(line).includes('mh_')),
      'no keys',
    )
  })
})

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
