/** The engine: order within lanes, the schedule, claims over several processes, limits, pruning, and the loop. */
import t, { type Test } from 'tap'
import type { Db, Queries } from '../../src/db/db.ts'
import { openDatabase } from '../../src/db/open.ts'
import {
  type Answer,
  createDeliveries,
  type Delivery,
  type FanOut,
  type OutgoingRequest,
  type Subscription,
  startDeliveries,
} from '../../src/delivery/index.ts'
import { parseRetrySeconds, waitAfter } from '../../src/delivery/schedule.ts'
import { newId } from '../../src/lib/ids.ts'
import { freshDatabaseUrl } from '../support/database.ts'

const start = Date.parse('2026-11-01T10:00:00Z')
const clock = { at: start }
const now = () => new Date(clock.at)
t.beforeEach(() => {
  clock.at = start
})

const ok: Answer = { status: 200, retryAfter: undefined, text: 'fine', milliseconds: 3 }
const down: Answer = { status: 500, retryAfter: undefined, text: 'down', milliseconds: 3 }

interface Sent {
  seq: number
  lane: string
  at: number
}

/** An engine whose requests go nowhere: the test answers them. */
function engineOf(db: Db, answer: (sent: Sent) => Answer | Promise<Answer>, retrySeconds = [5, 300]) {
  const sent: Sent[] = []
  const sender = {
    async send({ body }: OutgoingRequest) {
      const each = { ...JSON.parse(body as string), at: clock.at } as Sent
      sent.push(each)
      return answer(each)
    },
    close: async () => undefined,
  }
  const engine = createDeliveries({
    db,
    now,
    newId,
    sender,
    retrySeconds,
    timeoutMilliseconds: 15_000,
    random: () => 0.5,
  })
  engine.addChannel('webhook', {
    prepare: async ({ seq, lane }, { state }) => {
      if (state !== 'active') return { verdict: { kind: 'parked' } }
      return {
        request: { url: 'http://x', method: 'POST', headers: {}, body: JSON.stringify({ seq, lane }) },
        judge: ({ status, retryAfter }) => (status === 200 ? { kind: 'delivered' } : { kind: 'failed', retryAfter }),
      }
    },
  })
  return { ...engine, sent, seqs: () => sent.map(({ seq }) => seq) }
}

async function openDb(t: Test) {
  const url = await freshDatabaseUrl(t)
  const open = async () => {
    const db = await openDatabase({ url })
    t.teardown(() => db.close())
    return db
  }
  return { db: await open(), open }
}

async function subscribe(db: Db): Promise<string> {
  const id = newId()
  const row = {
    ...{ id, kind: 'webhook', keyId: newId(), url: 'http://x', topic: null, types: null, secret: null },
    ...{ formerSecret: null, formerSecretUntil: null, state: 'active', stateReason: null, position: '', lastSeq: 0 },
    ...{ deliveredAt: null, expiresAt: null, createdAt: '2026-11-01T10:00:00Z', revision: 1 },
  } satisfies Subscription
  await db.write((queries) => queries.insert(db.tables.subscriptions).values(row))
  return id
}

type Engine = ReturnType<typeof engineOf>
const queue = (db: Db, { store }: Engine, subscriptionId: string, lanes: string[], from = 1): Promise<Delivery[]> =>
  db.write((queries: Queries) =>
    store.queue(
      queries,
      lanes.map((lane, index) => ({ subscriptionId, lane, seq: from + index, prevSeq: 0, document: {} })),
    ),
  )
const everything = { limit: 1000, position: undefined, count: false }
const statesOf = async (db: Db, { store }: Engine, id: string) =>
  Object.fromEntries((await store.list(db.read, id, undefined, everything)).rows.map(({ seq, state }) => [seq, state]))

t.test('the schedule', async (t) => {
  const usual = parseRetrySeconds('5,300,1800,7200,18000,36000,50400,72000,86400')
  t.equal(usual.length, 9)
  t.equal(waitAfter(1, usual, undefined, 0.5), 5000)
  t.equal(waitAfter(9, usual, undefined, 0.5), 86_400_000)
  t.equal(waitAfter(10, usual, undefined, 0.5), undefined, 'ten attempts, then it is dead')
  t.equal(waitAfter(2, usual, undefined, 0), 270_000, 'a tenth earlier')
  t.equal(waitAfter(2, usual, undefined, 1), 330_000, 'or later')
  t.equal(waitAfter(1, usual, 60, 0.5), 60_000, 'the receiver may ask for longer')
  t.equal(waitAfter(2, usual, 60, 0.5), 300_000, 'but not for shorter')
  t.equal(waitAfter(1, usual, 10_000_000, 0.5), 86_400_000, 'nor for longer than a day')
  for (const wrong of ['', '5,', 'five', '1.5', '-1']) t.throws(() => parseRetrySeconds(`1,${wrong}x`), wrong)
})

t.test('the next of a lane waits until the one before has arrived or is dead; other lanes do not', async (t) => {
  const { db } = await openDb(t)
  let failing = true
  const engine = engineOf(db, ({ lane }) => (lane === 'a' && failing ? down : ok))
  const id = await subscribe(db)
  await queue(db, engine, id, ['a', 'b', 'a', 'b', 'a'])
  t.equal(await engine.runDue(), 3)
  t.same(engine.seqs(), [1, 2, 4])
  t.equal(await engine.nextDue(), start + 5000)
  clock.at += 4999
  t.equal(await engine.runDue(), 0, 'not before its time')
  clock.at += 1
  await engine.runDue()
  t.same(engine.seqs(), [1, 2, 4, 1])
  clock.at += 300_000
  t.equal(await engine.runDue(), 2, 'the first is given up; the next has its turn')
  t.match(await statesOf(db, engine, id), { 1: 'dead', 3: 'pending', 5: 'pending' })
  await queue(db, engine, id, ['a'], 6)
  failing = false
  clock.at += 5000
  await engine.runDue()
  t.same(engine.seqs(), [1, 2, 4, 1, 1, 3, 3, 5, 6])
  const [dead] = (await engine.store.list(db.read, id, 'dead', everything)).rows
  await db.write((queries) => engine.store.revive(queries, dead as Delivery))
  t.equal(await db.write((queries) => engine.store.revive(queries, dead as Delivery)), undefined, 'it is dead no more')
  await engine.runDue()
  t.same(await statesOf(db, engine, id), {
    1: 'delivered',
    2: 'delivered',
    3: 'delivered',
    4: 'delivered',
    5: 'delivered',
    6: 'delivered',
  })
  const attempts = await engine.store.attemptsOf(db.read, [dead as Delivery])
  t.same(
    attempts.get((dead as Delivery).id)?.map(({ status, excerpt, milliseconds }) => [status, excerpt, milliseconds]),
    [...[0, 0, 0].map(() => [500, 'down', 3]), [200, 'fine', 3]],
  )
})

t.test('a receiver that asks for time gets it, for all that it is sent', async (t) => {
  const { db } = await openDb(t)
  let busy = true
  const engine = engineOf(db, () => (busy ? { ...down, status: 429, retryAfter: 60 } : ok))
  const [one, other] = [await subscribe(db), await subscribe(db)]
  await queue(
    db,
    engine,
    one,
    Array.from({ length: 20 }, (_, index) => `lane ${index}`),
  )
  await engine.runDue()
  t.equal(engine.sent.length, 8, 'what was being sent already, and nothing more')
  t.equal(await engine.nextDue(), start + 60_000)
  busy = false
  await queue(db, engine, other, ['a'], 100)
  await engine.runDue()
  t.same(engine.seqs().slice(8), [100], 'others are not kept waiting')
  clock.at += 60_000
  await engine.runDue()
  t.equal(Object.values(await statesOf(db, engine, one)).filter((state) => state === 'delivered').length, 20)
})

t.test('one subscription has 8 requests at a time, a process 32', async (t) => {
  const { db } = await openDb(t)
  const release: Array<() => void> = []
  const engine = engineOf(db, () => new Promise((resolve) => release.push(() => resolve(ok))))
  const lanes = Array.from({ length: 20 }, (_, index) => `lane ${index}`)
  const ids: string[] = []
  for (let index = 0; index < 6; index++) ids.push(await subscribe(db))
  await queue(db, engine, ids[0] as string, lanes)
  t.equal(await engine.start(), 8)
  for (const id of ids.slice(1)) await queue(db, engine, id, lanes)
  t.equal(await engine.start(), 24)
  t.equal(await engine.start(), 0)
  t.equal(await engine.nextDue(), undefined, 'there is no room')
  const answering = setInterval(() => {
    for (const go of release.splice(0)) go()
  }, 1)
  t.teardown(() => clearInterval(answering))
  await engine.runDue()
  t.equal(engine.sent.length, 120)
  t.equal(await engine.nextDue(), undefined)
})

t.test(
  'of several processes one sends each delivery; what a killed one had is sent when its claim runs out',
  async (t) => {
    const { db, open } = await openDb(t)
    const [one, other] = [engineOf(db, () => ok), engineOf(await open(), () => ok)]
    const ids = [await subscribe(db), await subscribe(db), await subscribe(db)]
    for (const id of ids)
      await queue(
        db,
        one,
        id,
        Array.from({ length: 60 }, (_, index) => `lane ${index % 20}`),
      )
    await Promise.all([one.runDue(), other.runDue()])
    while ((await Promise.all([one.runDue(), other.runDue()])).some((number) => number > 0));
    t.equal(one.sent.length + other.sent.length, 180, 'each once')
    t.ok(one.sent.length > 0 && other.sent.length > 0)
    for (const id of ids) t.equal(new Set(Object.values(await statesOf(db, one, id))).size, 1)

    const killed = engineOf(await open(), () => new Promise(() => undefined))
    await queue(db, one, ids[0] as string, ['x', 'x'], 1000)
    t.equal(await killed.start(), 1)
    clock.at += 29_999
    t.equal(await one.runDue(), 0, 'its claim holds for twice the time that an attempt may take')
    t.equal(await one.nextDue(), start + 30_000)
    clock.at += 1
    t.equal(await one.runDue(), 2)
  },
)

t.test('a subscription that is not active keeps its deliveries until it is', async (t) => {
  const { db } = await openDb(t)
  const engine = engineOf(db, () => ok)
  const id = await subscribe(db)
  const { subscriptions } = db.tables
  await queue(db, engine, id, ['a', 'a', 'b'])
  await db.write((queries) => queries.update(subscriptions).set({ state: 'disabled' }))
  await engine.runDue()
  t.same(engine.sent, [])
  t.equal(await engine.nextDue(), undefined)
  await db.write(async (queries) => {
    await queries.update(subscriptions).set({ state: 'active' })
    await engine.store.resume(queries, id)
  })
  await engine.runDue()
  t.same(engine.seqs().sort(), [1, 2, 3])
  t.ok(engine.seqs().indexOf(1) < engine.seqs().indexOf(2))
  await queue(db, engine, id, ['a'], 9)
  await db.write((queries) => queries.delete(subscriptions))
  await engine.runDue()
  t.equal(engine.sent.length, 3, 'what has no subscription any more is forgotten')
  t.notOk(9 in (await statesOf(db, engine, id)))
})

t.test('what has ended is forgotten after 30 days, with its attempts', async (t) => {
  const { db } = await openDb(t)
  const engine = engineOf(db, ({ seq }) => (seq === 2 ? down : ok), [])
  const id = await subscribe(db)
  const rows = await queue(db, engine, id, ['a', 'b'])
  await engine.runDue()
  clock.at += 30 * 86_400_000
  const [late] = await queue(db, engine, id, ['c'], 3)
  await engine.prune()
  t.same(await statesOf(db, engine, id), { 1: 'delivered', 2: 'dead', 3: 'pending' })
  clock.at += 1000
  await engine.prune()
  t.same(await statesOf(db, engine, id), { 3: 'pending' })
  t.equal((await engine.store.attemptsOf(db.read, [...rows, late as Delivery])).size, 0)
})

t.test('excerpts are short, and clean', async (t) => {
  const { db } = await openDb(t)
  const engine = engineOf(db, () => ({ ...ok, text: `a\0b\u001b[31m${'é😀'.repeat(1000)}` }))
  const [row] = await queue(db, engine, await subscribe(db), ['a'])
  await engine.runDue()
  const [attempt] = (await engine.store.attemptsOf(db.read, [row as Delivery])).get((row as Delivery).id) ?? []
  t.equal([...(attempt?.excerpt ?? '')].length, 500)
  t.match(attempt?.excerpt, /^a b \[31mé😀/)
})

t.test('the loop sends what is queued at once, survives faults, and ends after what it is doing', async (t) => {
  const { db } = await openDb(t)
  let release: (answer: Answer) => void = () => undefined
  let told: () => void = () => undefined
  const asked = () => new Promise<void>((resolve) => (told = resolve))
  const engine = engineOf(db, () => {
    told()
    return new Promise((resolve) => (release = resolve))
  })
  const id = await subscribe(db)
  const faults: unknown[] = []
  let fails = 1
  let looks = 0
  let looked: () => void = () => undefined
  const fanOut = async (): Promise<FanOut> => {
    looks++
    looked()
    if (fails-- > 0) throw new Error('the database is away')
    return { head: 7, active: true }
  }
  const waits: number[] = []
  const watch = {
    wait: (after: number, _milliseconds: number, signal?: AbortSignal) => {
      waits.push(after)
      return new Promise<boolean>((resolve) => signal?.addEventListener('abort', () => resolve(false)))
    },
  }
  const log = { error: (fault: unknown) => faults.push(fault) } as never
  const first = asked()
  await queue(db, engine, id, ['a'])
  const stop = startDeliveries({ deliveries: engine, fanOuts: [fanOut], watch, now, log })
  await first
  t.equal(engine.sent.length, 1, 'a fault of one step does not keep back the other')
  const second = asked()
  release(ok)
  await queue(db, engine, id, ['b'], 2)
  engine.wake()
  await second
  t.same(engine.seqs(), [1, 2])
  t.equal(faults.length, 1)
  t.ok(waits.every((after) => after === 7))
  let stopped = false
  const stopping = stop().then(() => (stopped = true))
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.equal(stopped, false)
  release(ok)
  await stopping
  t.match(await statesOf(db, engine, id), { 1: 'delivered', 2: 'delivered' })
  const before = looks
  looked = () => t.fail('it looked again')
  engine.wake()
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.equal(looks, before)
})
