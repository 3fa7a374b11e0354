/** POSTs with an Idempotency-Key are carried out once. */
import t from 'tap'
import { buildApp } from '../../../src/app.ts'
import { openDatabase } from '../../../src/db/open.ts'
import { createNewsroom } from '../../../src/newsroom.ts'
import { underContract } from '../../support/contract.ts'
import { articlePath, lifeOf } from '../../support/life.ts'
import { type Call, openNewsroom } from '../../support/newsroom.ts'

const articles = '/v1/newsroom/articles'
const input = { title: 'Sent twice', language: 'en', source: { slug: 'desk', name: 'Desk' } }

t.test('Idempotency-Key', async (t) => {
  const opened = await openNewsroom(t)
  const newsroom = underContract(opened)
  const { call, get, clock, keyTexts } = newsroom
  const life = lifeOf(newsroom)
  const post = (key: string, options: Call & { url?: string } = {}) => {
    const { url = articles, headers, ...rest } = options
    return call('POST', url, { as: 'editor', body: input, ...rest, headers: { 'idempotency-key': key, ...headers } })
  }
  const titled = async (title: string): Promise<number> =>
    (await get(`${articles}?limit=200`, { as: 'admin' })).body.data.filter(
      (each: { title: string }) => each.title === title,
    ).length
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))

  t.test('201 once and the same answer again: status, body, Location and ETag', async (t) => {
    const first = await post('"replayed"', { body: { ...input, title: 'Replayed' } })
    t.equal(first.status, 201)
    t.notOk('idempotent-replayed' in first.headers)
    clock.forward(600)
    await life.patch(first.body.id, { summary: 'Changed since' })
    const again = await post('"replayed"', { body: { ...input, title: 'Replayed' } })
    t.equal(again.headers['idempotent-replayed'], 'true')
    t.strictSame([again.status, again.text, again.etag], [201, first.text, first.etag])
    for (const name of ['location', 'content-type', 'cache-control'])
      t.equal(again.headers[name], first.headers[name], name)
    t.not(again.headers['x-request-id'], first.headers['x-request-id'])
    t.equal(await titled('Replayed'), 1)
    const found = await get(`/v1/newsroom/audit?resourceId=${first.body.id}`, { as: 'admin' })
    t.equal(found.body.data.length, 2, 'a replay is no act')
  })

  t.test('400 for what is no quoted string, before anything is done', async (t) => {
    for (const key of [
      'bare',
      '8e03978e-40d5-43dd-bc93-6894a57f9324',
      '""',
      '"open',
      '12',
      ':YWJj:',
      `"${'x'.repeat(256)}"`,
      '"a", "b"',
      '?1',
    ]) {
      const refused = await post(key, { body: { ...input, title: 'Never made' } })
      t.equal(refused.status, 400, key)
      t.strictSame(
        [refused.body.type, refused.body.errors[0].parameter],
        ['http://newsroom.test/problems/invalid-parameter', 'Idempotency-Key'],
      )
    }
    t.equal(await titled('Never made'), 0)
    t.equal((await post(`"${'x'.repeat(255)}"`)).status, 201)
  })

  t.test('422 on another payload, and the first answer stays', async (t) => {
    const first = await post('"other"', { body: { ...input, title: 'The first payload' } })
    const other = await post('"other"', { body: { ...input, title: 'The second payload' } })
    t.strictSame([other.status, other.body.errors[0].parameter], [422, 'Idempotency-Key'])
    t.equal(await titled('The second payload'), 0)
    t.equal((await post('"other"', { body: { ...input, title: 'The first payload' } })).text, first.text)
  })

  t.test('201 for each key and each route: nobody meets the answers of others', async (t) => {
    const body = { ...input, title: 'Scoped' }
    const mine = await post('"scoped"', { body })
    const theirs = await post('"scoped"', { body, as: 'admin' })
    t.not(theirs.body.id, mine.body.id)
    t.equal(
      (
        await post('"scoped"', {
          url: '/v1/newsroom/tags',
          body: { slug: 'scoped', kind: 'topic', labels: { en: 'S' } },
        })
      ).status,
      201,
    )
    const one = await newsroom.article({ title: 'One' }, { publish: true })
    const two = await newsroom.article({ title: 'Two' }, { publish: true })
    for (const { body: each } of [one, two]) {
      const corrected = await post('"scoped"', {
        url: `${articlePath(each.id)}/corrections`,
        body: { kind: 'update', notice: 'x' },
        ifMatch: '*',
      })
      t.strictSame([corrected.status, corrected.body.id], [200, each.id])
    }
    t.equal((await post('"scoped"', { as: 'reader', body })).status, 403, 'a key that may not is told so')
    t.equal((await call('POST', articles, { body, headers: { 'idempotency-key': '"scoped"' } })).status, 401)
  })

  t.test('200 for a correction sent twice: one edition, also when the ETag is old by then', async (t) => {
    const live = await newsroom.article({ title: 'Corrected once' }, { publish: true })
    const url = `${articlePath(live.body.id)}/corrections`
    const body = { kind: 'correction', notice: 'Once.' }
    const first = await post('"once"', { url, body, ifMatch: live.etag })
    const again = await post('"once"', { url, body, ifMatch: live.etag })
    t.strictSame([first.status, again.status, again.text, again.etag], [200, 200, first.text, first.etag])
    t.equal((await life.read(live.body.id)).body.version, 2)
  })

  t.test('422 and 412 are kept, too', async (t) => {
    const wrong = { ...input, source: 'comes-later' }
    const first = await post('"wrong"', { body: wrong })
    t.equal(first.status, 422)
    await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'comes-later', name: 'Later' } })
    const again = await post('"wrong"', { body: wrong })
    t.strictSame([again.status, again.text, again.headers['idempotent-replayed']], [422, first.text, 'true'])
    t.equal((await post('"wrong again"', { body: wrong })).status, 201)
  })

  t.test('503 is not kept: what failed on our side may be sent again', async (t) => {
    const { write } = opened.db
    let failures = 0
    const failing = t.capture(opened.db, 'write', (async (work: never) => {
      // The claim of the key comes first, and the work behind it.
      if (failures++ === 1) throw Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' })
      return write(work)
    }) as never)
    const first = await post('"failed"', { body: { ...input, title: 'Made in the end' } })
    failing.restore()
    t.equal(first.status, 503)
    t.equal((await post('"failed"', { body: { ...input, title: 'Made in the end' } })).status, 201)
    t.equal(await titled('Made in the end'), 1)
  })

  t.test('409 with Retry-After while the first is running', async (t) => {
    const { write } = opened.db
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    let claimed = () => {}
    const isClaimed = new Promise<void>((resolve) => (claimed = resolve))
    let calls = 0
    const holding = t.capture(opened.db, 'write', (async (work: never) => {
      if (calls++ === 1) {
        claimed()
        await held
      }
      return write(work)
    }) as never)
    const body = { ...input, title: 'Slow' }
    const first = post('"slow"', { body })
    await isClaimed
    const second = await post('"slow"', { body })
    t.strictSame([second.status, second.headers['retry-after']], [409, '1'])
    letGo()
    t.equal((await first).status, 201)
    holding.restore()
    t.equal((await post('"slow"', { body })).text, (await first).text)
    t.equal(await titled('Slow'), 1)
  })

  t.test('201 for one of twenty that come at once; the others replay it or are told to wait', async (t) => {
    const body = { ...input, title: 'Sent by twenty' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('"twenty"', { body })))
    const made = answers.filter(({ status }) => status === 201)
    t.equal(made.length + answers.filter(({ status }) => status === 409).length, 20)
    t.equal(new Set(made.map((answer) => answer.text)).size, 1)
    t.equal(await titled('Sent by twenty'), 1)
    t.equal((await post('"twenty"', { body })).text, made[0]?.text)
  })

  t.test('201 with the key once, and null in a replay', async (t) => {
    const body = { name: 'Idempotent', role: 'reader' }
    const first = await post('"key"', { url: '/v1/newsroom/keys', as: 'admin', body })
    const again = await post('"key"', { url: '/v1/newsroom/keys', as: 'admin', body })
    t.equal(again.status, 201)
    t.match(first.body.key, /^mh_/)
    t.strictSame(again.body, { ...first.body, key: null })
    t.equal(again.headers.location, first.headers.location)
    const url = `/v1/newsroom/keys/${first.body.id}/rotation`
    const rotated = await post('"key"', { url, as: 'admin', body: {}, ifMatch: '*' })
    const replayed = await post('"key"', { url, as: 'admin', body: {}, ifMatch: '*' })
    t.strictSame(replayed.body, { ...rotated.body, key: null })
    t.equal((await get('/v1/articles', { headers: { authorization: `Bearer ${rotated.body.key}` } })).status, 200)
  })

  t.test('201 again after a restart, and anew after 24 hours', async (t) => {
    const body = { ...input, title: 'Survives' }
    const first = await post('"survives"', { body })
    const db = await openDatabase({ url: opened.config.DATABASE_URL })
    const reopened = createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds: 60, now: () => clock.at })
    const app = await buildApp({ config: opened.config, newsroom: reopened })
    t.teardown(async () => {
      await app.close()
      await db.close()
    })
    const elsewhere = () =>
      app.inject({
        method: 'POST',
        url: articles,
        headers: { authorization: `Bearer ${keyTexts.editor}`, 'idempotency-key': '"survives"' },
        payload: body,
      })
    const again = await elsewhere()
    t.strictSame([again.statusCode, again.body, again.headers.etag], [201, first.text, first.etag])
    clock.set('2026-11-02T10:00:00Z')
    t.equal((await elsewhere()).body, first.text)
    clock.set('2026-11-02T10:00:01Z')
    const anew = await elsewhere()
    t.equal(anew.statusCode, 201)
    t.not(anew.json().id, first.body.id)
  })

  t.test('200 for what is no POST, which does not heed it', async (t) => {
    const draft = await newsroom.article({ title: 'Patched' })
    for (const title of ['Patched once', 'Patched twice']) {
      const patched = await call('PATCH', articlePath(draft.body.id), {
        as: 'editor',
        ifMatch: '*',
        body: { title },
        headers: { 'idempotency-key': '"patched"' },
      })
      t.strictSame([patched.status, patched.body.title], [200, title])
    }
  })
})
