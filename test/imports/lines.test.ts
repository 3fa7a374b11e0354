/** POST /v1/newsroom/imports with NDJSON: every kind of line, the malformed ones, and lines that come again. */
import t from 'tap'
import { openNewsroom } from '../support/newsroom.ts'

type Line = Record<string, unknown>
const nothing = { created: 0, updated: 0, unchanged: 0, refused: 0 }
const [firstId, secondId, thirdId] = [
  '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
  '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b11',
  '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b12',
]

t.test('POST /v1/newsroom/imports of lines', async (t) => {
  const newsroom = await openNewsroom(t)
  const admin = { as: 'admin' } as const
  const post = (lines: Array<Line | string>, { query = '', as = 'admin' as 'admin' | 'editor' } = {}) => {
    const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    return newsroom.call('POST', `/v1/newsroom/imports${query}`, { as, type: 'application/x-ndjson', body })
  }
  const results = async (...lines: Array<Line | string>) =>
    (await post(lines)).body.items.map(({ result }: Line) => result)
  const only = async (line: Line | string) => (await post([line])).body.items[0]
  const article = (title: string, more: Line = {}): Line => ({
    type: 'article',
    title,
    language: 'en',
    source: 'wire',
    body: { html: '<p>Words.</p>' },
    ...more,
  })
  const working = async (id: string) => (await newsroom.get(`/v1/newsroom/articles/${id}`, admin)).body
  /** A live article, without the related news that is computed. */
  const live = async (id: string, query = '') => {
    const { body } = await newsroom.get(`/v1/articles/${id}${query}`)
    const stored = body.relatedNews?.filter(({ kind }: { kind: string }) => kind !== 'automatic')
    return { ...body, relatedNews: stored ?? null }
  }

  t.test('200 with one item for each line, in order, and its place in the file', async (t) => {
    const source = { type: 'source', slug: 'one', name: 'One' }
    const { status, body } = await post([source, '', '  ', 'not json', source, article('In the right place')], {
      query: '?file=all.ndjson',
    })
    t.equal(status, 200)
    t.same(
      body.items.map(({ file, result }: Line) => [file, result]),
      [
        ['all.ndjson:1', 'created'],
        ['all.ndjson:4', 'refused'],
        ['all.ndjson:5', 'unchanged'],
        ['all.ndjson:6', 'created'],
      ],
    )
    t.same(body.summary, { created: 2, updated: 0, unchanged: 1, refused: 1 })
    for (const item of body.items)
      t.same(Object.keys(item), ['file', 'result', 'articleId', 'externalId', 'reason', 'fields'])
    t.equal((await only('{}')).file, 'line:1')
    t.same((await post(['\r'])).body, { items: [], summary: nothing })
  })

  t.test('200 with sources, editors, tags and the site created, updated and unchanged', async (t) => {
    const lines: Array<[Line, Line]> = [
      [{ type: 'source', slug: 's', name: 'S', kind: 'agency' }, { name: 'S2' }],
      [{ type: 'editor', id: firstId, slug: 'e', name: 'E', email: 'e@news.example' }, { active: false }],
      [{ type: 'tag', slug: 'child', labels: { en: 'Child' }, parent: 'above' }, { labels: { en: 'Kid' } }],
      [
        {
          type: 'site',
          name: { en: 'News' },
          articleUrl: 'https://n.example/{slug}',
          languages: ['en'],
          timeZone: 'Asia/Shanghai',
          contact: {},
        },
        { timeZone: 'Europe/Berlin' },
      ],
    ]
    t.same(await results({ type: 'tag', slug: 'above', labels: { en: 'Above' } }), ['created'])
    for (const [line, change] of lines) {
      t.same(
        await results(line, line, { ...line, ...change }, { ...line, ...change }),
        ['created', 'unchanged', 'updated', 'unchanged'],
        String(line.type),
      )
    }
    t.match((await newsroom.get('/v1/newsroom/editors/e', admin)).body, {
      id: firstId,
      name: 'E',
      email: 'e@news.example',
      active: false,
      listed: true,
    })
    t.match((await newsroom.get('/v1/tags/child')).body, { parent: (await newsroom.get('/v1/tags/above')).body.id })
    t.match((await newsroom.get('/v1/site')).body, {
      name: { en: 'News' },
      timeZone: 'Europe/Berlin',
      contact: { email: null, phone: null },
    })
  })

  t.test('200 and each malformed line refused with its reason, the rest going on', async (t) => {
    const cases: Array<[Line | string, RegExp]> = [
      ['{"type":', /not well-formed JSON/],
      ['[]', /not a JSON object/],
      ['null', /not a JSON object/],
      [{ type: 'poem', title: 'T' }, /type must be one of article, source, editor, tag, site/],
      [{ title: 'T' }, /type must be one of/],
      [article('T', { titel: 'T' }), /\/titel is not known here; the nearest known is title/],
      [article('T', { state: 'deleted' }), /\/state must be one of "draft", "scheduled", "live"/],
      [article('T', { publishedAt: 'yesterday' }), /\/publishedAt/],
      [article('T', { publishedAt: '2024-02-30T00:00:00Z' }), /\/publishedAt/],
      [article('T', { publishedAt: '2026-11-01T10:00:01Z' }), /\/publishedAt must not be in the future/],
      [article('T', { publishedAt: '1499-12-31T23:59:59Z' }), /\/publishedAt must not be before 1500/],
      [
        article('T', { publishedAt: '2024-01-01T00:00:00Z', updatedAt: '2027-01-01T00:00:00Z' }),
        /\/updatedAt must not be in the future/,
      ],
      [article('T', { state: 'scheduled' }), /\/publishAt is missing/],
      [article('T', { state: 'scheduled', publishAt: '2026-12-24T18:00:01Z' }), /\/publishAt must be on a tick/],
      [article('T', { body: { html: '<p>a</p>', markdown: 'a' } }), /\/body/],
      [article('T', { id: 'no-uuid' }), /\/id/],
      [article('T\u0000'), /NUL/],
      ['{"type":"article","title":"\\ud800","language":"en","source":"wire"}', /surrogate/],
      [{ ...article('T'), source: undefined }, /\/source is missing/],
      [{ type: 'source', slug: 'x' }, /\/name is missing/],
      [{ type: 'source', slug: 'x', name: 'X', id: '../x' }, /\/id must be a UUID/],
      [{ type: 'tag', slug: 'x', labels: { en: 'X' }, id: firstId }, /\/id is the id of a editor/],
      [{ type: 'tag', slug: 'x', labels: { en: 'X' }, parent: 'nowhere' }, /\/parent/],
      [{ type: 'site', name: { en: 'X' } }, /articleUrl is missing/],
    ]
    const { status, body } = await post([...cases.map(([line]) => line), article('After all that')])
    t.equal(status, 200)
    for (const [index, [line, reason]] of cases.entries()) {
      t.match(
        body.items[index],
        { result: 'refused', articleId: null, reason },
        typeof line === 'string' ? line : JSON.stringify(line),
      )
    }
    t.same(body.summary, { ...nothing, created: 1, refused: cases.length })
    t.equal((await newsroom.get('/v1/newsroom/sources/x', admin)).status, 404)
  })

  t.test('200 with an article in every state', async (t) => {
    const { items } = (
      await post([
        article('A live one', {
          id: secondId,
          externalId: 'w-1',
          publishedAt: '2024-06-21T16:53:00+08:00',
          firstPublishedAt: '2024-06-20T00:00:00Z',
          updatedAt: '2024-07-01T00:00:00Z',
          version: 3,
          originalSource: 'Else',
        }),
        article('A live one of now', { state: 'live' }),
        article('A draft', { state: 'draft', publishedAt: '2024-06-21T08:53:00Z' }),
        article('A scheduled one', { state: 'scheduled', publishAt: '2026-12-24T18:00:00Z' }),
        article('A scheduled one by the name of its time', { state: 'scheduled', publishedAt: '2026-12-24T18:00:00Z' }),
        article('One kept', { state: 'live' }),
      ])
    ).body
    t.match(await live(secondId), {
      id: secondId,
      version: 3,
      publishedAt: '2024-06-21T08:53:00Z',
      firstPublishedAt: '2024-06-20T00:00:00Z',
      updatedAt: '2024-07-01T00:00:00Z',
      originalSource: 'Else',
    })
    t.match(await live(items[1].articleId), { publishedAt: '2026-11-01T10:00:00Z', version: 1 })
    t.match(await working(items[2].articleId), { state: 'draft', publishedAt: null, version: 0 })
    for (const item of items.slice(3, 5))
      t.match(await working(item.articleId), { state: 'scheduled', publishAt: '2026-12-24T18:00:00Z' })
    const drafts = (
      await post(
        [article('Kept a draft'), article('And this', { state: 'scheduled', publishAt: '2026-12-24T18:00:00Z' })],
        { query: '?draft=true' },
      )
    ).body.items
    for (const { articleId } of drafts) t.match(await working(articleId), { state: 'draft', publishAt: null })
  })

  t.test('200 with sources, editors and tags that do not exist made, by slug or name', async (t) => {
    const { articleId } = await only(
      article('It names new things', { source: 'new-wire', editor: 'new-editor', tags: ['new-tag', 'child'] }),
    )
    t.match(await live(articleId), {
      source: { slug: 'new-wire' },
      editor: { slug: 'new-editor' },
      tags: [{ slug: 'new-tag', label: 'new-tag' }, { slug: 'child' }],
    })
    t.same(await results({ type: 'source', slug: 'new-wire', name: 'The New Wire' }), ['updated'])
    t.match((await live(articleId)).source, { slug: 'new-wire', name: 'The New Wire' })
    const named = await only(
      article('It names by name', { source: { name: 'The New Wire' }, editor: { slug: 'ed', name: 'Ed Itor' } }),
    )
    t.match(await live(named.articleId), { source: { slug: 'new-wire' }, editor: { slug: 'ed', name: 'Ed Itor' } })
    const refused = await only(article('It is refused', { source: 'unmade', tags: ['unmade'], state: 'scheduled' }))
    t.equal(refused.result, 'refused')
    t.equal((await newsroom.get('/v1/newsroom/sources/unmade', admin)).status, 404, 'a refused line leaves nothing')
  })

  t.test('200 with articles known by externalId within their source, or by id', async (t) => {
    const line = article('Known', {
      externalId: 'k-1',
      source: { slug: 'brand', name: 'Brand' },
      publishedAt: '2024-06-21T08:53:00Z',
    })
    const created = await only(line)
    t.match(created, { result: 'created', externalId: 'k-1' })
    const before = await working(created.articleId)
    t.match(await only(line), { result: 'unchanged', articleId: created.articleId })
    t.same(await working(created.articleId), before)
    t.match(await only({ ...line, title: 'Known better' }), { result: 'updated', articleId: created.articleId })
    t.match(await live(created.articleId), {
      title: 'Known better',
      version: 2,
      publishedAt: '2024-06-21T08:53:00Z',
      updatedAt: '2026-11-01T10:00:00Z',
    })
    const other = await only({ ...line, source: 'another-wire' })
    t.equal(other.result, 'created', 'the same externalId of another source')
    t.not(other.articleId, created.articleId)
    t.match(await only(article('By id', { id: created.articleId, source: 'brand' })), {
      result: 'updated',
      articleId: created.articleId,
    })
    t.match(
      await only({ ...line, id: thirdId, title: 'Known best' }),
      { result: 'updated', articleId: created.articleId },
      'an id that is not here, an externalId that is',
    )
    t.match((await newsroom.get('/v1/newsroom/articles?externalId=k-1&count=true', admin)).body.page, { total: 2 })
  })

  t.test('200 with related news and translations that lead to later lines', async (t) => {
    const ids = Array.from({ length: 4 }, (_, index) => `01907c3e-5a80-7d2e-9f5b-2f1c8a4e7b0${index}`)
    const [a, b, c, d] = ids as [string, string, string, string]
    const lines = [
      article('英文稿的译文', { id: a, language: 'zh-Hans', translationOf: c }),
      article('Die Übersetzung', { id: b, language: 'de', translationOf: a }),
      article('The original', {
        id: c,
        relatedNews: [
          { kind: 'imported', title: 'The last of the fo...' },
          { article: d },
          { title: 'Outside the province', url: 'https://o.example/' },
          { kind: 'imported', title: 'Unheard of any...' },
        ],
      }),
      article('The last of the four', { id: d, relatedNews: [{ article: c }] }),
    ]
    const items = (await post(lines)).body.items
    t.same(
      items.map(({ result, reason }: Line) => [result, reason]),
      Array(4).fill(['created', null]),
    )
    t.match((await working(a)).translationOf, c)
    for (const [id, others] of [
      [a, [b, c]],
      [b, [c, a]],
      [c, [b, a]],
    ] as const) {
      t.same(
        (await live(id, '?include=translations')).translations.map((each: Line) => each.id),
        others,
        id,
      )
    }
    const links = (await live(c, '?include=relatedNews')).relatedNews
    t.same(
      links.map(({ kind, title, article: target }: Line & { article: Line | null }) => [
        kind,
        title,
        target?.id ?? null,
      ]),
      [
        ['imported', 'The last of the fo...', null],
        ['editorial', 'The last of the four', d],
        ['editorial', 'Outside the province', null],
        ['imported', 'Unheard of any...', null],
      ],
    )
    t.match((await live(d, '?include=relatedNews')).relatedNews, [{ article: { id: c } }])
    t.same(await results(...lines), Array(4).fill('unchanged'))
    await post([article('Outside the province it rains')])
    t.same(
      (await live(c, '?include=relatedNews')).relatedNews[2].url,
      'https://o.example/',
      'what an editor put outside stays there',
    )
    t.same(await results({ ...lines[3], relatedNews: [] }), ['updated'])
    t.same((await live(d, '?include=relatedNews')).relatedNews, [], 'an empty list takes the links away')
  })

  t.test('200 with the reason for what never comes', async (t) => {
    const line = article('It leads nowhere', {
      id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e8b00',
      translationOf: thirdId,
      relatedNews: [{ article: thirdId }, { article: secondId }],
    })
    t.match(await only(line), {
      result: 'created',
      reason: /not made a translation.*its link to 01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b12 was left out/,
    })
    t.match((await live(String(line.id), '?include=relatedNews')).relatedNews, [{ article: { id: secondId } }])
    t.match(await only(line), { result: 'updated', reason: /left out/ }, 'it is not taken for done')
    t.same(await results({ ...article('Es kommt doch', { language: 'de' }), id: thirdId }, line), [
      'created',
      'updated',
    ])
    t.match(await live(String(line.id), '?include=relatedNews,translations'), {
      translations: [{ id: thirdId }],
      relatedNews: [{ article: { id: thirdId } }, { article: { id: secondId } }],
    })
  })

  t.test('200 for an editor, but the site refused', async (t) => {
    const site = {
      type: 'site',
      name: { en: 'Taken over' },
      articleUrl: 'https://n.example/{slug}',
      languages: ['en'],
      timeZone: 'UTC',
      contact: {},
    }
    const { items } = (await post([site, article('By an editor')], { as: 'editor' })).body
    t.match(items, [{ result: 'refused', reason: /may not change the site/ }, { result: 'created' }])
    t.match(await working(items[1].articleId), { changedBy: 'test editor' })
  })
})
