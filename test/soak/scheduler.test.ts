/** The scheduler: when it looks, and that several of them do everything once, in order, however much there is. */
import t, { type Test } from 'tap'
import { startScheduler } from '../../src/articles/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { actor, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const soak = process.env.MASTHEAD_SOAK !== undefined
const anything = () => undefined

/** A second process over the same database, as far as the database can tell. */
async function beside(t: Test, { config, clock }: TestNewsroom) {
  const db = await openDatabase({ url: config.DATABASE_URL })
  t.teardown(() => db.close())
  return createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds: 60, now: () => clock.at })
}

/** Schedules so many articles, by the wish of each. Answers their ids. */
async function schedule(
  { db, lifecycle, publication }: TestNewsroom,
  number: number,
  wishOf: (index: number) => { publishAt: string; expiresAt: string | null },
): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < number; from += 100)
    await db.write(async (queries) => {
      for (let index = from; index < Math.min(from + 100, number); index++) {
        const input = { title: `Scheduled ${index}`, language: 'en', source: { slug: 'desk', name: 'Desk' } }
        const { row } = await lifecycle.create(queries, input, actor)
        await publication.publish(queries, row.id, wishOf(index), actor, anything)
        ids.push(row.id)
      }
    })
  return ids
}

interface Entry {
  action: string
  resourceId: string
}

/** What the schedulers did, in the order of the commits. */
async function deeds({ get }: TestNewsroom): Promise<Entry[]> {
  const all: Entry[] = []
  let next: string | null = ''
  while (next !== null) {
    const { body } = await get(`/v1/newsroom/audit?action=publish,expire&limit=200${next && `&cursor=${next}`}`, {
      as: 'admin',
    })
    all.push(...body.data)
    next = body.page.next
  }
  return all.reverse()
}

const minute = (number: number): string => new Date(Date.UTC(2026, 10, 1, 10, number)).toISOString().replace('.000', '')

t.test('two schedulers do each transition once, in the order of their times', async (t) => {
  const newsroom = await openNewsroom(t)
  const other = await beside(t, newsroom)
  const number = soak ? 1000 : 100
  const wishes = Array.from({ length: number }, (_, index) => ({
    publishAt: minute(1 + ((index * 7) % 20)),
    expiresAt: index % 3 === 0 ? minute(10 + ((index * 7) % 20)) : null,
  }))
  const ids = await schedule(newsroom, number, (index) => wishes[index] as (typeof wishes)[number])
  const wishOf = new Map(ids.map((id, index) => [id, wishes[index]]))
  const expiring = wishes.filter(({ expiresAt }) => expiresAt !== null).length
  const both = async () => {
    const results = await Promise.all([newsroom.dueTransitions.carryOutAll(), other.dueTransitions.carryOutAll()])
    return results.flat().filter((each) => each.done).length
  }
  newsroom.clock.set('2026-11-01T10:05:00Z')
  await both()
  // Both were away for a long time: what was due to come and to leave in the meantime comes and leaves.
  newsroom.clock.set('2026-11-01T12:00:00Z')
  await both()
  const found = await deeds(newsroom)
  t.equal(found.length, number + expiring)
  t.equal(new Set(found.map(({ action, resourceId }) => `${action} ${resourceId}`)).size, found.length, 'nothing twice')
  const times = found.map(({ action, resourceId }) => {
    const wish = wishOf.get(resourceId)
    return String(action === 'publish' ? wish?.publishAt : wish?.expiresAt)
  })
  t.strictSame(times, [...times].sort(), 'in due order')
  const { data, page } = (await newsroom.get('/v1/articles?limit=200&count=true')).body
  t.equal(page.total, number - expiring)
  for (const { id, version, publishedAt } of data)
    if (version !== 1 || publishedAt !== wishOf.get(id)?.publishAt) t.fail(`${id} is ${version} of ${publishedAt}`)
  t.equal(await both(), 0, 'and nothing more')
})

t.test('more than one look can see is done at one tick', async (t) => {
  const newsroom = await openNewsroom(t)
  const number = soak ? 2500 : 510
  await schedule(newsroom, number, () => ({ publishAt: minute(1), expiresAt: null }))
  newsroom.clock.set(minute(1))
  t.equal(await newsroom.carryOutDue(), number)
  t.equal((await newsroom.get('/v1/articles?limit=1&count=true')).body.page.total, number)
})

t.test('startScheduler', async (t) => {
  const silent = { info() {}, warn() {}, error() {} } as never

  /** A scheduler of ticks of a second; each look is told to the test, which says what it finds. */
  function watched(t: Test, finds: () => Promise<never[]>) {
    const looks: number[] = []
    const waiting: Array<() => void> = []
    const lateness: number[] = []
    const stop = startScheduler({
      dueTransitions: {
        carryOutAll() {
          looks.push(Date.now())
          for (const go of waiting.splice(0)) go()
          return finds()
        },
      },
      tickSeconds: 1,
      now: () => new Date(),
      log: silent,
      onLateness: (seconds) => lateness.push(seconds),
    })
    t.teardown(stop)
    // The scheduler's own timer does not keep the process alive.
    const alive = setInterval(() => {}, 1000)
    t.teardown(() => clearInterval(alive))
    const next = () => new Promise<void>((resolve) => waiting.push(resolve))
    return { looks, next, lateness, stop }
  }

  t.test('looks at once, and then at every tick and not before', async (t) => {
    const { looks, next } = watched(t, async () => [])
    t.equal(looks.length, 1)
    while (looks.length < 4) await next()
    for (const at of looks.slice(1)) {
      const after = at % 1000
      t.ok(after < 900 || after > 995, `${after} ms after a tick`)
    }
  })

  t.test('looks again soon after a failure, and tells how late each transition was', async (t) => {
    let fails = 1
    const { looks, next, lateness } = watched(t, async () => {
      if (fails-- > 0) throw new Error('the database is away')
      const at = new Date(Date.now() - 3000).toISOString()
      return [
        { id: '1', at, transition: 'publish', done: true },
        { id: '2', at, transition: 'publish', done: false },
        { id: '3', at, transition: 'expire', done: false, refused: 'no' },
      ] as never[]
    })
    while (looks.length < 3) await next()
    t.ok((looks[1] as number) - (looks[0] as number) <= 1500)
    t.ok(lateness.length >= 1 && lateness.length <= 2, 'of what was done, and of nothing else')
    for (const seconds of lateness) t.ok(seconds >= 3 && seconds < 5, `${seconds}`)
  })

  t.test('stops after what it is doing, and looks no more', async (t) => {
    let finish: (found: never[]) => void = () => {}
    const { looks, stop } = watched(t, () => new Promise((resolve) => (finish = resolve)))
    let stopped = false
    const stopping = stop().then(() => (stopped = true))
    await new Promise((resolve) => setImmediate(resolve))
    t.equal(stopped, false)
    finish([])
    await stopping
    t.equal(looks.length, 1)
  })
})
