import fc from 'fast-check'
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { openNewsroom } from '../../support/newsroom.ts'

const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt'] as const
type Sort = (typeof sorts)[number]

interface Item {
  id: string
  publishedAt: string
  updatedAt: string
  tagged: boolean
}

/** The order that a sort promises: by its instant, equal ones in the order of publication, a minus sign turning both round. */
function inOrder(items: Item[], sort: Sort): string[] {
  const key = sort.replace('-', '') as 'publishedAt' | 'updatedAt'
  const text = (item: Item) => `${item[key]} ${item.publishedAt} ${String(items.indexOf(item)).padStart(6, '0')}`
  const ascending = items.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)).map((item) => item.id)
  return sort.startsWith('-') ? ascending.reverse() : ascending
}

t.test('GET /v1/articles, page by page', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'desk', name: 'Desk' } })
  await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug: 'energy', labels: { en: 'Energy' } } })
  const start = Date.parse('2026-11-01T10:00:00Z')
  const items: Item[] = []

  /** Publishes an article some seconds after the start: many fall on the same second. */
  async function publish(second: number): Promise<void> {
    clock.at = new Date(start + second * 1000)
    const tagged = items.length % 3 === 0
    const { body } = await article({ source: 'desk', tags: tagged ? ['energy'] : [] }, { publish: true })
    items.push({ id: body.id, publishedAt: body.publishedAt, updatedAt: body.updatedAt, tagged })
  }
  /** A new edition: published when it was, updated now. */
  async function update(item: Item, second: number): Promise<void> {
    clock.at = new Date(start + second * 1000)
    const url = `/v1/newsroom/articles/${item.id}`
    const { etag } = await get(url, { as: 'editor' })
    const changed = await call('PATCH', url, { as: 'editor', body: { summary: `As of ${second}` }, ifMatch: etag })
    const live = await call('PUT', `${url}/publication`, { as: 'editor', body: {}, ifMatch: changed.etag })
    item.updatedAt = live.body.updatedAt
  }
  for (let index = 0; index < 30; index++) await publish((index * 7) % 5)
  for (const item of items.slice(0, 12)) await update(item, 20 - (items.indexOf(item) % 4))

  interface Walk {
    pages: string[][]
    last: string | null
  }
  async function walk(
    query: string,
    from: string | null,
    to: 'next' | 'previous',
    between?: () => Promise<void>,
  ): Promise<Walk> {
    const pages: string[][] = []
    let cursor = from
    let last = from
    do {
      const { body } = await get(`/v1/articles?${query}${cursor ? `&cursor=${cursor}` : ''}`)
      pages.push(body.data.map((each: Item) => each.id))
      last = cursor
      cursor = body.page[to]
      await between?.()
    } while (cursor !== null && pages.length < 200)
    return { pages, last }
  }

  const anySort = fc.constantFrom(...sorts)
  const anyLimit = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 200 }))

  t.test('200 with each article once and in order, whatever sort, limit and filter, forwards and back', async (t) => {
    const property = fc.asyncProperty(anySort, anyLimit, fc.boolean(), async (sort, limit, filtered) => {
      const query = `sort=${sort}&limit=${limit}${filtered ? '&tag=energy' : ''}`
      const expected = inOrder(
        items.filter((item) => item.tagged || !filtered),
        sort,
      )
      const forwards = await walk(query, null, 'next')
      t.same(forwards.pages.flat(), expected, query)
      t.ok(
        forwards.pages.every((page, index) => page.length === limit || index === forwards.pages.length - 1),
        'full pages',
      )
      const backwards = await walk(query, forwards.last, 'previous')
      t.same(backwards.pages.toReversed(), forwards.pages, 'the same pages on the way back')
    })
    await fc.assert(property, { seed: 20261101, numRuns: 40 })
  })

  t.test(
    '200 with each article once and in order, while others are published before and behind the reader',
    async (t) => {
      const seconds = fc.array(fc.integer({ min: -5, max: 10 }), { minLength: 1, maxLength: 4 })
      const property = fc.asyncProperty(
        anySort,
        fc.integer({ min: 1, max: 9 }),
        seconds,
        async (sort, limit, coming) => {
          const before = inOrder(items, sort)
          const waiting = [...coming]
          const { pages } = await walk(`sort=${sort}&limit=${limit}`, null, 'next', async () => {
            const second = waiting.shift()
            if (second !== undefined) await publish(second)
          })
          const seen = pages.flat()
          const known = new Set(before)
          t.same(
            seen.filter((id) => known.has(id)),
            before,
            'none skipped, none twice',
          )
          t.equal(new Set(seen).size, seen.length, 'new ones at most once')
        },
      )
      await fc.assert(property, { seed: 20261102, numRuns: 15 })
    },
  )

  t.test('200 on from an article that has gone meanwhile', async (t) => {
    const order = inOrder(items, '-publishedAt')
    const first = await get('/v1/articles?limit=5')
    const gone = order[4] as string
    const { etag } = await get(`/v1/newsroom/articles/${gone}`, { as: 'editor' })
    await call('DELETE', `/v1/newsroom/articles/${gone}/publication`, { as: 'editor', ifMatch: etag })
    const next = await get(`/v1/articles?limit=5&cursor=${first.body.page.next}`)
    t.same(
      next.body.data.map((each: Item) => each.id),
      order.slice(5, 10),
    )
  })

  t.test('200 with a cursor under another limit or shape', async (t) => {
    const { next } = (await get('/v1/articles?limit=2&tag=energy')).body.page
    t.equal(
      (await get(`/v1/articles?limit=7&tag=energy&include=source&body=text&count=true&cursor=${next}`)).status,
      200,
    )
    t.equal(
      (await get(`/v1/articles?sort=-publishedAt&tag=energy&cursor=${next}`)).status,
      200,
      'the default spelt out',
    )
  })

  t.test('400 with the cursor of another query', async (t) => {
    const { next } = (await get('/v1/articles?limit=2')).body.page
    for (const other of [
      'tag=energy',
      'sort=publishedAt',
      'sort=-updatedAt',
      'language=en',
      'publishedAfter=2020-01-01T00:00:00Z',
    ]) {
      const answer = await get(`/v1/articles?${other}&cursor=${next}`)
      t.equal(answer.status, 400, other)
      t.match(answer.body, { type: 'http://newsroom.test/problems/invalid-cursor', errors: [{ parameter: 'cursor' }] })
    }
  })

  t.test('400 with the cursor of another list', async (t) => {
    for (const slug of ['a', 'b']) {
      for (const plural of ['sources', 'editors', 'tags']) {
        const body = plural === 'tags' ? { slug, labels: { en: slug } } : { slug, name: slug }
        await call('POST', `/v1/newsroom/${plural}`, { as: 'editor', body })
      }
    }
    const lists = [
      'sources',
      'editors',
      'tags',
      'newsroom/sources',
      'newsroom/editors',
      'newsroom/tags',
      'newsroom/articles',
      'articles',
    ]
    for (const from of lists) {
      const { next } = (await get(`/v1/${from}?limit=1`, { as: 'admin' })).body.page
      for (const to of lists.filter((list) => list !== from)) {
        t.equal((await get(`/v1/${to}?cursor=${next}`, { as: 'admin' })).status, 400, `of ${from} on ${to}`)
      }
    }
  })

  t.test('400 with a cursor that is broken, never 500', async (t) => {
    const { next } = (await get('/v1/articles?limit=2')).body.page
    const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const [version, hash, direction, key, id] = JSON.parse(Buffer.from(next, 'base64url').toString())
    const broken = [
      '%20',
      'x',
      'AAAA',
      next.slice(1),
      next.slice(0, -5),
      `${next}=`,
      'é',
      '%00',
      'a'.repeat(1001),
      forged(null),
      forged({}),
      forged([version, hash, direction, key]),
      forged([2, hash, direction, key, id]),
      forged([version, hash, 'x', key, id]),
      forged([version, hash, direction, 1, id]),
      forged([version, hash, direction, `${key}\0`, id]),
      forged([version, hash, direction, '\ud800', id]),
    ]
    for (const cursor of broken) {
      const answer = await get(`/v1/articles?cursor=${encodeURI(cursor).replaceAll('%25', '%')}`)
      t.equal(answer.status, 400, cursor)
    }
    const any = fc.asyncProperty(fc.base64String(), async (text) => {
      const cursor = text.replaceAll(/[+/=]/g, '_') || '_'
      t.equal((await get(`/v1/articles?cursor=${cursor}`)).status, 400, cursor)
    })
    await fc.assert(any, { seed: 20261103, numRuns: 50 })
  })
})
