/** Archives of Atom (RFC 5005 §4), as operations. */
import t from 'tap'
import { openNewsroom } from '../support/newsroom.ts'
import { feedServer, found, linked, pathOf, publicUrl } from './web-server.ts'

t.test('archives of Atom', async (t) => {
  const newsroom = await openNewsroom(t)
  const { get, outside } = await feedServer(t, newsroom)
  const published: Array<[string, string]> = []
  const publishAt = async (instant: string) => {
    newsroom.clock.set(instant)
    published.push([instant, (await newsroom.article({ title: instant }, { publish: true })).body.id])
  }
  for (const day of ['2026-07-31T23:59:59Z', '2026-09-01T00:00:00Z', '2026-09-15T00:00:00Z', '2026-09-30T23:59:59Z'])
    await publishAt(day)
  await publishAt('2026-10-10T00:00:00Z')
  await publishAt('2026-11-02T00:00:00Z')
  newsroom.clock.set('2026-11-20T00:00:00Z')
  const idsIn = (month: string) => published.filter(([at]) => at.startsWith(month)).map(([, id]) => `urn:uuid:${id}`)

  t.test('200 the feed leads to the newest month that has ended', async (t) => {
    const { headers, text } = await get('/feeds/atom')
    t.equal(linked(headers, 'prev-archive'), `${publicUrl}/feeds/atom?archive=2026-10`)
    t.same(found(text, '//a:link[@rel="prev-archive"]/@href'), [`${publicUrl}/feeds/atom?archive=2026-10`])
    t.equal(found(text, '//fh:archive').length, 0)
    t.equal(linked((await get('/feeds/atom?source=nobody')).headers, 'prev-archive'), undefined)
  })

  t.test('200 a month has what was last updated in it, and is chained to its neighbours', async (t) => {
    const { text: feed } = await get('/feeds/atom')
    outside.asked = []
    const { headers, text } = await get('/feeds/atom?archive=2026-09')
    t.same(found(text, '//a:entry/a:id'), idsIn('2026-09').reverse())
    t.equal(found(text, '/a:feed/fh:archive').length, 1)
    t.equal(linked(headers, 'prev-archive'), `${publicUrl}/feeds/atom?archive=2026-07`, 'August is empty')
    t.equal(linked(headers, 'current'), `${publicUrl}/feeds/atom`)
    t.same(found(text, '/a:feed/a:id'), found(feed, '/a:feed/a:id'))
    const next = await get(pathOf(linked(headers, 'next-archive')))
    t.same(found(next.text, '//a:entry/a:id'), idsIn('2026-10'))
    t.equal(linked(next.headers, 'next-archive'), undefined, 'this month has not ended')
    t.equal(outside.asked.length, 0, 'archives carry no tombstones')
  })

  t.test('200 parts of a month are chained, and the whole chain is everything that is live', async (t) => {
    const seen: string[] = []
    let url: string | undefined = '/feeds/atom?archive=2026-10&limit=2'
    const chain: string[] = []
    while (url !== undefined) {
      chain.push(url)
      const { headers, text } = await get(url)
      seen.push(...found(text, '//a:entry/a:id'))
      const before = linked(headers, 'prev-archive')
      url = before && pathOf(before)
    }
    t.equal(chain.length, 4)
    t.same(seen, [...idsIn('2026-10'), ...idsIn('2026-09').reverse(), ...idsIn('2026-07')])
    const forward: string[] = []
    for (url = chain.at(-1); url !== undefined; ) {
      const { headers, text } = await get(url)
      forward.push(...found(text, '//a:entry/a:id').reverse())
      const after = linked(headers, 'next-archive')
      url = after && pathOf(after)
    }
    t.same([...new Set(forward)], seen.toReversed(), 'forwards nothing is left out either')
  })

  t.test('200 archives keep filters', async (t) => {
    const { headers } = await get('/feeds/atom?source=desk&updatedAfter=2026-09-15')
    t.equal(
      linked(headers, 'prev-archive'),
      `${publicUrl}/feeds/atom?source=desk&updatedAfter=2026-09-15&archive=2026-10`,
    )
    const { text, headers: ofMonth } = await get('/feeds/atom?archive=2026-09&updatedAfter=2026-09-10')
    t.same(found(text, '//a:entry/a:id'), idsIn('2026-09').slice(1).reverse())
    t.equal(linked(ofMonth, 'prev-archive'), undefined)
  })

  t.test('400 no archive of a month that has not ended, with a sort, or in another format', async (t) => {
    for (const query of ['archive=2026-11', 'archive=2027-01', 'archive=2026-09&sort=updatedAt', 'archive=2026-13'])
      t.equal((await get(`/feeds/atom?${query}`)).status, 400, query)
    t.equal((await get('/feeds/rss?archive=2026-09')).status, 400)
  })
})
