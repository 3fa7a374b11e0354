/** Export and import: a newsroom goes into another as it is, and once more into itself as if nothing were. */
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { readPages } from '../../src/cli/pages.ts'
import { type ImportItem, reportOf } from '../../src/imports/index.ts'
import type { Newsroom } from '../../src/newsroom.ts'
import { actor, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'
import { importInto, linesOf, options } from './newsroom-lines.ts'

const DEMO = resolve(import.meta.dirname, '../../demo')

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

t.test('a newsroom with articles in every state', async (t) => {
  const [first, second] = [await openNewsroom(t), await openNewsroom(t)]
  const published = async (title: string, expiresAt?: string) => {
    const { body, etag } = await first.article({ title })
    const url = `/v1/newsroom/articles/${body.id}/publication`
    return first.call('PUT', url, { as: 'admin', body: { expiresAt: expiresAt ?? null }, ifMatch: etag })
  }
  const act = (method: string, { body, etag }: { body: { id: string }; etag: string }, path: string, input?: object) =>
    first.call(method, `/v1/newsroom/articles/${body.id}${path}`, { as: 'admin', body: input, ifMatch: etag })
  const fleeting = await published('Seen for a while', '2026-12-01T00:00:00Z')
  const withheld = await first.article({ title: 'Held back', embargoUntil: '2026-12-24T18:00:00Z' })
  const waiting = await first.article({ title: 'Held back and scheduled', embargoUntil: '2026-12-24T18:00:00Z' })
  t.equal((await act('PUT', waiting, '/publication', {})).body.state, 'scheduled')
  t.same(reportOf(await importInto(second, await linesOf(first))).summary.refused, 0)

  t.test('keeps embargoes and ends', async (t) => {
    const there = async (id: string) => (await second.get(`/v1/newsroom/articles/${id}`, { as: 'editor' })).body
    t.match(await there(fleeting.body.id), { state: 'live', expiresAt: '2026-12-01T00:00:00Z' })
    t.match(await there(withheld.body.id), { state: 'draft', embargoUntil: '2026-12-24T18:00:00Z' })
    t.match(await there(waiting.body.id), { state: 'scheduled', embargoUntil: '2026-12-24T18:00:00Z' })
    t.same(await linesOf(second), await linesOf(first))
    const line = {
      type: 'article',
      id: withheld.body.id,
      title: 'Too early',
      language: 'en',
      source: 'desk',
      state: 'live',
    }
    t.match(await importInto(second, [JSON.stringify(line)]), [{ result: 'refused', reason: /embargo/ }])
    t.match(await there(withheld.body.id), { title: 'Held back', state: 'draft' })
  })

  t.test('revives nothing that was withdrawn or erased', async (t) => {
    const [recalled, erased] = [await published('Withdrawn for good'), await published('Erased by law')]
    const lines = (await linesOf(first)).map((line) => line.replace('"title":"', '"title":"Once '))
    t.equal((await act('PUT', recalled, '/withdrawal', { reason: 'It was wrong.' })).status, 200)
    t.equal((await act('PUT', erased, '/erasure', { reason: 'A court said so.' })).status, 204)
    const items = await importInto(first, lines)
    const item = (id: string) => items[lines.findIndex((line) => line.includes(id) && line.includes('"article"'))]
    t.match(item(recalled.body.id), { result: 'refused', reason: /withdrawn/ })
    t.equal((await first.get(`/v1/articles/${recalled.body.id}`)).status, 410)
    t.match(item(erased.body.id), { result: 'refused', reason: /erased/ })
  })

  t.test('is taken without a refusal, and without what was recalled', async (t) => {
    const archived = await first.article({ title: 'Put away' })
    t.equal((await act('PUT', archived, '/archival', {})).status, 200)
    const third = await openNewsroom(t)
    t.same(
      (await importInto(third, await linesOf(first))).filter(({ result }) => result === 'refused'),
      [],
    )
    const { data } = (await third.get('/v1/articles?limit=200')).body
    t.notOk(data.some(({ title }: { title: string }) => /Withdrawn|Erased/.test(title)))
  })
})
