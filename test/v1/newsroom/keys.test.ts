/** The keys that admins make, rotate and revoke; and what happens to those who guess. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { dumpDatabase } from '../../support/dump.ts'
import { noId } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

const path = '/v1/newsroom/keys'
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

t.test('keys', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, clock, config } = newsroom
  const create = (body: unknown) => call('POST', path, { as: 'admin', body })
  const rotate = (id: string, body: unknown = {}, ifMatch = '*') =>
    call('POST', `${path}/${id}/rotation`, { as: 'admin', body, ifMatch })
  const revoke = (id: string, ifMatch = '*') => call('PUT', `${path}/${id}/revocation`, { as: 'admin', ifMatch })
  const statusOf = async (key: string, url = '/v1/articles') => (await get(url, { headers: bearer(key) })).status
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))

  t.test('201 with the secret, shown this once; it works as its role', async (t) => {
    const editor = await call('POST', '/v1/newsroom/editors', { as: 'editor', body: { slug: 'lin', name: 'Lin Yue' } })
    const made = await create({ name: 'Lin’s key', role: 'editor', editor: 'lin', expiresAt: '2026-11-02T10:00:00Z' })
    t.equal(made.status, 201)
    const { key, id } = made.body
    t.match(key, /^mh_[\w-]{43}$/)
    t.strictSame(made.body, {
      id,
      name: 'Lin’s key',
      role: 'editor',
      editorId: editor.body.id,
      createdAt: '2026-11-01T10:00:00Z',
      expiresAt: '2026-11-02T10:00:00Z',
      revokedAt: null,
      formerValidUntil: null,
      revision: 1,
      key,
    })
    t.equal(made.headers.location, `http://newsroom.test${path}/${id}`)
    t.equal(made.headers['cache-control'], 'no-store')
    t.equal(
      (await create({ name: 'By id', role: 'contributor', editor: editor.body.id })).body.editorId,
      editor.body.id,
    )
    t.equal(await statusOf(key, '/v1/newsroom/articles'), 200)
    t.equal(await statusOf(key, path), 403)
    clock.set('2026-11-02T10:00:00Z')
    t.equal(await statusOf(key), 401, 'from the second on that it expires')
    clock.set('2026-11-01T10:00:00Z')
    const read = await get(`${path}/${id}`, { as: 'admin' })
    const { key: _, ...rest } = made.body
    t.strictSame(read.body, rest)
    t.equal((await revoke(id, made.etag)).status, 200, 'the ETag of the creation is the present one')
    const dump = JSON.stringify([...(await dumpDatabase(config.DATABASE_URL))])
    t.notOk(dump.includes(key) || dump.includes(key.slice(3)), 'the secret is kept nowhere')
  })

  t.test('200 with all keys, newest first, page by page, and no secret in any answer', async (t) => {
    const made = [await create({ name: 'Paged 1', role: 'reader' }), await create({ name: 'Paged 2', role: 'reader' })]
    const rotated = await rotate(made[0]?.body.id)
    const secrets = [...made.map(({ body }) => body.key), rotated.body.key]
    const names: string[] = []
    let next: string | null = ''
    let previous: string | null = null
    while (next !== null) {
      const page: Awaited<ReturnType<typeof get>> = await get(`${path}?limit=2${next && `&cursor=${next}`}`, {
        as: 'admin',
      })
      t.equal(page.status, 200)
      t.notMatch(page.text, /mh_|[Hh]ash|secret/)
      for (const secret of secrets) t.notOk(page.text.includes(secret.slice(3)))
      names.push(...page.body.data.map(({ name }: { name: string }) => name))
      previous = page.body.page.previous
      next = page.body.page.next
    }
    t.strictSame(names.slice(0, 2), ['Paged 2', 'Paged 1'])
    t.ok(['test admin', 'test reader'].every((name) => names.includes(name)))
    t.equal(new Set(names).size, names.length)
    t.equal((await get(`${path}?limit=2&cursor=${previous}`, { as: 'admin' })).body.data.length, 2)
    t.notMatch((await get(`${path}/${made[0]?.body.id}`, { as: 'admin' })).text, /mh_|[Hh]ash|secret/)
    t.equal((await get(`${path}/${noId}`, { as: 'admin' })).status, 404)
  })

  t.test('200 rotated: both secrets work until the overlap ends, then the new one alone', async (t) => {
    const made = await create({ name: 'Rotated', role: 'editor' })
    const { id } = made.body
    const rotated = await rotate(id, { overlapSeconds: 3600 }, made.etag)
    t.equal(rotated.status, 200)
    t.match(rotated.body, {
      id,
      name: 'Rotated',
      role: 'editor',
      formerValidUntil: '2026-11-01T11:00:00Z',
      revision: 2,
    })
    t.match(rotated.body.key, /^mh_[\w-]{43}$/)
    t.not(rotated.body.key, made.body.key)
    clock.set('2026-11-01T10:59:59Z')
    t.strictSame([await statusOf(made.body.key), await statusOf(rotated.body.key)], [200, 200])
    clock.set('2026-11-01T11:00:00Z')
    t.strictSame([await statusOf(made.body.key), await statusOf(rotated.body.key)], [401, 200])
    const third = await rotate(id, { overlapSeconds: 0 })
    t.strictSame([await statusOf(rotated.body.key), await statusOf(third.body.key)], [401, 200], 'no overlap at all')
    const fourth = await rotate(id)
    t.equal(fourth.body.formerValidUntil, '2026-11-02T11:00:00Z', 'a day when nothing is said')
    const fifth = await rotate(id)
    const keys = [third, fourth, fifth].map(({ body }) => statusOf(body.key))
    t.strictSame(await Promise.all(keys), [401, 200, 200], 'only the last secret overlaps')
    for (const overlapSeconds of [-1, 2_592_001, 1.5, 'long'])
      t.equal((await rotate(id, { overlapSeconds })).status, 422, String(overlapSeconds))
  })

  t.test('200 revoked: every secret of it is refused at once, for ever', async (t) => {
    const made = await create({ name: 'Lost', role: 'admin' })
    const { id } = made.body
    const rotated = await rotate(id)
    t.strictSame([await statusOf(made.body.key), await statusOf(rotated.body.key)], [200, 200])
    const revoked = await revoke(id, rotated.etag)
    t.match(revoked, { status: 200, body: { revokedAt: '2026-11-01T10:00:00Z', formerValidUntil: null } })
    t.notMatch(revoked.text, /mh_/)
    t.strictSame([await statusOf(made.body.key), await statusOf(rotated.body.key)], [401, 401])
    clock.forward(60)
    t.equal((await revoke(id)).body.revokedAt, '2026-11-01T10:00:00Z', 'once more changes nothing of it')
    t.equal((await rotate(id)).status, 409)
    t.equal(await statusOf(rotated.body.key), 401)
  })

  t.test('428 without If-Match, 412 with an old one and who was quicker, 404 for nothing', async (t) => {
    const made = await create({ name: 'Guarded', role: 'reader' })
    const { id } = made.body
    await rotate(id)
    for (const [method, part, body] of [
      ['POST', 'rotation', {}],
      ['PUT', 'revocation', undefined],
    ] as const) {
      const at = (url: string, headers: Record<string, string> = {}) =>
        call(method, `${path}/${url}/${part}`, { as: 'admin', headers, ...(body && { body }) })
      t.equal((await at(id)).status, 428, part)
      const old = await at(id, { 'if-match': made.etag })
      t.match(old, {
        status: 412,
        body: { currentETag: '"r2"', changedBy: 'test admin', changedAt: '2026-11-01T10:00:00Z' },
      })
      t.equal((await at(noId, { 'if-match': '*' })).status, 404, part)
    }
    t.equal(await statusOf(made.body.key), 200)
  })

  t.test('422 for what is no key', async (t) => {
    const bodies: Array<[unknown, string]> = [
      [{ role: 'reader' }, '/name'],
      [{ name: 'x' }, '/role'],
      [{ name: 'x', role: 'boss' }, '/role'],
      [{ name: 'x', role: 'system' }, '/role'],
      [{ name: '', role: 'reader' }, '/name'],
      [{ name: 'x', role: 'editor', editor: 'nobody' }, '/editor'],
      [{ name: 'x', role: 'reader', expiresAt: '2026-11-01T10:00:00Z' }, '/expiresAt'],
      [{ name: 'x', role: 'reader', expiresAt: 'later' }, '/expiresAt'],
      [{ name: 'x', role: 'reader', key: 'mh_mine' }, '/key'],
    ]
    for (const [body, pointer] of bodies) {
      const refused = await create(body)
      t.strictSame([refused.status, refused.body.errors[0].pointer], [422, pointer])
    }
  })

  t.test('403 for everybody but admins; partners and readers see nothing of the newsroom', async (t) => {
    for (const as of ['editor', 'contributor', 'partner', 'reader'] as const) {
      t.equal((await get(path, { as })).status, 403, as)
      t.equal((await get(`${path}/${noId}`, { as })).status, 403, as)
      t.equal((await call('POST', path, { as, body: { name: 'x', role: 'admin' } })).status, 403, as)
      t.equal((await call('PUT', `${path}/${noId}/revocation`, { as, ifMatch: '*' })).status, 403, as)
    }
    const document = newsroom.app.swagger() as unknown as { paths: Record<string, Record<string, object>> }
    const routes = Object.entries(document.paths).flatMap(([route, methods]) =>
      route.startsWith('/v1/newsroom') ? Object.keys(methods).map((method) => ({ route, method })) : [],
    )
    t.ok(routes.length > 40)
    for (const { route, method } of routes)
      for (const as of ['partner', 'reader'] as const) {
        const url = route.replaceAll(/\{\w+\}/g, noId)
        const body = ['post', 'put', 'patch'].includes(method) ? { body: {}, ifMatch: '*' } : {}
        t.equal((await call(method.toUpperCase(), url, { as, ...body })).status, 403, `${as} ${method} ${route}`)
      }
  })
})

t.test('wrong keys', async (t) => {
  const newsroom = underContract(await openNewsroom(t, { FAILED_KEY_LIMIT: '5', TRUST_PROXY: 'true' }))
  const { get, keyTexts } = newsroom
  const guess = (address: string, key = 'mh_guess', url = '/v1/articles') =>
    get(url, { headers: { ...bearer(key), 'x-forwarded-for': address } })

  t.test('429 with Retry-After after too many from one address, wherever they are sent', async (t) => {
    for (const url of ['/v1/articles', '/v1/newsroom/keys', '/metrics', '/nowhere', '/health/live'])
      t.equal((await guess('192.0.2.1', `mh_${url.length}`, url)).status, 401, url)
    for (const url of ['/v1/articles', '/v1/newsroom/keys', '/metrics', '/nowhere']) {
      const refused = await guess('192.0.2.1', 'mh_more', url)
      t.equal(refused.status, 429, url)
      t.equal(refused.body.type, 'http://newsroom.test/problems/too-many-requests')
      const seconds = Number(refused.headers['retry-after'])
      t.ok(seconds >= 1 && seconds <= 60, `${seconds}`)
    }
  })

  t.test('401 for other addresses, and 200 for right keys and without any from the same', async (t) => {
    t.equal((await guess('192.0.2.2')).status, 401)
    t.equal((await guess('192.0.2.1', keyTexts.reader)).status, 200)
    t.equal((await get('/v1/articles', { headers: { 'x-forwarded-for': '192.0.2.1' } })).status, 200)
  })
})

t.test('wrong keys without a limit', async (t) => {
  const { get } = underContract(await openNewsroom(t, { FAILED_KEY_LIMIT: '0' }))
  t.test('401 however many come', async (t) => {
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async () => (await get('/v1/articles', { headers: bearer('mh_x') })).status),
    )
    t.ok(statuses.every((status) => status === 401))
  })
})
