/** Purges: what a cache is told, when, how often, and what becomes of it when the cache does not answer. */
import { Registry } from 'prom-client'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config.ts'
import { cacheTag } from '../../src/lib/cache-tags.ts'
import { settingsOf } from '../../src/main.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { registerPurgeMetrics } from '../../src/purge/index.ts'
import { tagsValue } from '../../src/purge/model.ts'
import { openReceiver, type Received, type Receiver } from '../delivery/receiver.ts'
import { openNewsroom } from '../support/newsroom.ts'

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined }

/** A newsroom in front of which a cache stands that does what it is told. */
async function opened(t: Test, settings: Record<string, string> = {}) {
  const receiver = await openReceiver(t)
  receiver.react(200)
  const newsroom = await openNewsroom(t, { PURGE_URLS: `${receiver.url}/`, ...settings })
  const { purge, changes, db, clock, article } = newsroom
  const [purger] = purge.purgers
  if (!purger) throw new Error('there is no purger')
  /** Looks once. Answers what the cache was sent. */
  const look = async (): Promise<Received[]> => {
    const before = receiver.received.length
    await purger.look()
    return receiver.received.slice(before)
  }
  /** Purges twice, so that nothing is left to purge. */
  const settle = async (): Promise<void> => {
    await look()
    clock.forward(1)
    await look()
  }
  const published = async (title: string): Promise<string> => (await article({ title }, { publish: true })).body.id
  const rename = (name: string, id: string) =>
    newsroom.call('PATCH', `/v1/newsroom/sources/${id}`, { as: 'admin', body: { name }, ifMatch: '*' })
  return { ...newsroom, receiver, purger, look, settle, published, rename, head: () => changes.log.head(db.read) }
}

const tagsIn = (request: Received | undefined): string[] => String(request?.headers['surrogate-key']).split(' ').sort()
/** Resolves when a cache was told to forget a tag. */
async function told({ received, got }: Receiver, tag: string): Promise<void> {
  while (!received.some((each) => tagsIn(each).includes(tag))) await got(received.length + 1)
}
const ofArticle = (id: string): string => cacheTag('article', id)

t.test('a cache is told what a transition has touched, at once and once more a second later', async (t) => {
  const { look, settle, published, clock, receiver, head, purger } = await opened(t)
  t.same(await look(), [], 'nothing has happened yet')
  const first = await published('First')
  const [welcome, ...more] = await look()
  t.same([welcome?.method, welcome?.path, tagsIn(welcome)], ['PURGE', '/', ['live', 'site']], 'a new cache forgets all')
  t.same(more, [])
  clock.forward(1)
  await look()

  const second = await published('Second')
  const [purge] = await look()
  t.same(tagsIn(purge), [ofArticle(second), 'live'])
  t.notOk(purge?.headers.authorization)
  t.same(await look(), [], 'it is told once')
  clock.forward(0.999)
  t.same(await look(), [], 'and not too soon')
  clock.forward(0.001)
  const [again] = await look()
  t.same(tagsIn(again), tagsIn(purge), 'it is told the same once more')
  clock.forward(10)
  t.same(await look(), [])

  const third = await published('Third')
  await look()
  clock.forward(0.5)
  const fourth = await published('Fourth')
  const [both] = await look()
  t.same(tagsIn(both), [ofArticle(third), ofArticle(fourth), 'live'].sort(), 'what is to come once more comes along')
  clock.forward(0.5)
  t.same(tagsIn((await look())[0]), tagsIn(both), 'that was too soon for the fourth, and for the third, too')
  clock.forward(0.5)
  t.same(tagsIn((await look())[0]), [ofArticle(fourth), 'live'].sort(), 'the third is done')
  clock.forward(1)
  t.same(await look(), [])
  await settle()

  const five = await Promise.all(['5', '6', '7', '8', '9'].map(published))
  const joined = await look()
  t.equal(joined.length, 1, 'what has happened together is one purge')
  t.same(tagsIn(joined[0]), [...five.map(ofArticle), 'live'].sort())
  t.equal((await purger.look()).head, (await head()).seq)
  t.notOk(
    receiver.received.some((each) => tagsIn(each).includes(ofArticle(first))),
    'the first was in everything',
  )
})

t.test('what is asked for by the settings is sent', async (t) => {
  const settings = { PURGE_METHOD: 'POST', PURGE_HEADER: 'X-Tags', PURGE_AUTHORIZATION: 'Fastly-Key: a secret' }
  const { look, published } = await opened(t, settings)
  await published('First')
  const [request] = await look()
  t.match(request, { method: 'POST', headers: { 'x-tags': 'site live', 'fastly-key': 'a secret' }, body: '' })
  t.notOk(request?.headers['surrogate-key'])
})

t.test('what is wrong in the settings is named', async (t) => {
  const wrong: Array<[string, string[]]> = [
    ['PURGE_URLS', ['cache:6081', 'ftp://cache/', 'http://user:secret@cache/', 'http://a/,', 'http://a/#b']],
    ['PURGE_METHOD', ['purge', 'PURGE ALL']],
    ['PURGE_HEADER', ['a b', 'X:']],
    ['PURGE_AUTHORIZATION', ['token', 'Name:', 'Name: a\r\nOther: b']],
  ]
  for (const [name, values] of wrong)
    for (const value of values) t.throws(() => loadConfig({ [name]: value }), { message: new RegExp(name) }, value)
})

t.test('too many tags for a header are everything', async (t) => {
  const tags = (number: number) =>
    new Set(Array.from({ length: number }, (_, index) => cacheTag('article', `${index}`)))
  t.equal(tagsValue(tags(250)).split(' ').length, 250)
  t.equal(tagsValue(tags(251)), 'site live')
  const long = new Set(Array.from({ length: 200 }, (_, index) => `${index}`.padStart(40, 'x')))
  t.equal(tagsValue(long), 'site live')
})

t.test(
  'a cache that fails is asked again, with what has happened since, until all it has must have expired',
  async (t) => {
    const { look, settle, published, clock, receiver, purger } = await opened(t, { TICK_SECONDS: '10' })
    const first = await published('First')
    await settle()
    receiver.react(503)
    const second = await published('Second')
    const failed = await purger.look()
    t.match(failed, { milliseconds: 1000, fault: { status: 503 } })
    const third = await published('Third')
    clock.forward(5)
    t.same(tagsIn((await look())[0]), [ofArticle(second), ofArticle(third), 'live'].sort())
    receiver.react((_request, response) => response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end())
    t.equal((await look()).length, 1, 'a redirect is a failure, and is not followed')
    receiver.react((_request, _response, raw) => raw.socket.destroy())
    t.equal((await purger.look()).fault?.status, undefined, 'no answer is a failure')
    receiver.react(200)
    t.same(tagsIn((await look())[0]), [ofArticle(second), ofArticle(third), 'live'].sort(), 'then all of it arrives')
    clock.forward(1)
    await look()
    t.same(await look(), [])

    receiver.react(503)
    await published('Fourth')
    await look()
    clock.forward(14.9)
    const fifth = await published('Fifth')
    await look()
    t.equal(purger.state.givenUp, 0)
    clock.forward(0.1)
    await look()
    t.equal(purger.state.givenUp, 1, 'after the tick and five seconds')
    receiver.react(200)
    t.same(tagsIn((await look())[0]), [ofArticle(fifth), 'live'].sort(), 'only what came later is still told')
    t.not(first, fifth)
  },
)

t.test('what was not acknowledged is sent by the next process, and what was, once more', async (t) => {
  const newsroom = await opened(t)
  const { db, config, clock, receiver, published, settle, look } = newsroom
  await published('First')
  await settle()
  const restarted = () => createNewsroom({ db, ...settingsOf(config), now: () => clock.at }).purge.purgers[0]
  receiver.react(503)
  const second = await published('Second')
  await look()
  receiver.react(200)
  const before = receiver.received.length
  await restarted()?.look()
  const sent = receiver.received.slice(before)
  t.same(sent.map(tagsIn), [[ofArticle(second), 'live']])
  const later = restarted()
  await later?.look()
  clock.forward(1)
  await later?.look()
  t.same(receiver.received.slice(before + 1).map(tagsIn), [[ofArticle(second), 'live']], 'the second purge is not lost')
  t.same(await look(), [], 'the first process knows of it')

  const { subscriptions } = db.tables
  await db.write((queries) => queries.update(subscriptions).set({ position: '99999', lastSeq: 99_999 }))
  t.same((await look()).map(tagsIn), [['live', 'site']], 'a cache ahead of a database that was put back forgets all')
  clock.forward(1)
  await look()
  t.same(await look(), [])
})

t.test('a server purges each cache by itself, at once, and what is left when it closes', async (t) => {
  const other = await openReceiver(t)
  const first = await openReceiver(t)
  const { purge, published, clock, receiver } = await opened(t, { PURGE_URLS: `${first.url}/a, ${other.url}/b?key=1` })
  t.same(
    purge.purgers.map(({ url }) => url),
    [`${first.url}/a`, `${other.url}/b?key=1`],
  )
  t.same(receiver.received, [])
  await published('First')
  clock.at = new Date()
  const stop = purge.start(quiet)
  await Promise.all([first.got(1), other.got(1)])
  let answerOther: () => unknown = () => undefined
  other.react((_request, response) => {
    answerOther = () => response.writeHead(200).end()
  })
  clock.forward(1)
  await published('Second')
  await told(first, 'site')
  clock.forward(1)
  const third = await published('Third')
  await told(first, ofArticle(third))
  t.equal(other.received[0]?.path, '/b?key=1')
  t.notOk(
    other.received.some((each) => tagsIn(each).includes(ofArticle(third))),
    'the other is still at it',
  )
  const last = await published('Last')
  answerOther()
  other.react(200)
  await stop()
  await Promise.all([told(first, ofArticle(last)), told(other, ofArticle(last))])

  const metrics = new Registry()
  registerPurgeMetrics(metrics, purge, () => clock.at)
  const text = await metrics.metrics()
  t.match(text, `masthead_purge_requests_total{cache="${first.url}/a",result="acknowledged"} `)
  t.match(text, `masthead_purge_lag_seconds{cache="${first.url}/a"} 0`)
  t.notMatch(text, 'key=1', 'no query is shown')
})

t.test('without caches nothing is sent and nothing is written', async (t) => {
  const { purge, db, article } = await openNewsroom(t)
  t.same(purge.purgers, [])
  await article({}, { publish: true })
  await purge.start(quiet)()
  t.same(await db.read.select().from(db.tables.subscriptions), [])
})
