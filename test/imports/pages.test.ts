/** POST /v1/newsroom/imports with pages: what becomes of them, and what is told of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { type Answer, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'
import { english } from './read-page.ts'

const SEED = resolve(import.meta.dirname, '../../../shared/seed')
const nothing = { created: 0, updated: 0, unchanged: 0, refused: 0 }

const importer =
  (newsroom: TestNewsroom) =>
  (body: string | Buffer, { type = 'text/plain', query = '' } = {}): Promise<Answer> =>
    newsroom.call('POST', `/v1/newsroom/imports${query}`, { as: 'editor', type, body })

/** A page of the seed's layout with a title and links of its own. */
const titled = (title: string, parts: Parameters<typeof english>[0] = {}) =>
  english(parts).replace('A Bridge Opens', title)

/** Some HTML with words in GB 18030, given in hexadecimal: the platform encodes nothing but UTF-8. */
const gb = (html: string, words: Record<string, string>) =>
  Buffer.concat(
    html.split(/(@\w+@)/).map((part) => (words[part] ? Buffer.from(words[part], 'hex') : Buffer.from(part))),
  )

const chinesePage = gb(
  '<html><head><title>@title@</title></head><body><h1>@title@</h1><p>2024-06-21 16:53 @source@</p><p>@body@</p></body></html>',
  {
    '@title@': 'd0c2c7c5cda8b3b5', // 新桥通车
    '@source@': 'c0b4d4b4a3babac9c6aacdf8', // 来源：荷篇网 (any name will do)
    '@body@': 'b5dad2bbc1beb3b5bfaab9fdc8a5a1a3', // 第一辆车开过去。
  },
)

t.test('POST /v1/newsroom/imports of a page', async (t) => {
  const newsroom = await openNewsroom(t)
  const load = importer(newsroom)
  const live = async (id: string, query = '') => (await newsroom.get(`/v1/articles/${id}${query}`)).body

  t.test('200 with a report of exactly the documented shape', async (t) => {
    const labels =
      'URL: https://news.example/shape\nImage: /media/bridge.jpg | The bridge | Open. | Photo: Li\nImage: https://img.example/2.jpg'
    const answer = await load(english({ labels }), { query: '?file=bridge.txt' })
    t.equal(answer.status, 200)
    t.same(Object.keys(answer.body), ['items', 'summary'])
    t.same(answer.body.summary, { ...nothing, created: 1 })
    const [item] = answer.body.items
    t.same(Object.keys(item), ['file', 'result', 'articleId', 'externalId', 'reason', 'fields'])
    t.match(item, { file: 'bridge.txt', result: 'created', externalId: 'https://news.example/shape', reason: null })
    t.same(
      item.fields.find(({ name }: { name: string }) => name === 'publishedAt'),
      {
        name: 'publishedAt',
        value: '2024-06-21T08:53:00Z',
        raw: 'Pub Date:24-06-21 16:53',
        line: 5,
        rule: 'date-two-digit-year-20yy',
        assumedZone: 'Asia/Shanghai',
      },
    )
    t.same(Object.keys(item.fields[0]).sort(), ['line', 'name', 'raw', 'rule', 'value'])
    const article = await live(item.articleId)
    t.match(article, {
      title: 'A Bridge Opens',
      publishedAt: '2024-06-21T08:53:00Z',
      firstPublishedAt: '2024-06-21T08:53:00Z',
      updatedAt: '2024-06-21T08:53:00Z',
      version: 1,
      source: { name: 'news.example' },
      originalUrl: 'https://news.example/shape',
    })
    t.same(article.images[0], {
      url: 'http://newsroom.test/media/bridge.jpg',
      width: null,
      height: null,
      alt: 'The bridge',
      caption: 'Open.',
      credit: 'Photo: Li',
    })
    t.equal(article.images[1].url, 'https://img.example/2.jpg')
  })

  t.test('200 for GB 18030, named by the header or seen in the bytes', async (t) => {
    const sniffed = await load(chinesePage, { type: 'text/html' })
    t.same(sniffed.body.summary, { ...nothing, created: 1 })
    t.match(await live(sniffed.body.items[0].articleId), {
      title: '新桥通车',
      language: 'zh-Hans',
      slug: 'xin-qiao-tong-che',
    })
    const named = await load(chinesePage, { type: 'text/html; charset=gb18030' })
    t.match(named.body.summary, { unchanged: 1 })
    const wrong = await load(chinesePage, { type: 'text/html; charset="utf-8"' })
    t.notOk(JSON.stringify(wrong.body).includes('新桥通车'), 'a header is believed')
    const unknown = await load(chinesePage, { type: 'text/html; charset=klingon' })
    t.match(unknown, { status: 415, body: { detail: /klingon/ } })
  })

  t.test('200 for a page as text and as HTML', async (t) => {
    const html =
      '<h1>A Ferry Returns</h1><p>Pub Date:24-07-01 08:00 Source:news.example</p><p>It is <b>back</b> &amp; well.</p><p>Editor: Li</p>'
    const asText = await load(
      'A Ferry Returns\n\nPub Date:24-07-01 08:00 Source:news.example\n\nIt is back & well.\n\nEditor: Li\n',
    )
    const asHtml = await load(html, { type: 'text/html' })
    t.equal(asHtml.body.items[0].articleId, asText.body.items[0].articleId, 'the same printed time and title')
    t.match((await live(asText.body.items[0].articleId)).body.blocks, [
      { type: 'paragraph', html: 'It is back &amp; well.' },
    ])
  })

  t.test('415, 401 and 403', async (t) => {
    t.match(await load('{}', { type: 'application/json' }), { status: 415, headers: { 'accept-post': /text\/plain/ } })
    const post = (as?: 'contributor') =>
      newsroom.call('POST', '/v1/newsroom/imports', { ...(as && { as }), type: 'text/plain', body: english({}) })
    t.equal((await post()).status, 401)
    t.equal((await post('contributor')).status, 403)
    t.equal((await load(english({}), { query: '?drafts=true' })).status, 400)
  })

  t.test('200 and refused without a title or body, by the reason', async (t) => {
    for (const [text, reason] of [
      ['Only a title', /no body/],
      ['Pub Date:24-06-21 16:53\n\n', /no (title|body)/],
      [' \n', /empty/],
    ] as const) {
      const { body } = await load(text)
      t.same(body.summary, { ...nothing, refused: 1 })
      t.match(body.items[0], { result: 'refused', articleId: null, externalId: null, reason })
    }
  })

  t.test('200 and a draft when it cannot be dated, or is of the future', async (t) => {
    const undated = await load(titled('A Page of No Day', { date: 'Pub Date: yesterday Source: news.example' }))
    t.match(undated.body.items[0], { result: 'created', reason: /no publication time could be read/ })
    const future = await load(titled('A Page of Tomorrow', { date: 'Pub Date:2026-11-02 16:53 Source: news.example' }))
    t.match(future.body.items[0], { result: 'created', reason: /in the future/ })
    for (const answer of [undated, future]) {
      const id = answer.body.items[0].articleId
      t.match((await newsroom.get(`/v1/newsroom/articles/${id}`, { as: 'editor' })).body, {
        state: 'draft',
        version: 0,
        publishedAt: null,
      })
      t.equal((await newsroom.get(`/v1/articles/${id}`)).status, 404)
    }
    t.same(
      (await load(titled('A Page of Tomorrow', { date: 'Pub Date:2026-11-02 16:53 Source: news.example' }))).body
        .summary,
      { ...nothing, unchanged: 1 },
    )
  })

  t.test('200 and a draft stays one, also when its page changes', async (t) => {
    const labels = 'URL: https://news.example/draft'
    const first = await load(english({ labels }), { query: '?draft=true' })
    t.match(first.body.items[0], { result: 'created', reason: null })
    const second = await load(english({ labels, body: 'Other words.' }))
    t.match(second.body.items[0], { result: 'updated', articleId: first.body.items[0].articleId })
    t.match((await newsroom.get(`/v1/newsroom/articles/${first.body.items[0].articleId}`, { as: 'editor' })).body, {
      state: 'draft',
      revision: 2,
      version: 0,
    })
  })

  t.test('200 and unchanged, updated or the same article again', async (t) => {
    const labels = 'URL: https://news.example/again'
    const id = (await load(titled('A Museum Opens', { labels }), { query: '?file=a.txt' })).body.items[0].articleId
    const view = async () => (await newsroom.get(`/v1/newsroom/articles/${id}`, { as: 'editor' })).body
    const before = await view()
    const again = await load(titled('A Museum Opens', { labels }), { query: '?file=quite-another-name.txt' })
    t.match(again.body.items[0], { result: 'unchanged', articleId: id, file: 'quite-another-name.txt' })
    t.same(await view(), before, 'no new revision')
    newsroom.clock.forward(60)
    const changed = await load(titled('A Museum Opens at Last', { labels, body: 'Corrected words.' }))
    t.match(changed.body.items[0], { result: 'updated', articleId: id, externalId: 'https://news.example/again' })
    const article = await live(id)
    t.match(article, {
      version: 2,
      title: 'A Museum Opens at Last',
      publishedAt: '2024-06-21T08:53:00Z',
      firstPublishedAt: '2024-06-21T08:53:00Z',
      updatedAt: '2026-11-01T10:01:00Z',
    })
    t.equal(article.body.blocks[0].html, 'Corrected words.')
  })

  t.test('200 where a page was read from', async (t) => {
    const { articleId, fields } = (await load(titled('A Page with a Past'))).body.items[0]
    const past = await newsroom.get(`/v1/newsroom/articles/${articleId}/provenance`, { as: 'editor' })
    t.match(past, { status: 200, body: { importedAt: /^2026-11-01T/ } })
    t.same(past.body.fields, fields)
    const own = await newsroom.article()
    t.equal((await newsroom.get(`/v1/newsroom/articles/${own.body.id}/provenance`, { as: 'editor' })).status, 404)
    t.equal((await newsroom.get(`/v1/newsroom/articles/${articleId}/provenance`)).status, 401)
  })
})

t.test('POST /v1/newsroom/imports of the seed page', async (t) => {
  if (!existsSync(SEED)) {
    t.comment('skipped: ../shared/seed is not here')
    return
  }
  const newsroom = await openNewsroom(t)
  const load = importer(newsroom)
  const text = readFileSync(resolve(SEED, readdirSync(SEED)[0] ?? ''), 'utf8')
  const lines = text.split(/\r?\n/)
  const [item] = (await load(text)).body.items
  const view = async () => (await newsroom.get(`/v1/articles/${item.articleId}?include=source,editor,relatedNews`)).body
  const article = await view()
  const values = (name: string) =>
    item.fields.filter((field: { name: string }) => field.name === name).map(({ value }: { value: string }) => value)

  t.test('200 with every part of it typed', async (t) => {
    t.match(article, {
      title: lines[2],
      publishedAt: '2024-06-21T08:53:00Z',
      source: {
        name: 'english.anhuinews.com',
        url: 'https://english.anhuinews.com/',
        contact: { email: 'lunthesis@163.com', phone: '0551-65179860-203' },
        licences: [{ kind: 'icp', number: '皖B2-20080023-7' }],
      },
      originalSource: 'anhuinews.com',
      editor: { name: 'Zheng Chen', slug: 'zheng-chen' },
    })
    t.match(
      item.fields.find(({ name }: { name: string }) => name === 'publishedAt'),
      { raw: 'Pub Date:24-06-21 16:53', assumedZone: 'Asia/Shanghai', rule: 'date-two-digit-year-20yy' },
    )
    t.same(values('source').concat(values('closingSource')), ['english.anhuinews.com', 'anhuinews.com'])
    t.same(
      [values('editor'), values('contact.email'), values('contact.phone'), values('licence')],
      [['Zheng Chen'], ['lunthesis@163.com'], ['0551-65179860-203'], ['皖B2-20080023-7']],
    )
    t.equal(values('copyright').length, 1)
    t.same(values('unrecognized'), [])
    const plain = (await newsroom.get(`/v1/articles/${item.articleId}?body=text`)).body.body.text
    t.same(
      plain.split('\n').filter(Boolean),
      lines
        .slice(
          5,
          lines.findIndex((line) => line.startsWith('Source:')),
        )
        .filter(Boolean),
      'all paragraphs, in order, with their quotation marks',
    )
  })

  t.test('200 with four cut titles, none of them resolved or lost', async (t) => {
    const printed = lines.slice(lines.indexOf('Related News') + 1, lines.indexOf('Contact Us'))
    t.equal(printed.length, 4)
    t.same(
      article.relatedNews.map(({ title }: { title: string }) => title),
      printed,
    )
    for (const link of article.relatedNews) t.match(link, { kind: 'imported', article: null, url: null })
    t.ok(article.title.startsWith(printed[0]?.replace('...', '')), 'the first begins like the page itself')
    const { data } = (await newsroom.get('/v1/newsroom/related-news?state=unresolved', { as: 'editor' })).body
    t.same(
      data.map(({ candidates }: { candidates: object[] }) => candidates),
      [[], [], [], []],
    )
  })

  t.test('200 and unchanged when it comes again', async (t) => {
    t.same((await load(text.replaceAll('\n', '\r\n'), { query: '?file=x' })).body.summary, { ...nothing, unchanged: 1 })
  })

  t.test('200 and a cut title resolves when a page begins so', async (t) => {
    const begun = lines[lines.indexOf('Related News') + 2]?.replace(/ ?\.\.\.$/, '')
    const found = (await load(titled(`${begun} continues`))).body.items[0].articleId
    const links = (await view()).relatedNews
    t.same(
      links.map((link: { article: { id: string } | null }) => link.article?.id ?? null),
      [null, found, null, null],
    )
  })
})
