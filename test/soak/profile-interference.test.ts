/** A reader with a profile cannot tell whether articles outside it are there: two newsrooms answer with the same bytes. */
import t, { type Test } from 'tap'
import { everything } from '../../src/lib/viewer.ts'
import type { Answer, TestNewsroom } from '../support/newsroom.ts'
import { addressesOf, compare, type Reader, readingOperations, told, withoutSeq } from '../support/operations.ts'
import { catalogue, named, openTwins, port, type Step, shared } from '../support/twins.ts'

const soak = process.env.MASTHEAD_SOAK === '1'
const seed = Number(process.env.MASTHEAD_SEED ?? Date.now() % 1_000_000)
const much = soak
  ? { combinations: 100, step: 1, bareStep: 1, everyReader: 1 }
  : { combinations: 2, step: 25, bareStep: 3, everyReader: 8 }

/** What lies outside each of the profiles below: of another source, with another tag, to be republished by nobody. */
const outside = { source: 'wire', tags: ['elsewhere'], rights: { syndication: 'none' } }
const within = { ...named, rights: { syndication: 'open' } }

const before: Step[] = [
  catalogue,
  {
    name: 'what profiles name',
    async run({ write }) {
      await write('POST', '/v1/newsroom/tags', { slug: 'elsewhere', labels: { en: 'Elsewhere' } })
      await write('POST', '/v1/newsroom/sources', { slug: 'free', name: 'Free', rights: { syndication: 'open' } })
    },
  },
]

const profiles: Record<string, object> = {
  source: { sources: ['desk', 'free'] },
  tag: { tags: ['harbour', 'energy', 'news'] },
  right: { rights: ['open', 'licensed', 'unknown'] },
  summaries: { sources: ['desk', 'free'], rights: ['open', 'unknown'], content: 'summary', images: false },
}

const readersWith = (wanted: Record<string, object>): Step => ({
  name: 'readers',
  async run({ reader, write }) {
    for (const [name, profile] of Object.entries(wanted)) await reader(name, profile)
    await write('PUT', '/v1/newsroom/profiles/anonymous', Object.values(wanted)[0], { as: 'admin' })
  },
})

const early: Step = {
  name: 'articles outside, first',
  hidden: true,
  async run({ live, publish, patch, correct }) {
    await live('nightjar', { ...outside, title: 'Nightjar sighted over the marsh at dawn', slug: 'nightjar' })
    await live('same title', {
      ...outside,
      title: port.title,
      summary: port.summary,
      body: port.body,
      slug: 'hidden-port',
    })
    await live('like the report', { ...outside, title: 'The harbour report of the year', slug: 'hidden-report' })
    await live('corrected outside', { ...outside, title: 'Nightjars counted', slug: 'hidden-count' })
    await patch('corrected outside', { summary: 'Eleven nightjars.' })
    await correct('corrected outside', { kind: 'correction', notice: 'There were eleven.' })
    await patch('nightjar', { slug: 'nightjar-again', summary: 'Nightjar' })
    await publish('nightjar')
  },
}

const story: Step[] = [
  early,
  ...shared.map((step) => ({ ...step })),
  {
    name: 'more within',
    async run({ live }) {
      await live('free', { ...within, source: 'free', title: 'Grain prices fall at the harbour', images: [picture] })
      await live('inherits', { source: 'free', tags: ['news'], title: 'Free to all who want it' })
    },
  },
  {
    name: 'links',
    run: ({ link, idOf, hides }) =>
      link('port', [
        ...(hides ? [{ article: idOf('nightjar') }] : []),
        { title: 'Nightjar sighted over the ma...' },
        ...(hides ? [{ article: idOf('same title') }] : []),
        { article: idOf('other 1') },
        { title: 'Elsewhere', url: 'https://elsewhere.example/page' },
      ]),
  },
  {
    name: 'articles outside, in between',
    hidden: true,
    async run({ live, link, idOf, withdraw, unpublish, erase }) {
      await live('again', { ...outside, title: 'Nightjar seen again', slug: 'hidden-again' })
      await live('french', { ...outside, title: 'Le port', language: 'fr', translationOf: idOf('port') })
      await link('nightjar', [{ article: idOf('port') }, { article: idOf('report') }])
      await live('recalled', { ...outside, title: 'Nightjar recalled', slug: 'hidden-recalled' })
      await withdraw('recalled', { reason: 'Nightjar.', replacement: idOf('port') })
      await live('unpublished', { ...outside, title: 'Nightjar unpublished', slug: 'hidden-unpublished' })
      await unpublish('unpublished')
      await live('erased', { ...outside, title: 'Nightjar erased', slug: 'hidden-erased' })
      await erase('erased', 'Nightjar.')
    },
  },
  {
    name: 'withdrawn within',
    async run({ live, withdraw, idOf, hides }) {
      await live('withdrawn', { ...within, title: 'It was wrong' })
      await withdraw('withdrawn', { reason: 'It was wrong.', ...(hides && { replacement: idOf('nightjar') }) })
    },
  },
  {
    name: 'moved out and in',
    async run({ live, patch, publish }) {
      await live('moved', { ...within, title: 'It comes and goes' })
      await patch('moved', outside)
      await publish('moved')
      await live('gone', { ...within, title: 'It goes' })
      await patch('gone', outside)
      await publish('gone')
      await patch('moved', { ...within, source: 'desk' })
      await publish('moved')
    },
  },
  {
    name: 'articles outside, last',
    hidden: true,
    async run({ live }) {
      for (let number = 0; number < 3; number++)
        await live(`late ${number}`, {
          ...outside,
          title: `The harbour and the energy ${number}`,
          slug: `hidden-late-${number}`,
        })
    },
  },
]

const picture = { url: 'https://pictures.example/port.jpg', alt: 'The port' }

/** Without computed links: which there are, and how they are ordered, follows from all articles, as documented. */
function withoutComputed(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value))
    return value.filter((item) => (item as { kind?: string } | null)?.kind !== 'automatic').map(withoutComputed)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutComputed(each)]))
}

/** What of an answer must not depend on articles outside the profile. */
function comparable(answer: Answer, url: string): Answer {
  const hasComputed = /\/related-news|relatedNews/.test(url)
  if (!hasComputed || answer.status !== 200) return withoutSeq(answer, url)
  const { etag, 'content-length': length, ...headers } = answer.headers
  return { ...answer, headers, text: answer.body === undefined ? '' : JSON.stringify(withoutComputed(answer.body)) }
}

/** Compares the events of the change stream, all that there are. */
async function eventsOf({ app, get }: TestNewsroom, key: string | undefined): Promise<string> {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const { body } = await get('/v1/changes?history=true&limit=1000', { headers })
  const url = '/v1/changes/stream?after=0&history=true&include=resource'
  const response = await app.inject({ url, headers, payloadAsStream: true })
  let text = ''
  const stream = response.stream()
  for await (const chunk of stream) {
    text += chunk
    if (text.split('event: change').length > body.data.length) break
  }
  return text.replaceAll(/^id: .*$/gm, 'id').replaceAll(/"seq":\d+/g, '"seq"')
}

async function comparison(t: Test, steps: Step[], words: string[]) {
  const twins = await openTwins(t, steps, words)
  const { newsrooms, pool, hiding, plain } = twins
  const readers: Reader[] = [{ name: 'anonymous' }, ...twins.readers]
  const addresses = [...Object.values(always).flat(), ...addressesOf(newsrooms[0], pool, { ...much, seed })]
  const hidden = Object.entries(hiding.ids).flatMap(([name, id]) => (name in plain.ids ? [] : [id]))
  const leaks: string[] = []
  const see = (url: string, { text, headers }: Answer) => {
    const said = text + JSON.stringify(headers)
    for (const id of hidden) if (said.includes(id) && !url.includes(id)) leaks.push(`${id} at ${url}`)
  }
  /** In what the twins differ, by what each reader is answered. */
  async function look(urls: string[], asked: Pick<Parameters<typeof compare>[2] & object, 'enough' | 'everyReader'>) {
    const differences = await compare(newsrooms, urls, { readers, part: comparable, see, ...asked })
    return [...leaks.splice(0), ...differences.map(told)]
  }
  return { ...twins, addresses, readers, look }
}

/** What is always asked, with or without a fault. */
const always = {
  lists: [
    '/v1/articles?count=true&limit=200',
    '/v1/articles/latest?limit=50',
    '/feeds/atom?limit=200',
    '/v1/archive/2026/11',
  ],
  search: [
    '/v1/search?q=harbour&count=true&facets=source,tag,language,year',
    '/v1/search?q=nighjar',
    '/v1/search?q=n*',
  ],
  words: ['/v1/search/suggestions?q=nigh', '/v1/search/suggestions?q=els', '/v1/search/suggestions?q=the%20har'],
  catalogue: ['/v1/sources?count=true', '/v1/tags?count=true', '/v1/editors?count=true', '/v1/sources/wire'],
}

interface Fault {
  put(newsroom: TestNewsroom): void
  /** Where it shows. */
  at(ids: Record<string, string>): string[]
}

const faults: Record<string, Fault> = {
  'a list of everything': {
    at: () => always.lists,
    put({ lifecycle: { live } }) {
      const { list } = live
      live.list = (queries, filter, page) => list(queries, { ...filter, viewer: everything }, page)
    },
  },
  'an article by its id': {
    at: ({ nightjar }) => [`/v1/articles/${nightjar}`],
    put({ lifecycle: { live } }) {
      const { find } = live
      live.find = (queries, id) => find(queries, id)
    },
  },
  'a recall of what was never seen': {
    at: ({ recalled }) => [`/v1/articles/${recalled}`],
    put({ lifecycle: { history }, lifecycle }) {
      const { listWithdrawals } = history
      const seen = lifecycle.store
      history.listWithdrawals = async (queries, ids) => {
        const [withdrawn] = (await seen.list(queries, { state: ['withdrawn'] }, everyRow)).rows.filter(
          ({ copy }) => copy.text.title === 'It was wrong',
        )
        const articleId = withdrawn?.row.id as string
        return (await listWithdrawals(queries, ids)).map((each) => ({ ...each, articleId }))
      }
    },
  },
  'a search in everything': {
    at: () => always.search,
    put({ search }) {
      const { list } = search
      search.list = (queries, request) => list(queries, { ...request, viewer: everything })
    },
  },
  'words of all titles': {
    at: () => always.words,
    put({ search }) {
      const { wordsFor } = search
      search.wordsFor = () => wordsFor(undefined)
    },
  },
  'how many articles a source has in all': {
    at: () => always.catalogue,
    put({ catalogue: { store } }) {
      const { list } = store
      store.list = (queries, { viewer, ...filter }, page) => list(queries, filter, page)
    },
  },
}

const everyRow = { limit: 100, position: undefined, count: false }

t.setTimeout(20 * 60_000)

t.test('what is outside a profile', async (t) => {
  t.comment(`seed ${seed}`)
  const steps = [...before, readersWith(profiles), ...story]
  const { addresses, readers, look, newsrooms, hiding } = await comparison(t, steps, ['nightjar', 'harbour', 'nighjar'])

  t.test('200 with the same bytes and headers, whether or not it is there', async (t) => {
    t.comment(`${addresses.length} addresses of ${readingOperations(newsrooms[0]).length} operations`)
    t.same((await look(addresses, { everyReader: much.everyReader })).slice(0, 8), [])
  })

  t.test('200 with the same events of the change stream', async (t) => {
    for (const { name, keys } of readers)
      t.equal(await eventsOf(newsrooms[0], keys?.[0]), await eventsOf(newsrooms[1], keys?.[1]), name)
  })

  for (const [name, { put, at }] of Object.entries(faults))
    t.test(`200 that differs when a fault is put in: ${name}`, async (t) => {
      const [{ lifecycle, search, catalogue }] = newsrooms
      const parts = [lifecycle.live, lifecycle.history, search, catalogue.store]
      const sound = parts.map((part) => ({ ...part }))
      put(newsrooms[0])
      t.teardown(() => {
        for (const [index, part] of parts.entries()) Object.assign(part, sound[index])
      })
      t.not((await look(at(hiding.ids), { enough: 1 })).length, 0)
    })
})

t.test('what is of another language, or too old', async (t) => {
  const others: Record<string, object> = {
    language: { languages: ['en', 'zh-Hans'] },
    age: { publishedSince: '2026-11-01T10:05:00Z' },
  }
  const old: Step = {
    ...early,
    run: (teller) => early.run({ ...teller, live: (name, input) => teller.live(name, { ...input, language: 'de' }) }),
  }
  const steps = [...before, readersWith(others), old, ...shared]
  const { addresses, look } = await comparison(t, steps, ['nightjar', 'harbour'])
  t.comment(`${addresses.length} addresses`)
  t.same(
    (await look(addresses, { everyReader: much.everyReader })).slice(0, 8),
    [],
    '200 with the same bytes and headers',
  )
})
