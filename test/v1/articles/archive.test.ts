import fc from 'fast-check'
import t from 'tap'
import { boundsOfDay, dayOf } from '../../../src/articles/archive-model.ts'
import { toInstant } from '../../../src/lib/instant.ts'
import { underContract } from '../../support/contract.ts'
import { lifeOf } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

interface Period {
  period: string
  articles: number
}

/** The date on the clock of a zone, by another way than the server’s. */
const dateIn = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant))

/** How many instants fall on each part of the calendar of this length. */
const counted = (dates: string[], length: number): Period[] =>
  [...Map.groupBy(dates, (date) => date.slice(0, length))]
    .map(([period, { length: articles }]) => ({ period, articles }))
    .sort((a, b) => (a.period < b.period ? 1 : -1))

t.test('GET /v1/archive', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const { unpublish, publish, patch } = lifeOf(newsroom)
  await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'desk', name: 'Desk' } })
  await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug: 'port', labels: { en: 'Port' } } })

  const instants: { id: string; at: string; language: string }[] = []
  async function put(at: string, input: object = {}): Promise<string> {
    clock.set(at)
    const { body } = await article({ source: 'desk', ...input }, { publish: true })
    instants.push({ id: body.id, at, language: body.language })
    return body.id
  }
  const periods = async (url: string): Promise<Period[]> => (await get(url)).body.data
  const idsOf = async (url: string): Promise<string[]> => (await get(url)).body.data.map(({ id }: { id: string }) => id)
  const moveTo = async (timeZone: string) => {
    const moved = await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: { timeZone }, ifMatch: '*' })
    t.equal(moved.status, 200, moved.text)
  }

  t.test('200 with nothing while nothing is live', async (t) => {
    for (const url of ['/v1/archive', '/v1/archive/2024', '/v1/archive/2024/06', '/v1/archive/2024/06/21'])
      t.same(await periods(url), [], url)
  })

  t.test('200 with years, months and days by the clock of the site, the newest first', async (t) => {
    const last = await put('2024-06-20T15:59:59Z')
    const first = await put('2024-06-20T16:00:00Z', { tags: ['port'] })
    const second = await put('2024-06-20T16:00:00Z', { language: 'zh-Hans', tags: ['port'] })
    const evening = await put('2024-06-21T15:59:59Z')
    await put('2024-06-21T16:00:00Z')
    await put('2023-12-31T16:00:00Z', { language: 'zh-Hans' })
    await put('2022-02-28T15:00:00Z')
    t.same(await periods('/v1/archive'), [
      { period: '2024', articles: 6 },
      { period: '2022', articles: 1 },
    ])
    t.same(await periods('/v1/archive/2024'), [
      { period: '2024-06', articles: 5 },
      { period: '2024-01', articles: 1 },
    ])
    t.same(await periods('/v1/archive/2024/06'), [
      { period: '2024-06-22', articles: 1 },
      { period: '2024-06-21', articles: 3 },
      { period: '2024-06-20', articles: 1 },
    ])
    t.same(await periods('/v1/archive/2023'), [], 'the last hours of a year in UTC are the next one’s')
    t.same(await idsOf('/v1/archive/2024/06/21'), [evening, second, first])
    t.same(await idsOf('/v1/archive/2024/06/20'), [last])
  })

  t.test('200 with those in a language', async (t) => {
    t.same(await periods('/v1/archive?language=zh-hans'), [{ period: '2024', articles: 2 }])
    t.same(await periods('/v1/archive?language=en,zh-Hans'), await periods('/v1/archive'))
    t.same(await periods('/v1/archive/2024?language=en'), [{ period: '2024-06', articles: 4 }])
    t.same(await periods('/v1/archive/2024/06?language=zh-Hans'), [{ period: '2024-06-21', articles: 1 }])
    t.same(await periods('/v1/archive/2024/06?language=fr'), [])
  })

  t.test('200 with the articles of a day under every filter, order and page of a list', async (t) => {
    const url = '/v1/archive/2024/06/21'
    const all = await idsOf(url)
    t.same(await idsOf(`${url}?sort=publishedAt`), all.toReversed())
    t.same(await idsOf(`${url}?tag=port&language=en`), all.slice(2))
    t.equal((await get(`${url}?count=true&limit=1`)).body.page.total, 3)
    t.same((await get(`${url}?fields=id&sort=publishedAt&limit=1`)).body.data, [{ id: all[2] }])
    const first = await get(`${url}?limit=2&include=source`)
    t.match(first.body.data[0].source, { kind: 'site' })
    t.same(await idsOf(`${url}?limit=2&cursor=${first.body.page.next}`), all.slice(2))
    t.match(first.headers.link, /<http:\/\/newsroom.test\/v1\/archive\/2024\/06>; rel="up"/)
    t.match(first.headers.link, /<http:\/\/newsroom.test\/v1\/archive\/2024\/06\/21\?limit=2[^>]*>; rel="next"/)
    t.equal((await get(`/v1/archive/2024/06/20?cursor=${first.body.page.next}`)).status, 400, 'of another day')
  })

  t.test('200 with what of the day lies in a range that is asked for, too', async (t) => {
    const url = '/v1/archive/2024/06/21'
    const [evening, ...others] = await idsOf(url)
    t.same(await idsOf(`${url}?publishedAfter=2024-06-21T10:00:00Z`), [evening])
    t.same(await idsOf(`${url}?publishedBefore=2024-06-21T10:00:00Z`), others)
    t.same(await idsOf(`${url}?publishedAfter=2024-01-01&publishedBefore=2025-01-01`), [evening, ...others])
    t.same(await idsOf(`${url}?publishedAfter=2024-06-22`), [])
  })

  t.test('200 with a link to what is above', async (t) => {
    t.equal((await get('/v1/archive')).headers.link, undefined)
    t.equal((await get('/v1/archive/2024')).headers.link, '<http://newsroom.test/v1/archive>; rel="up"')
    t.equal((await get('/v1/archive/2024/06')).headers.link, '<http://newsroom.test/v1/archive/2024>; rel="up"')
  })

  t.test('400 for what is no year, month or day, naming it', async (t) => {
    const wrong: Record<string, string> = {
      '/v1/archive/24': 'year',
      '/v1/archive/2500': 'year',
      '/v1/archive/1499/01/01': 'year',
      '/v1/archive/2024/6': 'month',
      '/v1/archive/2024/13': 'month',
      '/v1/archive/2024/00': 'month',
      '/v1/archive/2024/06/1': 'day',
      '/v1/archive/2024/06/31': 'day',
      '/v1/archive/2023/02/29': 'day',
      '/v1/archive/2024/06/00': 'day',
    }
    for (const [url, parameter] of Object.entries(wrong))
      t.match(await get(url), { status: 400, body: { errors: [{ parameter }] } }, url)
    for (const url of ['/v1/archive/1500/01/01', '/v1/archive/2499/12/31', '/v1/archive/2024/02/29'])
      t.equal((await get(url)).status, 200, url)
    t.match(await get('/v1/archive?tag=port'), { status: 400, body: { errors: [{ parameter: 'tag' }] } })
  })

  t.test('200 with counts that follow articles as they come, go and change', async (t) => {
    const day = '/v1/archive/2024/06'
    const before = await periods(day)
    clock.set('2026-11-01T10:00:00Z')
    const [id = ''] = await idsOf('/v1/archive/2024/06/22')
    t.equal((await unpublish(id)).status, 200)
    t.same(await periods(day), before.slice(1), 'a day without articles is not there')
    t.equal((await publish(id)).status, 200)
    t.same((await periods('/v1/archive'))[0], { period: '2026', articles: 1 }, 'published anew')
    const [other = ''] = await idsOf('/v1/archive/2024/06/20')
    await patch(other, { summary: 'New' })
    await publish(other)
    t.same(await periods(day), before.slice(1), 'a new edition is published when the first was')
    instants.splice(
      instants.findIndex((each) => each.id === id),
      1,
      { id, at: '2026-11-01T10:00:00Z', language: 'en' },
    )
  })

  t.test('200 with days of another clock as soon as the site has it', async (t) => {
    for (const at of ['2025-03-09T06:59:59Z', '2025-03-09T07:00:00Z', '2025-03-10T03:59:59Z', '2025-03-10T04:00:00Z'])
      await put(at)
    // Its clock is put back over midnight: at 00:01 of October 29 to 23:01 of October 28.
    for (const at of ['2006-10-29T02:29:59Z', '2006-10-29T02:30:00Z', '2006-10-29T02:45:00Z', '2006-10-29T03:30:00Z'])
      await put(at)
    for (const timeZone of ['Asia/Kolkata', 'America/New_York', 'America/St_Johns', 'Pacific/Apia', 'Asia/Shanghai']) {
      await moveTo(timeZone)
      const days = instants.map(({ at }) => dayOf(at, timeZone))
      t.same(await periods('/v1/archive'), counted(days, 4), timeZone)
      for (const { period: year } of counted(days, 4)) {
        const ofYear = days.filter((day) => day.startsWith(year))
        t.same(await periods(`/v1/archive/${year}`), counted(ofYear, 7), `${timeZone} ${year}`)
      }
      for (const { period: month } of counted(days, 7)) {
        const url = `/v1/archive/${month.replace('-', '/')}`
        const ofMonth = days.filter((day) => day.startsWith(month))
        t.same(await periods(url), counted(ofMonth, 10), `${timeZone} ${month}`)
      }
      for (const { period: day, articles } of counted(days, 10)) {
        const listed = await idsOf(`/v1/archive/${day.replaceAll('-', '/')}`)
        t.same(listed.length, articles, `${timeZone} ${day}: as many as are counted`)
        const ofDay = instants.filter(({ at }) => dayOf(at, timeZone) === day)
        t.same(listed.sort(), ofDay.map(({ id }) => id).sort(), `${timeZone} ${day}: those of the day`)
      }
    }
  })

  t.test('200 with counts that stay right after the clock was changed', async (t) => {
    await moveTo('America/New_York')
    await put('2025-03-10T03:30:00Z')
    t.same(await periods('/v1/archive/2025/03'), [
      { period: '2025-03-10', articles: 1 },
      { period: '2025-03-09', articles: 4 },
    ])
    for (const { id } of instants) await unpublish(id)
    t.same(await periods('/v1/archive'), [], 'every one is counted where it was')
  })
})

const zones = [
  'Asia/Shanghai',
  'Asia/Kolkata',
  'America/New_York',
  'America/St_Johns',
  'Pacific/Apia',
  'Asia/Kathmandu',
]
const anyInstant = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map(toInstant)

t.test('a day is the date on the clock, but where the clock is put back over midnight', async (t) => {
  const property = fc.property(anyInstant, fc.constantFrom(...zones), (instant, timeZone) => {
    const day = dayOf(instant, timeZone)
    const { from, before } = boundsOfDay(day, timeZone)
    t.ok(from <= instant && instant < before, `${instant} in ${day} of ${timeZone}`)
    if (timeZone !== 'America/St_Johns') t.equal(day, dateIn(instant, timeZone), `${instant} in ${timeZone}`)
  })
  fc.assert(property, { seed: 20261122, numRuns: 500 })
  t.same(boundsOfDay('2024-06-21', 'Asia/Shanghai'), { from: '2024-06-20T16:00:00Z', before: '2024-06-21T16:00:00Z' })
  t.same(boundsOfDay('2025-03-09', 'America/New_York'), {
    from: '2025-03-09T05:00:00Z',
    before: '2025-03-10T04:00:00Z',
  })
  const skipped = boundsOfDay('2011-12-30', 'Pacific/Apia')
  t.equal(skipped.from, skipped.before, 'a day that a zone skipped is empty')
})
