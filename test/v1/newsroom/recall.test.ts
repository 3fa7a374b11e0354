/** Recall: withdrawal, archive and expiry. */
import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { articlePath, lifeOf, noId } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

const allowed = {
  withdrawn: [],
  archived: ['unarchive'],
  expired: ['update', 'publish', 'schedule', 'withdraw', 'archive'],
} as const

t.test('recall', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, get, call, clock } = newsroom
  const life = lifeOf(newsroom)
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))

  /** Everything that might be done with an article, by the name of its transition. */
  const everything = (id: string) => ({
    update: () => life.patch(id, { summary: 'Changed' }),
    publish: () => life.publish(id),
    schedule: () => life.publish(id, { publishAt: '2026-11-01T23:00:00Z' }),
    unpublish: () => life.unpublish(id),
    correct: () => life.correct(id, { kind: 'correction', notice: 'A notice.' }),
    withdraw: () => life.withdraw(id, { reason: 'Once more.' }),
    archive: () => life.archive(id),
    unarchive: () => life.unarchive(id),
    delete: () => life.remove(id),
  })

  t.test('200 withdrawn: readers get 410 with the reason everywhere, and nothing else', async (t) => {
    const live = await article({ title: 'Forged document shows profit', summary: 'Quackery' }, { publish: true })
    const { id, slug, language } = live.body
    clock.forward(90)
    const reason = 'It was based on a forged document.'
    const withdrawn = await life.withdraw(id, { reason, internalReason: 'Memo of the legal desk' }, live.etag)
    t.equal(withdrawn.status, 200)
    t.match(withdrawn.body, {
      state: 'withdrawn',
      version: 1,
      publishedAt: '2026-11-01T10:00:00Z',
      withdrawal: {
        reason,
        internalReason: 'Memo of the legal desk',
        replacement: null,
        at: '2026-11-01T10:01:30Z',
        by: 'test editor',
      },
    })
    t.equal((await life.work(id)).etag, withdrawn.etag)
    const addresses = [
      `/v1/articles/${id}`,
      `/v1/articles/${id}?version=1`,
      `/v1/articles/${id}?asOf=2026-11-01T10:00:30Z`,
      `/v1/articles/by-slug/${language}/${slug}`,
      `/v1/articles/${id}/related-news`,
      `/v1/articles/${id}/revisions`,
      `/v1/articles/${id}/diff?from=1&to=1`,
    ]
    for (const as of [undefined, 'reader', 'partner'] as const)
      for (const address of addresses) {
        const answer = await get(address, as && { as })
        t.equal(answer.status, 410, address)
        const { instance, ...members } = answer.body
        t.match(instance, /^urn:request:/)
        t.strictSame(members, {
          type: 'http://newsroom.test/problems/gone',
          title: 'Withdrawn',
          status: 410,
          detail: `The article was withdrawn: ${reason}`,
          reason,
          withdrawnAt: '2026-11-01T10:01:30Z',
          erased: false,
          replacement: null,
        })
        t.equal(answer.headers['cache-control'], 'no-store')
        t.notMatch(answer.text, /Forged|Quackery|legal desk/)
      }
    t.notMatch((await get('/v1/articles?limit=200')).text, id)
  })

  t.test('410 names the replacement only while that is live', async (t) => {
    const live = await article({ title: 'To be replaced' }, { publish: true })
    const better = await article({ title: 'The better one' })
    const replacement = better.body.id
    const withdrawn = await life.withdraw(live.body.id, { reason: 'Wrong.', replacement })
    t.equal(withdrawn.body.withdrawal.replacement, replacement, 'the newsroom sees it in any state')
    const shown = async () => (await life.read(live.body.id)).body.replacement
    t.equal(await shown(), null, 'a draft is not shown')
    await life.publish(replacement)
    const { slug, title, url, language } = (await life.read(replacement)).body
    t.strictSame(await shown(), { id: replacement, language, slug, title, url })
    await life.unpublish(replacement)
    t.equal(await shown(), null)
    await life.publish(replacement)
    t.equal((await shown()).id, replacement)
    await life.withdraw(replacement, { reason: 'Wrong too.' })
    t.equal(await shown(), null)
  })

  t.test('422 for a replacement that is none, and for a withdrawal without a reason', async (t) => {
    const live = await article({ title: 'Badly recalled' }, { publish: true })
    const dead = await article({ title: 'Dead already' }, { publish: true })
    await life.withdraw(dead.body.id, { reason: 'Dead.' })
    for (const replacement of [live.body.id, noId, dead.body.id]) {
      const refused = await life.withdraw(live.body.id, { reason: 'Wrong.', replacement })
      t.strictSame([refused.status, refused.body.errors[0].pointer], [422, '/replacement'])
    }
    const bodies: Array<[unknown, string]> = [
      [{}, '/reason'],
      [{ reason: '' }, '/reason'],
      [{ reason: 'x'.repeat(2001) }, '/reason'],
      [{ reason: 'x', replacement: 'the-other' }, '/replacement'],
      [{ reason: 'x', note: 'y' }, '/note'],
    ]
    for (const [body, pointer] of bodies) {
      const refused = await life.withdraw(live.body.id, body)
      t.strictSame([refused.status, refused.body.errors[0].pointer], [422, pointer])
    }
    t.equal((await life.read(live.body.id)).status, 200)
  })

  t.test('409 for everything else once it is withdrawn, archived or expired; it names what is allowed', async (t) => {
    for (const state of ['withdrawn', 'archived', 'expired'] as const) {
      const live = await article({ title: `Ends as ${state}` }, { publish: true })
      const { id } = live.body
      if (state === 'withdrawn') await life.withdraw(id, { reason: 'Wrong.' })
      else {
        await life.publish(id, { expiresAt: '2026-11-01T10:01:00Z' })
        clock.set('2026-11-01T10:01:00Z')
        t.equal(await newsroom.carryOutDue(), 1)
        if (state === 'archived') await life.archive(id)
      }
      const before = await life.work(id)
      t.equal(before.body.state, state)
      const names: readonly string[] = allowed[state]
      for (const [name, act] of Object.entries(everything(id))) {
        if (names.includes(name)) continue
        const refused = await act()
        t.equal(refused.status, 409, `${name} in ${state}`)
        t.strictSame([refused.body.state, refused.body.allowed], [state, names])
        t.match(refused.body.detail, state)
      }
      t.equal((await life.work(id)).etag, before.etag, 'a refusal changes nothing')
      clock.set('2026-11-01T10:00:00Z')
    }
  })

  t.test('409 for what is withdrawn without having been public', async (t) => {
    const draft = await article({ title: 'Never public' })
    const refused = await life.withdraw(draft.body.id, { reason: 'Wrong.' })
    t.equal(refused.status, 409)
    t.match(refused.body, {
      state: 'draft',
      allowed: ['update', 'publish', 'schedule', 'archive', 'delete'],
    })
    t.equal((await life.read(draft.body.id)).status, 404)
  })

  t.test('200 archived and taken out again: a draft that can be changed and published', async (t) => {
    const draft = await article({ title: 'Put away' })
    const { id } = draft.body
    const archived = await life.archive(id, undefined, draft.etag)
    t.strictSame([archived.status, archived.body.state], [200, 'archived'])
    t.equal((await life.read(id)).status, 404)
    const { data } = (await get('/v1/newsroom/articles?state=archived&limit=200', { as: 'editor' })).body
    t.ok(data.some((each: { id: string }) => each.id === id))
    const back = await life.unarchive(id, undefined, archived.etag)
    t.strictSame([back.status, back.body.state, back.body.revision], [200, 'draft', 1])
    t.equal((await life.publish(id, {}, back.etag)).status, 200)
    t.equal((await life.archive(id)).status, 409, 'what is live is not archived')
  })

  t.test('200 expired at its tick and not before: 404 for readers, and published anew on demand', async (t) => {
    const draft = await article({ title: 'A notice for one day' })
    const { id } = draft.body
    const live = await life.publish(id, { expiresAt: '2026-11-01T12:00:00Z' })
    t.match(live.body, { state: 'live', expiresAt: '2026-11-01T12:00:00Z' })
    clock.set('2026-11-01T11:59:59Z')
    t.equal(await newsroom.carryOutDue(), 0)
    t.equal((await life.read(id)).status, 200)
    clock.set('2026-11-01T12:00:01Z')
    t.equal(await newsroom.carryOutDue(), 1)
    t.equal((await life.read(id)).status, 404)
    const expired = await life.work(id)
    t.match(expired.body, { state: 'expired', version: 1, expiresAt: null })
    clock.set('2026-11-01T13:00:00Z')
    const again = await life.publish(id)
    t.match(again.body, {
      state: 'live',
      version: 2,
      firstPublishedAt: '2026-11-01T10:00:00Z',
      publishedAt: '2026-11-01T13:00:00Z',
      updatedAt: '2026-11-01T13:00:00Z',
      expiresAt: null,
      slug: live.body.slug,
    })
    t.match((await life.read(id)).body, { version: 2, publishedAt: '2026-11-01T13:00:00Z' })
  })

  t.test('428 without If-Match, 412 with an old one, 404 for nothing, 403 for those who do not publish', async (t) => {
    const live = await article({ title: 'Guarded' }, { publish: true })
    await life.patch(live.body.id, { summary: 'Newer' })
    const acts: Array<[string, string, unknown]> = [
      ['PUT', '/withdrawal', { reason: 'x' }],
      ['PUT', '/archival', undefined],
      ['DELETE', '/archival', undefined],
      ['PUT', '/erasure', { reason: 'x' }],
      ['POST', '/corrections', { kind: 'update', notice: 'x' }],
      ['PUT', '/working-copy', { revision: 1 }],
    ]
    for (const [method, part, body] of acts) {
      const at = (id: string, ifMatch?: string, as: 'admin' | 'contributor' = 'admin') =>
        call(method, `${articlePath(id)}${part}`, {
          as,
          ...(body !== undefined && { body }),
          ...(ifMatch && { ifMatch }),
        })
      t.equal((await at(live.body.id)).status, 428, part)
      const stale = await at(live.body.id, live.etag)
      t.equal(stale.status, 412, part)
      t.match(stale.body, { currentETag: '"r2.3"', changedBy: 'test editor', changedAt: '2026-11-01T10:00:00Z' })
      t.equal((await at(noId, '*')).status, 404, part)
      const forbidden = await at(live.body.id, '*', 'contributor')
      t.equal(forbidden.status, part === '/working-copy' ? 404 : 403, part)
    }
  })
})
