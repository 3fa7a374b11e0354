/** Webhooks under fire: servers are killed, the receiver fails; what arrives is what happened, and gaps would show. */
import { setTimeout as passing } from 'node:timers/promises'
import { Webhook as Verifier } from 'standardwebhooks'
import t, { type Test } from 'tap'
import type { Change, ChangePosition } from '../../src/changes/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { openCli, type Running } from '../cli/run-cli.ts'
import { openReceiver, type Received, type Receiver } from '../delivery/receiver.ts'
import { actor } from '../support/newsroom.ts'

const soak = process.env.MASTHEAD_SOAK !== undefined
const kills = soak ? 20 : 2
const operations = soak ? 3000 : 100
/** Failures are no fault here: half of all attempts fail, so that there must be many. */
const retrySeconds = [...Array.from({ length: 8 }, () => 0), ...Array.from({ length: 30 }, () => 1)].join()

/** Numbers from 0 to 1, always the same ones. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

interface Data {
  seq: number
  prevSeq: number
  resource: string
  id: string
}

interface Subscribed {
  name: string
  id: string
  keyId: string
  secret: string
  types: string[] | null
  /** Where the log was when it began. */
  from: number
}

const narrowed = (language: string) => ({ languages: [language] })

/** Two servers over one database, of which one is killed from time to time; requests go to the other. */
async function openServers(t: Test, receiver: Receiver) {
  const cli = await openCli(t)
  const serve = () =>
    cli.start(['serve'], /serves http\S+/, {
      ...{ DELIVERY_ALLOWED_HOSTS: receiver.host, DELIVERY_RETRY_SECONDS: retrySeconds },
      ...{ DELIVERY_TIMEOUT_SECONDS: '1', RATE_LIMIT: '0' },
    })
  const running = await Promise.all([serve(), serve()])
  const db = await openDatabase({ url: cli.databaseUrl })
  t.teardown(() => db.close())
  const newsroom = createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds: 60 })
  const makeKey = async (role: 'admin' | 'partner', profile?: { languages: string[] }) => {
    const made = await db.write((queries) => newsroom.keys.create(queries, { name: role, role }, actor))
    if (profile) await put(made.key.id, profile)
    return { id: made.key.id, text: made.text }
  }
  const put = async (keyId: string, profile: { languages: string[] }) => {
    const { status, body } = await call('PUT', `/v1/newsroom/profiles/${keyId}`, profile)
    if (status >= 300) throw new Error(JSON.stringify(body))
  }
  const { text: admin } = await db.write((queries) =>
    newsroom.keys.create(queries, { name: 'admin', role: 'admin' }, actor),
  )
  /** Asks the server that stays. */
  async function call(method: string, path: string, body?: unknown, key = admin) {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const answer = await fetch(`${(running[0] as Running).url}${path}`, {
      method,
      headers: {
        ...{ authorization: `Bearer ${key}`, 'if-match': '*' },
        ...(body !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  /** Kills one of them, whatever it is sending; next time it is the other. */
  async function kill(): Promise<void> {
    await (running.pop() as Running).stop('SIGKILL')
    running.unshift(await serve())
  }
  return { ...newsroom, call, makeKey, put, kill }
}
type Servers = Awaited<ReturnType<typeof openServers>>

async function subscribe(
  { call, makeKey, changes, db }: Servers,
  receiver: Receiver,
  { name, types, language }: { name: string; types: string[] | null; language?: string },
): Promise<Subscribed> {
  const key = await makeKey('partner', language === undefined ? undefined : narrowed(language))
  const made = await call('POST', '/v1/webhooks', { url: `${receiver.url}/${name}`, types }, key.text)
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const { seq: from } = await changes.log.head(db.read)
  return { name, id: made.body.id, keyId: key.id, secret: made.body.secret, types, from }
}

/** One random act of the newsroom. What the state of an article does not allow is refused, and is no act. */
async function act({ call, put }: Servers, random: () => number, ids: string[], narrowId: string, number: number) {
  const id = ids[Math.floor(random() * ids.length)]
  const path = `/v1/newsroom/articles/${id}`
  const kind = random()
  if (!id || kind < 0.4) {
    const language = random() < 0.5 ? 'en' : 'zh'
    const input = { title: `Story ${number}`, language, source: { slug: 'desk', name: 'Desk' } }
    const made = await call('POST', '/v1/newsroom/articles', input)
    ids.push(made.body.id)
    return call('PUT', `/v1/newsroom/articles/${made.body.id}/publication`, {})
  }
  if (kind < 0.6) {
    await call('PATCH', path, { title: `Story again ${number}` })
    return call('PUT', `${path}/publication`, {})
  }
  if (kind < 0.75) return call('DELETE', `${path}/publication`)
  if (kind < 0.9) return call('PUT', `${path}/withdrawal`, { reason: 'Forged.' })
  if (kind < 0.97) return call('PATCH', '/v1/newsroom/sources/desk', { name: `Desk ${number}` })
  return put(narrowId, narrowed(random() < 0.5 ? 'en' : 'zh'))
}

/** A receiver that fails half of what it is sent: errors, closed connections, answers that come too late or twice. */
function fail(receiver: Receiver, random: () => number): void {
  receiver.react(async (_request, response, raw) => {
    const kind = random()
    if (kind < 0.2) return response.writeHead(500).end('no')
    if (kind < 0.3) return raw.socket.destroy()
    if (kind < 0.4) return response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end()
    if (kind < 0.42) return response.writeHead(503, { 'retry-after': '1' }).end()
    if (kind < 0.45) await passing(1200)
    else if (kind < 0.5) return response.writeHead(404).end()
    else if (kind < 0.6) await passing(100 * random())
    return response.destroyed ? undefined : response.writeHead(204).end()
  })
}

/** Everything that happened since a webhook began, as its key is told of it and as it wants it. */
async function produced({ db, changes, keys }: Servers, { keyId, from, types }: Subscribed): Promise<Change[]> {
  const all: Change[] = []
  const viewer = await keys.viewer(db.read, keyId)
  if (!viewer) throw new Error('the key is not valid')
  for (let after: ChangePosition = { seq: from, within: undefined }; ; ) {
    const page = await db.snapshot((queries) =>
      changes.feed.since(queries, viewer, { after, limit: 500, history: true }),
    )
    all.push(...page.changes)
    if (!page.more) break
    after = page.next
  }
  return all.filter(({ type }) => types === null || types.includes(type))
}

const keyOf = ({ seq, id }: { seq: number; id: string }): string => `${seq} ${id}`

/** What a receiver finds by itself: what came twice, and changes that must have been before one that came. */
function examined(events: Data[]): { duplicates: number; gaps: number[] } {
  const known = new Set(events.map(keyOf))
  const seqs = new Set([0, ...events.map(({ seq }) => seq)])
  const gaps = new Set(events.map(({ prevSeq }) => prevSeq).filter((seq) => !seqs.has(seq)))
  return { duplicates: events.length - known.size, gaps: [...gaps] }
}

/** What has come to a webhook, verified. */
const arrivedAt = (receiver: Receiver, { name, secret }: Subscribed): Data[] =>
  receiver.received
    .filter(({ path }: Received) => path === `/${name}`)
    .map(({ body, headers }) => (new Verifier(secret).verify(body, headers as never) as { data: Data }).data)

async function settled(t: Test, { call }: Servers): Promise<void> {
  const until = Date.now() + (soak ? 300_000 : 60_000)
  for (;;) {
    const { body } = await call('GET', '/v1/newsroom/webhooks')
    const lags = (body.data as Array<{ lag: { pending: number; changes: number; dead: number } }>).map(({ lag }) => lag)
    if (lags.every(({ pending, changes }) => pending + changes === 0)) {
      t.ok(
        lags.every(({ dead }) => dead === 0),
        'nothing was given up',
      )
      return
    }
    if (Date.now() > until) throw new Error(JSON.stringify(lags))
    await passing(100)
  }
}

t.test('the set received is the set produced', { timeout: 3_600_000 }, async (t) => {
  const receiver = await openReceiver(t)
  const random = numbers(soak ? Date.now() % 1_000_000 : 7)
  const servers = await openServers(t, receiver)
  const webhooks = [
    await subscribe(servers, receiver, { name: 'all', types: null }),
    await subscribe(servers, receiver, { name: 'recalls', types: ['withdrawn', 'unpublished'] }),
    await subscribe(servers, receiver, { name: 'narrow', types: null, language: 'en' }),
  ]
  fail(receiver, random)
  const ids: string[] = []
  const narrowId = webhooks[2]?.keyId as string
  for (let round = 0; round < kills; round++) {
    const killing = passing(100 + 400 * random()).then(servers.kill)
    for (let number = 0; number < operations / kills; number++)
      await act(servers, random, ids, narrowId, round * operations + number)
    await killing
  }
  await settled(t, servers)
  for (const webhook of webhooks) {
    const [wanted, arrived] = [await produced(servers, webhook), arrivedAt(receiver, webhook)]
    t.ok(wanted.length > operations / 50, `${webhook.name}: ${wanted.length} changes, ${arrived.length} requests`)
    t.strictSame([...new Set(arrived.map(keyOf))].sort(), [...new Set(wanted.map(keyOf))].sort(), webhook.name)
    const before = new Map(wanted.map((change, index) => [keyOf(change), wanted[index - 1]?.seq ?? 0]))
    const wrong = arrived.filter((event) => event.prevSeq !== before.get(keyOf(event)))
    t.strictSame(wrong, [], 'each names the one before')
    const { duplicates, gaps } = examined(arrived)
    t.strictSame(gaps, [], 'no gap')
    t.equal(duplicates, arrived.length - wanted.length, 'every duplicate is seen')
    const seqs = [...new Set(wanted.map(({ seq }) => seq))]
    const unseen = seqs.slice(0, -1).filter((seq) => {
      const { gaps } = examined(arrived.filter((event) => event.seq !== seq))
      return gaps.length !== 1 || gaps[0] !== seq
    })
    t.strictSame(unseen, [], 'had any been lost, the next would have shown it')
  }
})
