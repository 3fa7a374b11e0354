/** Readers cannot tell whether what they must not see is there: two newsrooms answer with the same bytes and headers. */
import t from 'tap'
import type { StoredArticle } from '../../src/articles/store.ts'
import type { Answer, TestNewsroom } from '../support/newsroom.ts'
import { addressesOf, compare, forgottenRoutes, readingOperations, told } from '../support/operations.ts'
import { catalogue, named, openTwins, port, type Step, shared } from '../support/twins.ts'

const soak = process.env.MASTHEAD_SOAK === '1'
const seed = Number(process.env.MASTHEAD_SEED ?? Date.now() % 1_000_000)
const much = soak
  ? { combinations: 200, step: 1, bareStep: 1, everyReader: 1 }
  : { combinations: 3, step: 15, bareStep: 2, everyReader: 6 }
const far = '2027-01-01T00:00:00Z'

/** In one of the twins, in between: drafts, scheduled, embargoed, pending, and edits of what is live. */
const neverPublic: Step[] = [
  catalogue,
  {
    name: 'drafts that come first',
    hidden: true,
    async run({ create, write }) {
      const tag = { slug: 'nightjar-tag', labels: { en: 'Nightjar' }, listed: false }
      await write('POST', '/v1/newsroom/tags', tag)
      const secret = { source: { name: 'Nightjar Wire' }, editor: { name: 'Nightjar Editor' }, tags: ['nightjar-tag'] }
      await create('nightjar', { ...secret, title: 'Nightjar sighted over the marsh at dawn', slug: 'nightjar' })
      await create('same title', { ...named, title: port.title })
      await create('same slug', { ...named, title: 'Something else', slug: 'harbour-report' })
      await create('like the report', { title: 'The harbour report of the year begins tomorrow' })
      await create('german', { title: 'Nachtschwalbe', language: 'de' })
      await create('contributed', { title: 'By a contributor' }, { as: 'contributor' })
    },
  },
  ...shared,
  {
    name: 'links',
    run: ({ link, idOf, hides }) =>
      link('port', [
        ...(hides ? [{ article: idOf('nightjar') }] : []),
        { title: 'The harbour report of the year begins ...' },
        { title: 'Nightjar sighted over the ma...' },
        ...(hides ? [{ article: idOf('same slug') }] : []),
        { article: idOf('other 1') },
        { title: 'Elsewhere', url: 'https://elsewhere.example/page' },
      ]),
  },
  {
    name: 'drafts that link',
    hidden: true,
    async run({ link, idOf }) {
      await link('nightjar', [
        { article: idOf('port') },
        { article: idOf('report') },
        { title: 'Other news of the d…' },
      ])
    },
  },
  {
    name: 'chinese',
    run: ({ live, idOf }) =>
      live('chinese', { ...named, title: '海雁港新码头启用', language: 'zh-Hans', translationOf: idOf('port') }),
  },
  {
    name: 'french',
    run: ({ live, idOf, hides }) =>
      live('french', { title: 'Un oiseau', language: 'fr', ...(hides && { translationOf: idOf('nightjar') }) }),
  },
  {
    name: 'scheduled',
    hidden: true,
    async run({ create, publish, unpublish, archive, remove, idOf }) {
      await create('later', { ...named, title: 'Nightjar later', source: 'wire' })
      await publish('later', { publishAt: far })
      await create('sealed', { ...named, title: 'The harbour report of the year begins on Monday', embargoUntil: far })
      await publish('sealed')
      await create('taken back', { ...named, title: 'Nightjar taken back' })
      await publish('taken back', { publishAt: far })
      await unpublish('taken back')
      await create('put away', { ...named, title: 'Nightjar put away' })
      await archive('put away')
      await create('deleted', { ...named, title: 'Nightjar deleted' })
      await remove('deleted')
      await create('french port', { ...named, title: 'Le port', language: 'fr', translationOf: idOf('port') })
    },
  },
  {
    name: 'withdrawn',
    async run({ live, withdraw, idOf, hides }) {
      await live('withdrawn', { ...named, title: 'It was wrong' })
      await withdraw('withdrawn', { reason: 'It was wrong.', ...(hides && { replacement: idOf('nightjar') }) })
    },
  },
  { name: 'edited', run: ({ live }) => live('edited', { ...port, title: 'Edited again and again' }) },
  // When it leaves readers is told to them: nothing hidden.
  { name: 'expiring', run: ({ publish }) => publish('other 2', { expiresAt: far }) },
  {
    name: 'edits that are replaced',
    hidden: true,
    async run({ patch, restore, publish }) {
      const body = { html: '<p>Nightjar.</p><p>The first ship docked.</p><p>It carried grain.</p>' }
      await patch('edited', { title: 'Nightjar', slug: 'nightjar-edit', body, tags: ['nightjar-tag'], source: 'wire' })
      await restore('edited', 1)
      await patch('edited', { summary: 'Nightjar', body: { markdown: 'Nothing of it.' } })
      await patch('other 3', { title: 'Nightjar in the other' })
      await restore('other 3', 1)
      await publish('other 3')
    },
  },
  {
    name: 'corrected',
    async run({ patch, correct, publish }) {
      const body = { html: '<p>The second ship docked.</p><h2>Figures</h2><p>It carried grain.</p>' }
      await patch('edited', { ...port, title: 'Edited and corrected', slug: null, source: 'desk', body })
      await correct('edited', { kind: 'correction', notice: 'It was the second ship.' })
      await patch('report', { slug: 'the-report' })
      await publish('report')
    },
  },
  {
    name: 'edits that stay',
    hidden: true,
    async run({ patch, publish, idOf }) {
      await patch('edited', {
        title: 'Nightjar',
        slug: 'nightjar-edit',
        tags: ['nightjar-tag'],
        body: { markdown: 'Nightjar' },
      })
      await publish('edited', { publishAt: far })
      await patch('port', { translationOf: idOf('german'), summary: 'Nightjar' })
      await patch('other 4', { source: { name: 'Nightjar Post' }, editor: { name: 'Nightjar Second' } })
      await patch('later', { title: 'Nightjar later and better' })
    },
  },
  {
    name: 'chinese again',
    async run({ patch, publish }) {
      await publish('chinese')
      await patch('chinese', { summary: '码头' })
      await publish('chinese')
    },
  },
]

/** Working copies as if they were live: what a query on the wrong table would show. */
const asLive = ({ row, copy }: StoredArticle) => ({
  ...{ id: row.id, language: row.language, slug: row.slug, titleKey: '', clusterId: row.clusterId },
  ...{ publishedAt: row.createdAt, updatedAt: row.changedAt, version: 1, sourceId: copy.sourceId },
  ...{ editorId: copy.editorId, translationOf: null, ordinal: 0, expiresAt: row.expiresAt, rightsEndAt: null },
  document: {
    ...{ ...copy.text, tagIds: copy.tagIds, corrections: [], firstPublishedAt: row.createdAt },
    ...{ wordCount: 1, characterCount: 1, readingMinutes: 1 },
  },
})

type Fault = (newsroom: TestNewsroom) => void

const faults: Record<string, Fault> = {
  'a list of working copies': ({ lifecycle: { live, store } }) => {
    const { list } = live
    live.list = async (queries, filter, page) => {
      const slice = await list(queries, filter, page)
      const drafts = await store.list(queries, { state: ['draft'] }, { limit: 1, position: undefined, count: false })
      return { ...slice, rows: [...slice.rows, ...drafts.rows.map(asLive)].slice(0, page.limit + 1) }
    }
  },
  'a count of all articles': ({ lifecycle: { live, store } }) => {
    const { list } = live
    live.list = async (queries, filter, page) => {
      const slice = await list(queries, filter, page)
      if (slice.total === undefined) return slice
      return { ...slice, total: (await store.list(queries, {}, { ...page, position: undefined })).total ?? 0 }
    }
  },
  'a scheduled article by id': ({ lifecycle: { live, store } }) => {
    const { find } = live
    live.find = async (queries, id, viewer) => {
      const article = await store.find(queries, id)
      if (article?.row.state !== 'scheduled') return find(queries, id, viewer)
      return { ...asLive(article), cluster: [], originalWasPublic: false }
    }
  },
  'translations that are drafts': ({ lifecycle: { live, store } }) => {
    const { find } = live
    live.find = async (queries, id, viewer) => {
      const found = await find(queries, id, viewer)
      if (!found) return found
      const { rows } = await store.list(queries, {}, { limit: 100, position: undefined, count: false })
      const drafts = rows.filter(({ row }) => row.state === 'draft' && row.clusterId === found.clusterId)
      return { ...found, cluster: [...found.cluster, ...drafts.map(({ row }) => row)] }
    }
  },
  'a number that counts hidden links': ({ relatedNews }) => {
    const { forReaders, linksOf } = relatedNews
    relatedNews.forReaders = async (queries, ids, urlOf, viewer) => {
      const lists = await forReaders(queries, ids, urlOf, viewer)
      for (const [id, items] of lists) {
        const { length } = await linksOf(queries, id)
        for (const item of items) item.position += length - items.length
      }
      return lists
    }
  },
}

t.setTimeout(20 * 60_000)

t.test('what was never public', async (t) => {
  t.comment(`seed ${seed}`)
  const { newsrooms, pool } = await openTwins(t, neverPublic, ['nightjar', 'harbour'])
  const [hiding] = newsrooms
  // A small run leaves addresses out, but none of those that tell present slugs, former ones and recalls apart.
  const bySlug = pool.languages.flatMap((language) =>
    pool.slugs.map((slug) => `/v1/articles/by-slug/${language}/${slug}`),
  )
  const addresses = [...new Set([...addressesOf(hiding, pool, { ...much, seed }), ...bySlug])]

  t.test('200 with the same bytes and headers, whether or not it is there', async (t) => {
    t.comment(`${addresses.length} addresses of ${readingOperations(hiding).length} operations`)
    t.same(forgottenRoutes(hiding), [])
    const statuses = new Set<number>()
    const see = (_: string, { status }: Answer) => statuses.add(status)
    const differences = await compare(newsrooms, addresses, { see, everyReader: much.everyReader })
    t.same(differences.slice(0, 5).map(told), [])
    for (const status of [200, 308, 404, 410]) t.ok(statuses.has(status), `some answered ${status}`)
  })

  for (const [name, put] of Object.entries(faults))
    t.test(`200 that differs when a fault is put in: ${name}`, async (t) => {
      const { lifecycle, relatedNews } = hiding
      const sound = [{ ...lifecycle.live }, { ...relatedNews }] as const
      put(hiding)
      t.teardown(() => {
        Object.assign(lifecycle.live, sound[0])
        Object.assign(relatedNews, sound[1])
      })
      const few = addressesOf(hiding, pool, { combinations: 5, step: 1, seed })
      const [found] = await compare(newsrooms, few, { enough: 1, readers: [{ name: 'anonymous' }] })
      t.equal(found?.left.status, 200)
    })
})
