/** The audit: every kind of write leaves who, when, what, from where to where, and which request. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { dumpDatabase } from '../../support/dump.ts'
import { articlePath, lifeOf } from '../../support/life.ts'
import { type Answer, openNewsroom } from '../../support/newsroom.ts'

interface Entry {
  id: string
  at: string
  action: string
  resource: string
  resourceId: string
  fromState: string | null
  toState: string | null
  fromRevision: number | null
  toRevision: number | null
  keyId: string | null
  keyName: string | null
  editorId: string | null
  requestId: string | null
}

t.test('GET /v1/newsroom/audit', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, clock, article, carryOutDue, config } = newsroom
  const life = lifeOf(newsroom)
  const audit = (query = '') => get(`/v1/newsroom/audit${query}`, { as: 'admin' })
  const entries = async (query: string): Promise<Entry[]> => (await audit(query)).body.data
  const step = ({ action, fromState, toState, fromRevision, toRevision }: Entry) => [
    action,
    fromState,
    toState,
    fromRevision,
    toRevision,
  ]

  t.test('200 with an article’s whole life, latest first', async (t) => {
    const draft = await article({ title: 'A Brobdingnag of a title', body: { html: '<p>Glubbdubdrib.</p>' } })
    const { id } = draft.body
    const answers: Answer[] = [draft]
    const doing = async (answer: Promise<Answer>) => {
      clock.forward(60)
      answers.push(await answer)
    }
    await doing(life.patch(id, { summary: 'Two' }))
    await doing(life.publish(id, { publishAt: '2026-11-01T12:00:00Z' }))
    await doing(life.takeBackPending(id))
    await doing(life.publish(id))
    await doing(life.patch(id, { summary: 'Luggnagg' }))
    await doing(life.correct(id, { kind: 'update', notice: 'Struldbrugs.' }))
    await doing(life.restore(id, { revision: 1 }))
    await doing(life.link(id, { data: [] }))
    await doing(life.unpublish(id))
    await doing(life.archive(id))
    await doing(life.unarchive(id))
    await doing(life.publish(id, { expiresAt: '2026-11-01T13:00:00Z' }))
    clock.set('2026-11-01T13:00:30Z')
    t.equal(await carryOutDue(), 1)
    await doing(life.withdraw(id, { reason: 'Lindalino', internalReason: 'Balnibarbi' }))
    await doing(life.erase(id, { reason: 'Ordered.' }))
    for (const { status, text } of answers) t.ok(status < 300, text)
    const found = (await entries(`?resourceId=${id}&limit=50`)).reverse()
    t.strictSame(found.map(step), [
      ['create', null, 'draft', null, 1],
      ['update', 'draft', 'draft', 1, 2],
      ['schedule', 'draft', 'scheduled', 2, 2],
      ['unschedule', 'scheduled', 'draft', 2, 2],
      ['publish', 'draft', 'live', 2, 2],
      ['update', 'live', 'live', 2, 3],
      ['correct', 'live', 'live', 3, 3],
      ['restore', 'live', 'live', 3, 4],
      ['link', 'live', 'live', 4, 4],
      ['unpublish', 'live', 'draft', 4, 4],
      ['archive', 'draft', 'archived', 4, 4],
      ['unarchive', 'archived', 'draft', 4, 4],
      ['publish', 'draft', 'live', 4, 4],
      ['expire', 'live', 'expired', 4, 4],
      ['withdraw', 'expired', 'withdrawn', 4, 4],
      ['erase', 'withdrawn', null, 4, null],
    ])
    t.strictSame(
      found.filter(({ keyId }) => keyId !== null).map(({ requestId }) => requestId),
      answers.map(({ headers }) => headers['x-request-id']),
    )
    const [expired] = found.filter(({ action }) => action === 'expire')
    t.match(expired, { keyId: null, keyName: 'scheduler', requestId: null, at: '2026-11-01T13:00:30Z' })
    t.strictSame([found[0]?.at, found[1]?.at], ['2026-11-01T10:00:00Z', '2026-11-01T10:01:00Z'])
    const rows = [...(await dumpDatabase(config.DATABASE_URL))].find(([name]) => name.endsWith('audit'))?.[1] ?? ''
    t.match(rows, 'unschedule')
    t.notMatch(rows, /Brobdingnag|Glubb|Luggnagg|Struldbrugs|Lindalino|Balnibarbi/, 'no text is in it')
  })

  t.test('200 with every other kind of write', async (t) => {
    clock.set('2026-11-02T10:00:00Z')
    const write = async (method: string, path: string, body?: unknown) => {
      const answer = await call(method, `/v1/newsroom${path}`, {
        as: 'admin',
        ...(body !== undefined && { body }),
        ...(method !== 'POST' || path.endsWith('rotation') ? { ifMatch: '*' } : {}),
      })
      t.ok(answer.status < 300, `${method} ${path} ${answer.text}`)
      return answer
    }
    const expected: string[] = []
    const bodies = {
      sources: { slug: 'audited-source', name: 'A' },
      editors: { slug: 'audited-editor', name: 'A' },
      tags: { slug: 'audited-tag', kind: 'topic', labels: { en: 'A' } },
    }
    for (const [kind, body] of Object.entries(bodies)) {
      const { id } = (await write('POST', `/${kind}`, body)).body
      await write('PATCH', `/${kind}/${id}`, { listed: false })
      await write('DELETE', `/${kind}/${id}`)
      const resource = kind.slice(0, -1)
      expected.push(`create ${resource} null 1`, `update ${resource} 1 2`, `delete ${resource} 2 null`)
    }
    await write('PATCH', '/site', { reprintPolicy: 'advise' })
    expected.push('update site 0 1')
    const { id } = (await write('POST', '/keys', { name: 'Audited', role: 'reader' })).body
    await write('POST', `/keys/${id}/rotation`, {})
    await write('PUT', `/keys/${id}/revocation`)
    expected.push('create key null 1', 'rotate key 1 2', 'revoke key 2 3')
    const draft = await write('POST', '/articles', { title: 'To go', language: 'en', source: 'desk' })
    await write('DELETE', `/articles/${draft.body.id}`)
    expected.push('create article null 1', 'delete article 1 null')
    const found = (await entries('?after=2026-11-02T10:00:00Z&limit=50')).reverse()
    t.strictSame(
      found.map(({ action, resource, fromRevision, toRevision }) =>
        [action, resource, fromRevision, toRevision].join(' '),
      ),
      expected.map((line) => line.replaceAll('null', '')),
    )
    for (const entry of found) {
      t.match(entry, { at: '2026-11-02T10:00:00Z', keyName: 'test admin', keyId: String, requestId: String })
    }
    const count = (await audit('?count=true')).body.page.total
    await get('/v1/newsroom/articles', { as: 'admin' })
    await call('POST', '/v1/newsroom/sources', { as: 'admin', body: {} })
    await call('POST', '/v1/newsroom/sources', { as: 'reader', body: { name: 'A' } })
    await life.check((await article({ title: 'Checked' })).body.id)
    t.equal((await audit('?count=true')).body.page.total, count + 1, 'reading and refusals leave nothing')
  })

  t.test('200 by each filter, and what keys of an editor did', async (t) => {
    clock.set('2026-11-03T10:00:00Z')
    const editor = (
      await call('POST', '/v1/newsroom/editors', { as: 'editor', body: { slug: 'lin', name: 'Lin Yue' } })
    ).body
    const key = (
      await call('POST', '/v1/newsroom/keys', { as: 'admin', body: { name: 'Lin’s', role: 'editor', editor: 'lin' } })
    ).body
    clock.set('2026-11-03T11:00:00Z')
    const made = await call('POST', '/v1/newsroom/articles', {
      headers: { authorization: `Bearer ${key.key}` },
      body: { title: 'By Lin', language: 'en', source: 'desk' },
    })
    t.match((await entries(`?editorId=${editor.id}`)).map(step), [['create', null, 'draft', null, 1]])
    t.match(await entries(`?keyId=${key.id}`), [{ resourceId: made.body.id, keyName: 'Lin’s', editorId: editor.id }])
    const actions = async (query: string) =>
      (await entries(query)).map(({ action, resource }) => `${action} ${resource}`)
    t.strictSame(await actions('?after=2026-11-03T11:00:00Z'), ['create article'])
    t.strictSame(await actions('?after=2026-11-03T10:00:00Z&before=2026-11-03T11:00:00Z'), [
      'create key',
      'create editor',
    ])
    t.strictSame(await actions('?after=2026-11-03T10:00:00Z&resource=key,article'), ['create article', 'create key'])
    t.strictSame(await actions('?action=withdraw,erase'), ['erase article', 'withdraw article'])
    t.strictSame(await actions(`?resourceId=${made.body.id}&action=erase`), [])
    for (const query of ['?action=Publish!', '?resource=user', '?keyId=x', '?after=noon', '?actor=x']) {
      t.equal((await audit(query)).status, 400, query)
    }
  })

  t.test('200 page by page: nothing twice, nothing left out, and nothing new in between', async (t) => {
    const all = (await entries('?limit=200')).map(({ id }) => id)
    t.ok(all.length > 20)
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const { body }: Answer = await audit(`?limit=7${next && `&cursor=${next}`}`)
      seen.push(...body.data.map(({ id }: Entry) => id))
      next = body.page.next
      if (seen.length === 7) await article({ title: 'Made while paging' })
    }
    t.strictSame(seen, all)
    const second = await audit('?limit=7')
    const back = await audit(
      `?limit=7&cursor=${(await audit(`?limit=7&cursor=${second.body.page.next}`)).body.page.previous}`,
    )
    t.strictSame(back.body.data, second.body.data)
  })

  t.test('403 for everybody but admins, and no way to change it', async (t) => {
    for (const as of ['editor', 'contributor', 'partner', 'reader'] as const)
      t.equal((await get('/v1/newsroom/audit', { as })).status, 403, as)
    t.equal((await get('/v1/newsroom/audit')).status, 401)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      t.equal((await call(method, '/v1/newsroom/audit', { as: 'admin' })).status, 405, method)
    t.equal((await get(articlePath('x'), { as: 'admin' })).status, 400)
  })
})
