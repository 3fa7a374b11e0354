/** The change feed: what readers and partners are told of what happens in the newsroom. */
import t from 'tap'
import type { Actor } from '../../src/lib/actor.ts'
import type { Profile } from '../../src/lib/viewer.ts'
import { wholeProfile } from '../../src/profiles/index.ts'
import { actor, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

interface Told {
  seq: number
  resource: string
  type: string
  id: string
  version: number | null
}

/** A partner with a profile, and how it asks. */
async function partner(newsroom: TestNewsroom, profile: Partial<Profile> | undefined) {
  const { db, keys } = newsroom
  const input = { name: 'partner', role: 'partner' as const, profile: profile && { ...wholeProfile, ...profile } }
  const { key, text } = await db.write((queries) => keys.create(queries, input, actor as Actor))
  const get = (path: string) => newsroom.get(path, { headers: { authorization: `Bearer ${text}` } })
  return { id: key.id, get }
}

const short = ({ resource, type, id, version }: Told): string => `${resource} ${type} ${id} ${version}`

t.test('200: every visible transition is a change, in order, and nothing else is', async (t) => {
  const newsroom = await openNewsroom(t)
  const { get, call, article, clock } = newsroom
  await article({ title: 'A draft that nobody sees' })
  const published = await article({ title: 'Seen by all' }, { publish: true })
  const { id } = published.body
  const path = `/v1/newsroom/articles/${id}`
  const as = 'editor' as const
  clock.forward(5)
  const edited = await call('PATCH', path, { as, body: { title: 'Seen by all, better' }, ifMatch: published.etag })
  const corrected = await call('POST', `${path}/corrections`, {
    as,
    body: { kind: 'correction', notice: 'The title was wrong.' },
    ifMatch: edited.etag,
  })
  const expiring = await call('PUT', `${path}/publication`, {
    as,
    body: { expiresAt: '2026-11-01T11:00:00Z' },
    ifMatch: corrected.etag,
  })
  t.equal(expiring.status, 200, expiring.text)
  const withdrawn = await call('PUT', `${path}/withdrawal`, { as, body: { reason: 'Forged.' }, ifMatch: expiring.etag })
  t.equal(withdrawn.status, 200)
  const history = await get('/v1/changes?history=true')
  t.equal(history.status, 200, history.text)
  t.match(history.headers['cache-control'], 'no-cache')
  const source = history.body.data.find((each: Told) => each.resource === 'source').id
  t.strictSame(history.body.data.map(short), [
    `article published ${id} 1`,
    `source created ${source} null`,
    `article corrected ${id} 2`,
    `article updated ${id} 2`,
    `article withdrawn ${id} 2`,
  ])
  t.strictSame(
    history.body.data.map(({ seq }: Told) => seq),
    [1, 2, 3, 4, 5],
  )
  const compacted = await get('/v1/changes')
  t.strictSame(compacted.body.data.map(short), [`source created ${source} null`, `article withdrawn ${id} 2`])
  t.equal(compacted.body.head, 5)
  const rest = await get(`/v1/changes?after=${compacted.body.page.next}`)
  t.strictSame(rest.body.data, [])
  t.equal(rest.body.page.next, compacted.body.page.next)
  t.strictSame((await get('/v1/changes?after=4')).body.data.map(short), [`article withdrawn ${id} 2`])
  t.equal((await get('/v1/changes?after=6')).status, 400)
  t.equal((await get('/v1/changes?after=x')).status, 400)
})

t.test('200: what has expired and is withdrawn then is told of, and what is erased', async (t) => {
  const { get, call, article, clock, carryOutDue } = await openNewsroom(t)
  const published = await article({}, { publish: true })
  const path = `/v1/newsroom/articles/${published.body.id}`
  await call('PUT', `${path}/publication`, {
    as: 'editor',
    body: { expiresAt: '2026-11-01T10:01:00Z' },
    ifMatch: published.etag,
  })
  clock.forward(60)
  t.equal(await carryOutDue(), 1)
  const expired = await call('GET', path, { as: 'editor' })
  await call('PUT', `${path}/withdrawal`, { as: 'editor', body: { reason: 'Forged.' }, ifMatch: expired.etag })
  const again = await call('GET', path, { as: 'admin' })
  const erased = await call('PUT', `${path}/erasure`, { as: 'admin', body: { reason: 'Court' }, ifMatch: again.etag })
  const { data } = (await get('/v1/changes?history=true')).body
  const types = data.filter((each: Told) => each.resource === 'article').map((each: Told) => each.type)
  t.strictSame(types, ['published', 'updated', 'expired', 'withdrawn', 'erased'], erased.text)
  const digest = (await get('/v1/changes/digest')).body
  t.equal(digest.count, 1, 'only its source is left')
})

t.test('200: a profile sees what is in it, and learns what it gains and loses', async (t) => {
  const newsroom = await openNewsroom(t)
  const { get, article, call } = newsroom
  const one = await article({ source: { slug: 'one', name: 'One' } }, { publish: true })
  const two = await article({ source: { slug: 'two', name: 'Two' } }, { publish: true })
  const [first, second] = [one.body.source.id, two.body.source.id]
  const narrowed = await partner(newsroom, { sources: [first] })
  const ids = async (path: string): Promise<string[]> => (await narrowed.get(path)).body.data.map(short)
  t.strictSame(await ids('/v1/changes'), [`article published ${one.body.id} 1`, `source created ${first} null`])
  const { next } = (await narrowed.get('/v1/changes')).body.page
  const profile = await call('GET', `/v1/newsroom/profiles/${narrowed.id}`, { as: 'admin' })
  const put = await call('PUT', `/v1/newsroom/profiles/${narrowed.id}`, {
    as: 'admin',
    body: { sources: ['two'] },
    ifMatch: profile.etag,
  })
  t.equal(put.status, 200, put.text)
  t.strictSame(await ids(`/v1/changes?after=${next}`), [
    `article entitlementLost ${one.body.id} 1`,
    `article entitlementGained ${two.body.id} 1`,
    `source removed ${first} null`,
    `source created ${second} null`,
  ])
  t.strictSame(
    (await narrowed.get('/v1/articles')).body.data.map((each: Told) => each.id),
    [two.body.id],
  )
  t.strictSame((await ids('/v1/changes')).sort(), [
    `article entitlementGained ${two.body.id} 1`,
    `article entitlementLost ${one.body.id} 1`,
    `source created ${second} null`,
    `source removed ${first} null`,
  ])
  const paged: string[] = []
  for (let after = '0'; ; ) {
    const page = (await narrowed.get(`/v1/changes?limit=1&after=${after}`)).body
    paged.push(...page.data.map(short))
    if (page.page.next === after) break
    after = page.page.next
  }
  t.strictSame(paged.sort(), (await ids('/v1/changes')).sort(), 'the same in pages of one')
  t.equal((await get('/v1/changes')).body.data.length, 4, 'others see no change of it')
})

t.test('200: the digest is that of what is seen, at every point of the log', async (t) => {
  const newsroom = await openNewsroom(t)
  const { call, article } = newsroom
  const one = await article({ source: { slug: 'one', name: 'One' } }, { publish: true })
  await article({ source: { slug: 'two', name: 'Two' } }, { publish: true })
  const narrowed = await partner(newsroom, { sources: [one.body.source.id] })
  const profile = await call('GET', `/v1/newsroom/profiles/${narrowed.id}`, { as: 'admin' })
  await call('PUT', `/v1/newsroom/profiles/${narrowed.id}`, {
    as: 'admin',
    body: { sources: ['two', 'one'] },
    ifMatch: profile.etag,
  })
  await article({ source: 'one' }, { publish: true })
  const { addToDigest, emptyDigest, termOfDigest, removals } = await import('../../src/changes/index.ts')
  const { head } = (await narrowed.get('/v1/changes')).body
  const copy = new Map<string, Told>()
  const all: Told[] = (await narrowed.get('/v1/changes?history=true')).body.data
  for (let at = 0; at <= head; at++) {
    for (const change of all.filter(({ seq }) => seq === at)) {
      const name = `${change.resource} ${change.id}`
      if (removals.includes(change.type as never)) copy.delete(name)
      else copy.set(name, change)
    }
    const expected = [...copy.values()].reduce(
      (digest, { resource, id, seq }) => addToDigest(digest, termOfDigest(resource, id, seq)),
      emptyDigest,
    )
    const answer = await narrowed.get(`/v1/changes/digest?at=${at}`)
    t.strictSame(answer.body, { seq: at, digest: expected, count: copy.size }, `after ${at}`)
  }
  t.equal((await narrowed.get(`/v1/changes/digest?at=${head + 1}`)).status, 400)
})

t.test('200: a snapshot has everything that is seen, can be gone on with, and is what the digest says', async (t) => {
  const newsroom = await openNewsroom(t)
  const { article, get } = newsroom
  for (let number = 0; number < 5; number++)
    await article({ title: `Number ${number}`, source: { slug: `s${number % 2}`, name: 'S' } }, { publish: true })
  const lines = async (path: string) => {
    const answer = await get(path)
    t.match(answer.headers['content-type'], 'application/x-ndjson')
    return answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  }
  const thin = await lines('/v1/snapshot')
  t.strictSame(thin[0], { seq: 7 })
  t.strictSame(thin.at(-1), { count: 7 })
  const third = thin[3]
  const rest = await lines(`/v1/snapshot?seq=7&after=${third.resource}/${third.id}`)
  t.strictSame(rest.slice(1, -1), thin.slice(4, -1))
  const full = await lines('/v1/snapshot?include=resource&body=html')
  const [, whole] = full
  t.strictSame(whole.article, (await get(`/v1/articles/${whole.id}?body=html`)).body)
})

t.test('200: who waits is told as soon as something happens', async (t) => {
  const newsroom = await openNewsroom(t)
  const { article, get } = newsroom
  await article({}, { publish: true })
  const waiting = get('/v1/changes?after=2&wait=30')
  const published = await article({ title: 'Late news' }, { publish: true })
  const answer = await waiting
  t.strictSame(answer.body.data.map(short), [`article published ${published.body.id} 1`])
})
