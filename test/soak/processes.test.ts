/** Several servers on one database: killed at the tick, restarted, and told of revoked keys. */
import { setTimeout as passing } from 'node:timers/promises'
import t from 'tap'
import { openDatabase } from '../../src/db/open.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { type Cli, openCli, type Running } from '../cli/run-cli.ts'
import { actor } from '../support/newsroom.ts'

const soak = process.env.MASTHEAD_SOAK !== undefined
const number = soak ? 200 : 20
const tickSeconds = 2
const ready = /serves http\S+/

/** A newsroom over the servers' database, to prepare and to look; it has no scheduler. */
async function behind(t: Tap, cli: Cli) {
  const db = await openDatabase({ url: cli.databaseUrl })
  t.teardown(() => db.close())
  const newsroom = createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds })
  const { text: key } = await db.write((queries) =>
    newsroom.keys.create(queries, { name: 'test', role: 'admin' }, actor),
  )
  const serve = () => cli.start(['serve'], ready, { TICK_SECONDS: String(tickSeconds), RATE_LIMIT: '0' })
  return { ...newsroom, key, serve }
}
type Tap = typeof t
type Behind = Awaited<ReturnType<typeof behind>>

const asKey = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })
const json = async <T>(url: string, init?: RequestInit) => (await fetch(url, init)).json() as Promise<T>

/** A tick that is at least so many seconds away, in milliseconds. */
const tickIn = (seconds: number): number => Math.ceil((Date.now() / 1000 + seconds) / tickSeconds) * tickSeconds * 1000

const until = async (time: number) => {
  await passing(Math.max(0, time - Date.now()))
}

async function schedule({ db, lifecycle, publication }: Behind, name: string, tick: number): Promise<string[]> {
  const publishAt = new Date(tick).toISOString().replace('.000', '')
  return db.write(async (queries) => {
    const ids: string[] = []
    for (let index = 0; index < number; index++) {
      const input = { title: `${name} ${index}`, language: 'en', source: { slug: 'desk', name: 'Desk' } }
      const { row } = await lifecycle.create(queries, input, actor)
      await publication.publish(queries, row.id, { publishAt, expiresAt: null }, actor, () => undefined)
      ids.push(row.id)
    }
    return ids
  })
}

/** Waits until a server shows so many articles. Answers when it did. */
async function shown({ url }: Running, total: number): Promise<number> {
  for (;;) {
    const { page } = await json<{ page: { total: number } }>(`${url}/v1/articles?limit=1&count=true`)
    if (page.total >= total) return Date.now()
    await passing(20)
  }
}

/** Each was published exactly once: by the audit, by the editions, and by what readers see. */
async function publishedOnce(t: Tap, { db, audit, lifecycle, key }: Behind, server: Running, ids: string[]) {
  for (const id of ids) {
    const { rows } = await audit.list(
      db.read,
      { resourceId: id, action: ['publish'] },
      { limit: 10, position: undefined, count: false },
    )
    const editions = await lifecycle.history.listEditions(db.read, id)
    if (rows.length !== 1 || editions.length !== 1) t.fail(`${id}: ${rows.length} acts, ${editions.length} editions`)
  }
  for (let from = 0; from < ids.length; from += 100) {
    const some = ids.slice(from, from + 100)
    const { data: articles } = await json<{ data: Array<{ state: string; version: number; dueAt: string | null }> }>(
      `${server.url}/v1/newsroom/articles?limit=200&ids=${some.join()}`,
      asKey(key),
    )
    t.equal(
      articles.filter((each) => each.state === 'live' && each.version === 1 && each.dueAt === null).length,
      some.length,
    )
  }
}

t.test('two servers, one of them killed at the tick', { timeout: 120_000 }, async (t) => {
  const cli = await openCli(t)
  const newsroom = await behind(t as Tap, cli)
  let survivor = await newsroom.serve()
  let total = 0
  for (const delay of soak ? [-30, 0, 5, 15, 40, 100] : [0, 15]) {
    const victim = await newsroom.serve()
    const tick = tickIn(4)
    const ids = await schedule(newsroom, `Delay ${delay}`, tick)
    total += ids.length
    t.ok(Date.now() < tick - 100, 'all were scheduled before the tick')
    await until(tick + delay)
    const [at] = await Promise.all([shown(survivor, total), victim.stop('SIGKILL')])
    t.ok(at - tick < 2000, `all live ${at - tick} ms after the tick`)
    await publishedOnce(t as Tap, newsroom, survivor, ids)
    // Next time the older of the two is killed.
    const fresh = await newsroom.serve()
    await survivor.stop('SIGKILL')
    survivor = fresh
  }
})

t.test('no server at the tick: all are live soon after the restart', { timeout: 60_000 }, async (t) => {
  const cli = await openCli(t)
  const newsroom = await behind(t as Tap, cli)
  const servers = await Promise.all([newsroom.serve(), newsroom.serve()])
  const tick = tickIn(6)
  const ids = await schedule(newsroom, 'Nobody was there', tick)
  await Promise.all(servers.map((server) => server.stop('SIGKILL')))
  t.ok(Date.now() < tick, 'they were gone before the tick')
  await until(tick + 100)
  const restarted = await newsroom.serve()
  const started = Date.now()
  const at = await shown(restarted, ids.length)
  t.ok(at - started < 2000, `all live ${at - started} ms after the restart`)
  await publishedOnce(t as Tap, newsroom, restarted, ids)

  await t.test('its metrics say how late each was', async (t) => {
    const text = await (await fetch(`${restarted.url}/metrics`, asKey(newsroom.key))).text()
    const value = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      )
    t.equal(value('masthead_scheduler_lateness_seconds_count'), ids.length)
    t.ok(value('masthead_scheduler_lateness_seconds_sum') >= 0.1 * ids.length)
    t.match(text, /masthead_scheduler_lateness_seconds_bucket\{le="\+Inf"\} [1-9]/)
    t.equal((await fetch(`${restarted.url}/metrics`)).status, 401)
  })
})

t.test('a key that one server revokes is refused by the other in under a second', async (t) => {
  const cli = await openCli(t)
  const { serve, key } = await behind(t as Tap, cli)
  const [one, two] = await Promise.all([serve(), serve()])
  const send = (method: string, path: string, body?: unknown, headers = {}) =>
    fetch(`${one.url}${path}`, {
      method,
      headers: { ...asKey(key).headers, ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  for (let round = 0; round < (soak ? 20 : 3); round++) {
    const made = (await (await send('POST', '/v1/newsroom/keys', { name: 'lost', role: 'editor' })).json()) as {
      id: string
      key: string
    }
    const ask = async () => (await fetch(`${two.url}/v1/newsroom/articles`, asKey(made.key))).status
    t.equal(await ask(), 200)
    const revoked = await send('PUT', `/v1/newsroom/keys/${made.id}/revocation`, undefined, { 'if-match': '*' })
    const from = Date.now()
    t.equal(revoked.status, 200)
    t.equal(await ask(), 401, 'the first request after the answer is refused')
    t.ok(Date.now() - from < 1000, `${Date.now() - from} ms`)
    t.equal((await fetch(`${two.url}/v1/articles`, asKey(made.key))).status, 401)
  }
  await Promise.all([one.stop(), two.stop()])
})
