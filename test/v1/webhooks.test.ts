/** Webhooks as their holders keep them: made, changed, rotated, deleted. */
import { Webhook as Verifier } from 'standardwebhooks'
import t from 'tap'
import { typePatterns } from '../../src/webhooks/schema.ts'
import type { Received } from '../delivery/receiver.ts'
import { as, eventOf, inOrder, opened, shortly } from '../delivery/webhook-newsroom.ts'

t.test('POST /v1/webhooks', async (t) => {
  const { call, get, make, receiver, keyTexts, article, push } = await opened(t)

  t.test('201 with the secret, once, and its address', async (t) => {
    const made = await make({ types: ['published', 'withdrawn'] })
    t.match(made.body, { state: 'active', types: ['published', 'withdrawn'], stateReason: null, revision: 1 })
    t.match(made.body.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    t.equal(made.headers.location, `http://newsroom.test/v1/webhooks/${made.body.id}`)
    const read = await get(made.path, { as })
    const { secret, ...rest } = made.body
    t.strictSame(read.body, rest)
    t.notMatch((await get('/v1/webhooks', { as })).text, /whsec_/)
  })

  t.test('201 again for a replay, without the secret', async (t) => {
    const first = await make({}, { 'idempotency-key': '"once"' })
    const again = await make({}, { 'idempotency-key': '"once"' })
    t.equal(again.body.id, first.body.id)
    t.equal(again.body.secret, null)
  })

  t.test('422 for an address that may not be reached, and for types that there are not', async (t) => {
    const wrong: Array<[unknown, string]> = [
      [{ url: 'http://portal.example/' }, '/url'],
      [{ url: 'https://127.0.0.1/' }, '/url'],
      [{ url: 'https://[::1]/' }, '/url'],
      [{ url: 'https://localhost/' }, '/url'],
      [{ url: 'https://169.254.169.254/latest/meta-data' }, '/url'],
      [{ url: 'https://me:you@portal.example/' }, '/url'],
      [{ url: 'https://portal.example:5432/' }, '/url'],
      [{ url: 'mailto:me@portal.example' }, '/url'],
      [{}, '/url'],
      [{ url: receiver.url, types: ['article.deleted'] }, '/types/0'],
      [{ url: receiver.url, types: [] }, '/types'],
      [{ url: receiver.url, kind: 'x' }, '/kind'],
    ]
    for (const [body, pointer] of wrong) {
      const answer = await call('POST', '/v1/webhooks', { as, body })
      t.equal(answer.status, 422, JSON.stringify(body))
      t.equal(answer.body.errors[0].pointer, pointer, JSON.stringify(body))
    }
  })

  t.test('401 without a key, 404 for those of other keys', async (t) => {
    const { path } = await make()
    t.equal((await call('POST', '/v1/webhooks', { body: { url: receiver.url } })).status, 401)
    t.equal((await get(path)).status, 401)
    for (const other of ['reader', 'admin'] as const) {
      t.equal((await get(path, { as: other })).status, 404)
      t.strictSame((await get('/v1/webhooks', { as: other })).body.data, [])
      t.equal((await get(`${path}/deliveries`, { as: other })).status, 404)
      for (const [method, part, body] of [
        ['PATCH', '', {}],
        ['DELETE', '', undefined],
        ['POST', '/secret', {}],
        ['POST', '/test', undefined],
        ['POST', '/replay', { after: 0 }],
        ['POST', `/deliveries/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10/retry`, undefined],
      ] as const)
        t.equal(
          (await call(method, `${path}${part}`, { as: other, body, ifMatch: '*' })).status,
          404,
          `${method} ${part}`,
        )
    }
  })

  t.test('409 for the 21st of a key; readers may have some too', async (t) => {
    const ask = () =>
      call('POST', '/v1/webhooks', { as: 'reader', body: { url: receiver.url, types: ['site.updated'] } })
    for (let index = 0; index < 20; index++) t.equal((await ask()).status, 201)
    t.equal((await ask()).status, 409)
    const first = await get('/v1/webhooks?limit=15', { as: 'reader' })
    const second = await get(`/v1/webhooks?limit=15&cursor=${first.body.page.next}`, { as: 'reader' })
    t.equal(new Set([...first.body.data, ...second.body.data].map(({ id }) => id)).size, 20)
  })

  t.test('200 for admins with all of them, 403 for others', async (t) => {
    const { data } = (await get('/v1/newsroom/webhooks?limit=200', { as: 'admin' })).body
    t.equal(new Set(data.map(({ keyId }: { keyId: string }) => keyId)).size, 2)
    t.equal((await get('/v1/newsroom/webhooks', { as: 'editor' })).status, 403)
    t.ok(keyTexts.admin)
  })

  t.test('an event of an article that is published later comes to each that wants it', async (t) => {
    await article({}, { publish: true })
    const events = (await push()).map(eventOf)
    t.equal(events.filter(({ type }) => type === 'article.published').length, 3)
    t.equal(events.filter(({ type }) => type === 'source.created').length, 2, 'two want everything')
  })
})

t.test('PATCH, DELETE and the state of a webhook', async (t) => {
  const { make, push, article, call, get, receiver } = await opened(t)
  const { path, etag } = await make({ types: ['published'] })

  t.test('428 and 412 without its ETag or with an old one, 422 for what it cannot be', async (t) => {
    t.equal((await call('PATCH', path, { as, body: {} })).status, 428)
    t.equal((await call('DELETE', path, { as })).status, 428)
    t.equal((await call('POST', `${path}/secret`, { as, body: {} })).status, 428)
    t.equal((await call('PATCH', path, { as, body: { types: null }, ifMatch: '"w9"' })).status, 412)
    for (const body of [
      { url: null },
      { state: null },
      { state: 'paused' },
      { url: 'https://10.0.0.1/' },
      { types: ['x'] },
    ])
      t.equal((await call('PATCH', path, { as, body, ifMatch: etag })).status, 422, JSON.stringify(body))
  })

  t.test('200 with the change', async (t) => {
    const changed = await call('PATCH', path, {
      as,
      body: { types: null, url: `${receiver.url}/other` },
      ifMatch: etag,
    })
    t.equal(changed.status, 200, changed.text)
    t.match(changed.body, { types: null, url: `${receiver.url}/other`, revision: 2 })
    t.equal((await call('PATCH', path, { as, body: {}, ifMatch: etag })).status, 412)
    await article({}, { publish: true })
    t.strictSame(
      (await push()).map(({ path: to }) => to),
      ['/other', '/other'],
    )
  })

  t.test('410 from the receiver disables it; active again it goes on where it stopped', async (t) => {
    receiver.react(410)
    await article({ title: 'Gone' }, { publish: true })
    t.equal((await push()).length, 1)
    const disabled = await get(path, { as })
    t.match(disabled.body, { state: 'disabled', stateReason: /410/, lag: { pending: 1 } })
    receiver.react(204)
    await article({ title: 'Meanwhile' }, { publish: true })
    t.strictSame(await push(), [])
    t.equal((await call('POST', `${path}/test`, { as })).status, 409)
    t.equal((await call('POST', `${path}/replay`, { as, body: { after: 0 } })).status, 409)
    const again = await call('PATCH', path, { as, body: { state: 'active' }, ifMatch: disabled.etag })
    t.match(again.body, { state: 'active', stateReason: null })
    t.strictSame(shortly(inOrder(await push())), ['article.published 3 after 2', 'article.published 4 after 3'])
    t.match((await get(path, { as })).body.lag, { pending: 0, changes: 0, seconds: 0, idle: false })
  })

  t.test('200 disabled by its holder, 204 when deleted, and then 404', async (t) => {
    const disabled = await call('PATCH', path, { as, body: { state: 'disabled' }, ifMatch: '*' })
    t.match(disabled.body, { state: 'disabled', stateReason: 'disabled by its holder' })
    await article({ title: 'Never sent' }, { publish: true })
    t.strictSame(await push(), [])
    t.equal((await call('DELETE', path, { as, ifMatch: disabled.etag })).status, 204)
    t.equal((await get(path, { as })).status, 404)
    t.equal((await call('DELETE', path, { as, ifMatch: '*' })).status, 404)
  })
})

t.test('POST /v1/webhooks/{id}/secret', async (t) => {
  const { make, push, article, call, clock } = await opened(t)
  const { path, etag, body } = await make({ types: ['published'] })
  const rotated = await call('POST', `${path}/secret`, { as, body: { overlapSeconds: 60 }, ifMatch: etag })
  t.equal(rotated.status, 200)
  t.match(rotated.body.secret, /^whsec_/)
  t.not(rotated.body.secret, body.secret)
  const verifies = (secret: string, { body, headers }: Received): boolean => {
    try {
      return new Verifier(secret).verify(body, headers as never) !== undefined
    } catch {
      return false
    }
  }

  t.test('during the overlap both secrets sign', async (t) => {
    await article({ title: 'Overlap' }, { publish: true })
    const [event] = (await push()) as [Received]
    t.equal(String(event.headers['webhook-signature']).split(' ').length, 2)
    t.ok(verifies(body.secret, event))
    t.ok(verifies(rotated.body.secret, event))
  })

  t.test('after it only the new one does', async (t) => {
    clock.forward(61)
    await article({ title: 'After' }, { publish: true })
    const [event] = (await push()) as [Received]
    t.notOk(verifies(body.secret, event))
    t.ok(verifies(rotated.body.secret, event))
  })
})

t.test('every type that may be asked for is of a change that there is', async (t) => {
  t.ok(
    typePatterns.includes('published') && typePatterns.includes('article.withdrawn') && typePatterns.includes('tag.*'),
  )
  t.notOk(typePatterns.includes('source.published'))
  t.equal(new Set(typePatterns).size, typePatterns.length)
})
