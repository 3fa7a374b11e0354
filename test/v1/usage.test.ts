/** The verdict on what may be done with an article: the tables of docs/usage.md, over the API. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { underContract } from '../support/contract.ts'
import { type Answer, actor, openNewsroom } from '../support/newsroom.ts'

const page = readFileSync(new URL('../../docs/usage.md', import.meta.url), 'utf8')

/** The rows of the table of the page whose head begins so. */
function rowsOf(head: string): string[][] {
  const lines = page.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  const rest = lines.slice(start + 2)
  const rows = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('|')),
  )
  if (start === -1 || rows.length === 0) throw new Error(`docs/usage.md has no table ${head}`)
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** The rights that a cell of the table names. */
const rightsIn: Record<string, object | null> = {
  open: { syndication: 'open' },
  licensed: { syndication: 'licensed' },
  none: { syndication: 'none' },
  'not stated': { copyrightNotice: '© 2026 The desk' },
  'no rights': null,
}

const instantIn = (cell: string): string | null =>
  /(\d\d:\d\d)/.exec(cell)?.[1]?.replace(/(.+)/, '2026-11-01T$1:00Z') ?? null
const wordsIn = (cell: string): string[] => (cell === '' ? [] : cell.split(', '))

t.test('usage', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { call, get, article, clock, carryOutDue } = newsroom
  t.beforeEach(() => clock.set('2026-11-01T10:00:00Z'))
  const write = async (method: string, url: string, body: unknown): Promise<Answer> => {
    const answer = await call(method, url, { as: 'editor', body, ifMatch: '*' })
    if (answer.status >= 300) throw new Error(answer.text)
    return answer
  }
  const slugOf = (cell: string): string => cell.replaceAll(' ', '-')
  for (const [cell, rights] of Object.entries(rightsIn))
    await write('POST', '/v1/newsroom/sources', {
      slug: slugOf(cell),
      name: `Source ${cell}`,
      ...(rights && { rights }),
    })
  const live = async (source: string, rights: object | null, wish: object = {}): Promise<string> => {
    const { body } = await article({ source: slugOf(source), ...(rights && { rights }) })
    await write('PUT', `/v1/newsroom/articles/${body.id}/publication`, wish)
    return body.id
  }
  const usageOf = async (id: string, as?: 'partner' | 'reader') =>
    (await get(`/v1/articles/${id}`, as ? { as } : {})).body.usage

  t.test('200 with the verdict of each right for each reader', async (t) => {
    for (const [own = '', of = '', ...verdicts] of rowsOf('the article’s own'))
      for (const source of of === 'any' ? Object.keys(rightsIn) : [of]) {
        const id = await live(source, rightsIn[own] as object | null)
        const readers = [
          ['partner', verdicts[0]],
          ['reader', verdicts[1]],
          [undefined, verdicts[1]],
        ] as const
        for (const [as, verdict = ''] of readers) {
          const [allowed, reason] = verdict.split(': ')
          const { allowed: is, until, reasons } = await usageOf(id, as)
          t.same(
            { is, until, reasons },
            { is: allowed === 'yes', until: null, reasons: [reason] },
            `${own}, ${source}: ${as}`,
          )
        }
      }
  })

  t.test('200 with the end that comes first, before and after it', async (t) => {
    for (const [ends = '', leaves = '', until = '', more = ''] of rowsOf('rights end')) {
      clock.set('2026-11-01T10:00:00Z')
      const [endsAt, expiresAt] = [instantIn(ends), instantIn(leaves)]
      const id = await live(
        'licensed',
        { syndication: 'open', ...(endsAt && { endsAt }) },
        expiresAt ? { expiresAt } : {},
      )
      t.match(
        await usageOf(id),
        { allowed: true, until: instantIn(until), reasons: ['open', ...wordsIn(more)] },
        `${ends}, ${leaves}`,
      )
    }
    for (const [ended = '', leaves = '', allowed, until = '', reasons = ''] of rowsOf('rights ended'))
      for (const syndication of ['open', 'licensed', 'none', null]) {
        clock.set('2026-11-01T10:00:00Z')
        const [endsAt, expiresAt] = [instantIn(ended), instantIn(leaves)]
        const id = await live('open', { syndication, endsAt }, expiresAt ? { expiresAt } : {})
        clock.set('2026-11-01T12:00:00Z')
        await carryOutDue()
        for (const as of ['partner', 'reader', undefined] as const) {
          const { allowed: is, until: end, reasons: why } = await usageOf(id, as)
          const expected = { is: allowed === 'yes', end: instantIn(until), why: wordsIn(reasons) }
          t.same({ is, end, why }, expected, `${syndication} for ${as}`)
        }
      }
  })

  t.test('200 with the terms of the rights that hold, or the usual ones', async (t) => {
    const terms = {
      ...{ mustCredit: false, mustLinkBack: true, mayEdit: true, copyrightNotice: '© 2026', usageTerms: 'Ask us.' },
      licence: 'https://licences.example/by',
    }
    const usual: Record<string, unknown> = {}
    for (const [name = '', value = ''] of rowsOf('member')) usual[name.replaceAll('`', '')] = JSON.parse(value)
    t.same(Object.keys(usual).sort(), Object.keys(terms).sort())
    t.match(await usageOf(await live('open', { syndication: 'none', ...terms })), { allowed: false, ...terms })
    t.match(await usageOf(await live('open', { syndication: 'open' })), usual)
    await write('POST', '/v1/newsroom/sources', { slug: 'with-terms', name: 'With terms', rights: terms })
    t.match(await usageOf(await live('with terms', null)), terms)
    t.match(await usageOf(await live('with terms', { syndication: 'open' })), usual, 'rights are taken whole')
  })

  t.test('200 with the same verdict in lists, searches and former editions', async (t) => {
    const rights = { syndication: 'open', endsAt: '2026-11-01T12:00:00Z' }
    const id = await live('open', rights)
    await write('PATCH', `/v1/newsroom/articles/${id}`, { title: 'A second edition of verdicts' })
    await write('PUT', `/v1/newsroom/articles/${id}/publication`, {})
    const everywhere = async () => {
      const hits = (await get('/v1/search?q=verdicts')).body.data
      const listed = (await get(`/v1/articles?ids=${id}`)).body.data
      const past = (await get(`/v1/articles/${id}?version=1`)).body
      return [listed[0].usage, hits[0].article.usage, past.usage]
    }
    for (const usage of await everywhere()) t.match(usage, { allowed: true, until: rights.endsAt })
    clock.set('2026-11-01T12:00:00Z')
    await carryOutDue()
    for (const usage of await everywhere()) t.match(usage, { allowed: false, until: null, reasons: ['rights-ended'] })
  })

  t.test('200 until the scheduler ends the rights; then a change, and a profile with rights loses it', async (t) => {
    const { db, keys, profiles } = newsroom
    const { text } = await db.write(async (queries) => {
      const profile = await profiles.read(queries, { rights: ['open'] } as never)
      return keys.create(queries, { name: 'open only', role: 'partner', profile }, actor)
    })
    const headers = { authorization: `Bearer ${text}` }
    const id = await live('licensed', { syndication: 'open', endsAt: '2026-11-01T12:00:00Z' })
    const url = `/v1/articles/${id}`
    const head = async () => (await get('/v1/changes/head')).body.seq
    const seq = await head()
    clock.set('2026-11-01T12:00:30Z')
    t.equal((await get(url, { headers })).status, 200, 'time by itself changes nothing')
    const before = await get(url)
    t.equal(before.body.usage.allowed, true)
    t.equal(await carryOutDue(), 1)
    const after = await get(url)
    t.match(after.body, {
      version: 1,
      rights: { syndication: 'none' },
      usage: { allowed: false, reasons: ['rights-ended'] },
    })
    t.not(after.etag, before.etag)
    const since = { 'if-modified-since': String(before.headers['last-modified']) }
    clock.set('2026-11-01T12:01:00Z')
    t.equal((await get(url, { headers: since })).status, 200, 'not hidden by a date')
    t.equal((await get(url, { headers })).status, 404)
    t.same(
      (await get('/v1/articles', { headers })).body.data.some((each: { id: string }) => each.id === id),
      false,
    )
    const told = async (call: object) =>
      (await get(`/v1/changes?after=${seq}`, call)).body.data.map(({ type, id: of, at }: Record<string, string>) => [
        type,
        of,
        at,
      ])
    t.same(await told({}), [['updated', id, '2026-11-01T12:00:00Z']])
    t.same(await told({ headers }), [['entitlementLost', id, '2026-11-01T12:00:00Z']])
    t.equal(await carryOutDue(), 0, 'once')
    await write('PUT', `/v1/newsroom/articles/${id}/publication`, {})
    t.match(
      await usageOf(id),
      { allowed: false, until: null, reasons: ['rights-ended'] },
      'also when it is published again',
    )
    t.equal((await get(url, { headers })).status, 404)
  })
})
