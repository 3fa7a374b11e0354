/** Whatever happens, in this process or another: an answer out of the cache is the one that a server without it gives. */
import fc from 'fast-check'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { openDatabase } from '../../src/db/open.ts'
import { settingsOf } from '../../src/main.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const soak = process.env.MASTHEAD_SOAK === '1'

/** Another server over the same database, without a cache: it writes for the first one, and is what is compared with. */
async function openOther(newsroom: TestNewsroom) {
  const db = await openDatabase({ url: newsroom.config.DATABASE_URL })
  const config = { ...newsroom.config, CACHE_BYTES: 0 }
  const other = createNewsroom({ db, ...settingsOf(config), now: newsroom.now })
  const app = await buildApp({ config, newsroom: other })
  return {
    app,
    async close() {
      await app.close()
      await db.close()
    },
  }
}

interface Known {
  id: string
  language: string
}

const sources = ['desk', 'wire', 'paper'] as const
const place = fc.nat(30)

const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      source: fc.constantFrom(...sources),
      original: fc.option(place),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const), at: place }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      at: place,
      title: fc.stringMatching(/^[a-z]{3,8}$/),
      source: fc.constantFrom(...sources),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unpublish' as const), at: place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), at: place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), at: place, to: place }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rename' as const),
      source: fc.constantFrom(...sources),
      name: fc.stringMatching(/^[A-Z][a-z]{3,8}$/),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('narrow' as const), source: fc.constantFrom(...sources, null) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('site' as const), name: fc.stringMatching(/^[A-Z][a-z]{3,8}$/) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tick' as const), seconds: fc.integer({ min: 1, max: 90 }) }) },
)

type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

const changing = ['x-request-id', 'date', 'connection', 'content-length']

t.test('a server with the cache answers like one without', async (t) => {
  const newsroom = await openNewsroom(t, { RATE_LIMIT: '0' })
  const other = await openOther(newsroom)
  t.teardown(() => other.close())
  const known: Known[] = []
  const { call, keyTexts } = newsroom
  let acts = 0

  /** Half of the acts are done by the other process. */
  const through: typeof call = async (method, path, { as, body, ifMatch } = {}) => {
    if (acts % 2 === 0)
      return call(method, path, { ...(as && { as }), ...(body !== undefined && { body }), ...(ifMatch && { ifMatch }) })
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const response = await other.app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(as && { authorization: `Bearer ${keyTexts[as]}` }),
        ...(ifMatch && { 'if-match': ifMatch }),
        ...(body !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
    const text = response.body
    return {
      status: response.statusCode,
      headers: response.headers,
      etag: String(response.headers.etag),
      text,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  const chosen = (at: number): Known | undefined => known[at % Math.max(1, known.length)]
  const own = async (id: string) => through('GET', `/v1/newsroom/articles/${id}`, { as: 'editor' })

  async function change(path: string, body: object): Promise<void> {
    const { etag } = await through('GET', path, { as: 'admin' })
    await through(path.includes('profiles') ? 'PUT' : 'PATCH', path, { as: 'admin', body, ifMatch: etag })
  }

  async function carryOut(each: Act): Promise<void> {
    if (each.do === 'create') {
      const original = each.original === null ? undefined : chosen(each.original)
      const language = original?.language === 'en' ? 'zh' : 'en'
      const body = {
        ...{ title: `Title ${known.length}`, language, source: { slug: each.source, name: each.source } },
        ...{ body: { html: '<p>The first ship docked.</p>' }, ...(original && { translationOf: original.id }) },
      }
      const created = await through('POST', '/v1/newsroom/articles', { as: 'editor', body })
      if (created.status === 201) known.push({ id: created.body.id, language })
    } else if (each.do === 'rename') await change(`/v1/newsroom/sources/${each.source}`, { name: each.name })
    else if (each.do === 'narrow')
      await change('/v1/newsroom/profiles/anonymous', { sources: each.source === null ? null : [each.source] })
    else if (each.do === 'site') await change('/v1/newsroom/site', { name: { en: each.name } })
    else if (each.do === 'tick') newsroom.clock.forward(each.seconds)
    else await carryOutOn(each, chosen(each.at)?.id)
  }

  async function carryOutOn(each: Extract<Act, { at: number }>, id: string | undefined): Promise<void> {
    if (id === undefined) return
    const path = `/v1/newsroom/articles/${id}`
    const { etag: ifMatch } = await own(id)
    const as = 'editor'
    if (each.do === 'publish') await through('PUT', `${path}/publication`, { as, body: {}, ifMatch })
    else if (each.do === 'edit') {
      const { title, source } = each
      const saved = await through('PATCH', path, {
        as,
        body: { title, source: { slug: source, name: source } },
        ifMatch,
      })
      if (title.length % 2) await through('PUT', `${path}/publication`, { as, body: {}, ifMatch: saved.etag })
    } else if (each.do === 'unpublish') await through('DELETE', `${path}/publication`, { as, ifMatch })
    else if (each.do === 'withdraw')
      await through('PUT', `${path}/withdrawal`, { as, body: { reason: 'It was wrong.' }, ifMatch })
    else {
      const to = chosen(each.to)
      if (to) await through('PUT', `${path}/related-news`, { as, body: [{ article: to.id }], ifMatch })
    }
  }

  async function compare(url: string, headers: Record<string, string>): Promise<void> {
    const [cached, plain] = [await newsroom.app.inject({ url, headers }), await other.app.inject({ url, headers })]
    for (const name of changing) {
      delete cached.headers[name]
      delete plain.headers[name]
    }
    const [a, b] = [cached, plain].map(({ statusCode, headers: fields, body }) =>
      JSON.stringify({
        statusCode,
        fields: Object.entries(fields).sort(),
        body: body.replace(/urn:request:[0-9a-f-]+/, ''),
      }),
    )
    if (a !== b) throw new Error(`${url}\nwith the cache ${a}\nwithout        ${b}`)
  }

  async function compareAll(): Promise<void> {
    const urls = [
      '/v1/articles',
      '/v1/articles?source=desk',
      '/v1/search?q=ship',
      '/v1/sources',
      '/v1/sources/desk',
      '/v1/site',
      '/feeds/atom',
    ]
    for (const { id } of known.slice(-12))
      urls.push(`/v1/articles/${id}`, `/v1/articles/${id}?include=relatedNews,translations,source`)
    for (const url of urls) {
      await compare(url, {})
      await compare(url, { authorization: `Bearer ${keyTexts.partner}` })
    }
  }

  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 12 }), async (script) => {
      for (const each of script) {
        acts++
        await carryOut(each)
        await compareAll()
      }
    }),
    { numRuns: soak ? 150 : 4, endOnFailure: true },
  )
  t.ok(known.length > 0, `${known.length} articles, ${acts} acts`)
})
