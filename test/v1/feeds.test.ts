/** The feeds as operations: filters, pages, tombstones, profiles, headers. */
import t from 'tap'
import type { Tombstone } from '../../src/feeds/index.ts'
import { feedServer, found, linked, pathOf, publicUrl } from '../feeds/web-server.ts'
import { openNewsroom } from '../support/newsroom.ts'

const tombstoneOf = (id: string, changes: Partial<Tombstone> = {}): Tombstone => ({
  ...{ id, urn: `urn:uuid:${id}`, apiUrl: `${publicUrl}/v1/articles/${id}`, type: 'withdrawn', version: 1 },
  ...{ at: '2026-11-02T00:00:00Z', reason: 'Forged.' },
  ...changes,
})

const types = {
  '/feeds/atom': 'application/atom+xml; charset=utf-8',
  '/feeds/rss': 'application/rss+xml; charset=utf-8',
  '/feeds/json': 'application/feed+json; charset=utf-8',
  '/feeds/ninjs': 'application/json; charset=utf-8',
  '/feeds/newsml-g2': 'application/vnd.iptc.g2.newsmessage+xml; charset=utf-8',
}
const paths = Object.keys(types)

t.test('feeds', async (t) => {
  const newsroom = await openNewsroom(t)
  const { get, outside } = await feedServer(t, newsroom)
  const ids: string[] = []
  for (let number = 0; number < 5; number++) {
    newsroom.clock.forward(60)
    const title = `Story ${number}`
    const source = number % 2 === 0 ? { slug: 'desk', name: 'Desk' } : { slug: 'agency', name: 'Agency' }
    const body = { html: `<p>Text ${number}: 1 &lt; 2<br>and <a href="https://x.example/?a=1&amp;b=2">so on</a></p>` }
    ids.unshift((await newsroom.article({ title, source, body }, { publish: true })).body.id)
  }
  await newsroom.article({ title: 'Never published' })
  const urns = ids.map((id) => `urn:uuid:${id}`)

  for (const path of paths) {
    await t.test(`200 ${path} has its type, its links and what is live`, async (t) => {
      const { status, type, headers, text } = await get(path)
      t.equal(status, 200)
      t.equal(type, types[path as keyof typeof types])
      t.equal(linked(headers, 'self'), `${publicUrl}${path}`)
      t.equal(linked(headers, 'next'), undefined)
      t.match(headers.etag, /^"[^"]+"$/)
      t.match(headers['cache-control'], /^public, max-age=/)
      for (const urn of urns) t.ok(text.includes(urn), urn)
      t.notMatch(text, /Never published/)
      if (/xml/.test(type)) t.ok(found(text, '/*'))
      else t.ok(JSON.parse(text))
    })

    await t.test(`200 ${path} is walked page by page, there and back`, async (t) => {
      const seen: string[] = []
      let url: string | undefined = `${path}?limit=2`
      let last = ''
      while (url !== undefined) {
        last = url
        const { headers, text } = await get(url)
        seen.push(...urns.filter((urn) => text.includes(urn)))
        const next = linked(headers, 'next')
        url = next && pathOf(next)
      }
      t.same(seen, urns)
      const before = await get(pathOf(linked((await get(last)).headers, 'prev')))
      t.same(
        urns.filter((urn) => before.text.includes(urn)),
        urns.slice(2, 4),
      )
    })

    await t.test(`200 ${path} takes the filters of a list`, async (t) => {
      const { text } = await get(`${path}?source=agency&publishedAfter=2026-11-01T10:03:00Z`)
      t.same(
        urns.filter((urn) => text.includes(urn)),
        [urns[1]],
      )
      const { text: one } = await get(`${path}?ids=${ids[4]}&sort=updatedAt`)
      t.same(
        urns.filter((urn) => one.includes(urn)),
        [urns[4]],
      )
    })

    await t.test(`400 ${path} refuses what it does not know`, async (t) => {
      for (const query of ['limit=101', 'limit=0', 'body=html', 'sort=title', 'cursor=x', 'source=a&source=b'])
        t.equal((await get(`${path}?${query}`)).status, 400, query)
      const cursor = new URL(String(linked((await get(`${path}?limit=1`)).headers, 'next'))).searchParams.get('cursor')
      t.match(JSON.parse((await get(`${path}?source=desk&cursor=${cursor}`)).text).detail, /other filters/)
    })

    await t.test(`200 ${path} carries tombstones at its beginning only`, async (t) => {
      outside.tombstones = [tombstoneOf('01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'), tombstoneOf(ids[0] as string)]
      outside.asked = []
      const first = await get(`${path}?limit=2&source=desk`)
      t.match(outside.asked, [{ limit: 100, filter: { source: ['desk'] } }])
      t.equal(first.text.includes('01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'), path !== '/feeds/rss')
      await get(pathOf(linked(first.headers, 'next')))
      t.equal(outside.asked.length, 1)
      outside.tombstones = []
    })
  }

  t.test('200 any number of articles takes the same statements', async (t) => {
    const statementsOf = async (url: string) => {
      const before = newsroom.statements.length
      t.equal((await get(url)).status, 200)
      return newsroom.statements.length - before
    }
    for (const path of paths) {
      const few = await statementsOf(`${path}?limit=1`)
      t.equal(await statementsOf(`${path}?limit=100`), few, `${path}: ${few}`)
      t.ok(few <= 9, `${path}: ${few}`)
    }
  })

  t.test('200 Atom is up to date with what left, and says nothing is gone that is there', async (t) => {
    outside.tombstones = [tombstoneOf('01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'), tombstoneOf(ids[0] as string)]
    const { text } = await get('/feeds/atom')
    t.same(found(text, '//at:deleted-entry/@ref'), ['urn:uuid:01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'])
    t.same(found(text, '/a:feed/a:updated'), ['2026-11-02T00:00:00Z'])
    t.same(found(text, '//a:entry/a:id'), urns)
    outside.tombstones = []
    const empty = await get('/feeds/atom?source=nobody')
    t.same(found(empty.text, '/a:feed/a:updated'), ['1970-01-01T00:00:00Z'])
  })

  t.test('200 a body is XML in feeds, with nothing of the newsroom in it', async (t) => {
    const [content = ''] = found((await get(`/feeds/atom?ids=${ids[0]}`)).text, '//a:content')
    t.equal(content, '<p>Text 4: 1 &lt; 2<br/>and <a href="https://x.example/?a=1&amp;b=2">so on</a></p>')
    t.same(found(`<x>${content}</x>`, '//a/@href'), ['https://x.example/?a=1&b=2'])
  })

  t.test('200 a topic of the hub names it to anonymous readers', async (t) => {
    t.equal(linked((await get('/feeds/atom')).headers, 'hub'), `${publicUrl}/hub`)
    t.equal(linked((await get('/feeds/atom?source=desk')).headers, 'hub'), undefined)
    const authorization = `Bearer ${newsroom.keyTexts.admin}`
    const keyed = await get('/feeds/atom', { authorization })
    t.equal(linked(keyed.headers, 'hub'), undefined)
    t.match(keyed.headers['cache-control'], /^private/)
  })

  t.test('200 the licence of the publication comes with feeds', async (t) => {
    const site = await newsroom.get('/v1/newsroom/site', { as: 'admin' })
    const changed = await newsroom.call('PATCH', '/v1/newsroom/site', {
      as: 'admin',
      ifMatch: site.etag,
      body: { licence: 'https://creativecommons.org/licenses/by/4.0/' },
    })
    t.equal(changed.status, 200)
    for (const path of paths)
      t.equal(linked((await get(path)).headers, 'license'), 'https://creativecommons.org/licenses/by/4.0/', path)
  })

  t.test('200 ninjs says its version and where to go on', async (t) => {
    for (const version of ['3.1', '2.2', '1.6']) {
      const body = JSON.parse((await get(`/feeds/ninjs?version=${version}&limit=2`)).text)
      t.match(body, { standard: 'ninjs', version, page: { previous: null } })
      t.same(
        body.data.map(({ uri }: { uri: string }) => uri),
        urns.slice(0, 2),
      )
      const next = JSON.parse((await get(`/feeds/ninjs?version=${version}&limit=2&cursor=${body.page.next}`)).text)
      t.same(
        next.data.map(({ uri }: { uri: string }) => uri),
        urns.slice(2, 4),
      )
    }
    t.equal((await get('/feeds/ninjs?version=2.0')).status, 400)
  })

  t.test('304 a feed that has not changed', async (t) => {
    for (const path of paths) {
      const { headers } = await get(path)
      t.equal((await get(path, { 'if-none-match': String(headers.etag) })).status, 304, path)
    }
  })

  t.test('200 a profile without bodies has none in any feed', async (t) => {
    const viewer = await newsroom.profiles.anonymousViewer()
    const narrow = { sources: null, tags: null, languages: null, publishedSince: null, rights: null }
    outside.viewer = { ...viewer, profile: { ...narrow, content: 'summary', images: false } }
    for (const path of paths) t.notMatch((await get(path)).text, /so on/, path)
    outside.viewer = undefined
    for (const path of paths) t.match((await get(path)).text, /so on/, path)
  })
})

t.test('200 a feed is cut where it would be too large, and its links lead on and back', async (t) => {
  const newsroom = await openNewsroom(t)
  const { get } = await feedServer(t, newsroom)
  // Escaped once more in Atom, a megabyte becomes nearly two.
  const html = `<p>${'&amp;'.repeat(900)}</p>`.repeat(220)
  const ids: string[] = []
  for (let number = 0; number < 4; number++) {
    newsroom.clock.forward(60)
    ids.unshift((await newsroom.article({ title: `Long ${number}`, body: { html } }, { publish: true })).body.id)
  }
  const read = async (url: string) => {
    const { text, headers } = await get(url)
    t.ok(Buffer.byteLength(text) <= 5_000_000, `${Buffer.byteLength(text)} bytes`)
    return { headers, shown: ids.filter((id) => text.includes(`urn:uuid:${id}`)) }
  }
  const first = await read('/feeds/atom')
  t.same(first.shown, ids.slice(0, 2))
  const second = await read(pathOf(linked(first.headers, 'next')))
  t.same(second.shown, ids.slice(2))
  t.equal(linked(second.headers, 'next'), undefined)
  t.same((await read(pathOf(linked(second.headers, 'prev')))).shown, ids.slice(0, 2))
  const json = await read('/feeds/json')
  t.ok(json.shown.length > 2, 'which fits depends on the format')
})
