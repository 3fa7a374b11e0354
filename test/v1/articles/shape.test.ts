import fc from 'fast-check'
import t from 'tap'
import { fitting, mostBytes } from '../../../src/articles/article-page.ts'
import { underContract } from '../../support/contract.ts'
import { type Answer, openNewsroom } from '../../support/newsroom.ts'

interface Item {
  id: string
  [name: string]: unknown
}

const bytesOf = (answer: Answer): number => Buffer.byteLength(answer.text)
const idsOf = (answer: Answer): string[] => answer.body.data.map((article: Item) => article.id)

/** Every dotted name in a value, and the members that some of them select: written apart from what is tested. */
function namesIn(value: unknown, above = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => namesIn(item, above)))]
  if (value === null || typeof value !== 'object') return []
  const maps = ['names', 'labels', 'body']
  return Object.entries(value).flatMap(([name, inner]) => [
    above + name,
    ...(maps.includes(name) ? [] : namesIn(inner, `${above}${name}.`)),
  ])
}
function picked(value: unknown, names: string[]): unknown {
  if (value === null || typeof value !== 'object' || names.includes('')) return value
  if (Array.isArray(value)) return value.map((item) => picked(item, names))
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const of = names.filter((each) => each === name || each.startsWith(`${name}.`))
    return of.length === 0
      ? []
      : [
          [
            name,
            picked(
              inner,
              of.map((each) => each.slice(name.length + 1)),
            ),
          ],
        ]
  })
  return Object.fromEntries(kept)
}

t.test('how articles are shown', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const make = (plural: string, body: object) => call('POST', `/v1/newsroom/${plural}`, { as: 'editor', body })
  const site = await get('/v1/newsroom/site', { as: 'admin' })
  const timeZone = (zone: string) =>
    call('PATCH', '/v1/newsroom/site', { as: 'admin', body: { timeZone: zone }, ifMatch: '*' })
  t.equal(site.status, 200)
  await timeZone('Europe/Berlin')
  await make('sources', { slug: 'lake', name: 'Lake Daily', names: { 'zh-Hans': '湖日报' }, country: 'CN' })
  await make('sources', { slug: 'hill', name: 'Hill Post', url: 'https://hill.example/' })
  await make('editors', { slug: 'lin', name: 'Lin Yue', title: 'Chief', email: 'lin@lake.example' })
  await make('tags', { slug: 'energy', kind: 'topic', labels: { en: 'Energy', 'zh-Hans': '能源' } })
  await make('tags', { slug: 'port', kind: 'place', labels: { en: 'Port' }, mediaTopic: 'medtop:20000271' })
  const image = { url: 'https://media.example/port.jpg', width: 1200, alt: 'Cranes' }

  clock.set('2026-06-21T08:53:00Z')
  const linked = await article(
    { title: 'A second berth', source: 'hill', tags: ['port'], images: [image] },
    { publish: true },
  )
  const hidden = await article({ title: 'A hidden berth', source: 'hill', tags: ['energy'] })
  clock.set('2026-11-01T10:00:00Z')
  const main = await article(
    {
      title: 'A new terminal',
      source: 'lake',
      editor: 'lin',
      tags: ['energy', 'port'],
      images: [image],
      dateline: { place: 'Haiyan', date: '2026-10-31' },
      body: { html: '<p>The <em>first</em> ship.</p>' },
    },
    { publish: true },
  )
  const id = main.body.id
  const chinese = await article(
    { title: '新码头', language: 'zh-Hans', source: 'lake', translationOf: id },
    { publish: true },
  )
  const put = await call('PUT', `/v1/newsroom/articles/${id}/related-news`, {
    as: 'editor',
    body: {
      data: [
        { article: linked.body.id },
        { article: hidden.body.id },
        { article: chinese.body.id },
        { title: 'Elsewhere', url: 'https://elsewhere.example/x' },
        { title: 'Ferry line to be re...' },
      ],
    },
    ifMatch: main.etag,
  })
  t.equal(put.status, 200)
  clock.forward(60)
  const url = `/v1/articles/${id}`
  const slugUrl = `/v1/articles/by-slug/en/${main.body.slug}`
  const all = 'source,editor,tags,relatedNews.source,relatedNews.tags,relatedNews.images,translations,localTimes'
  const inList = (answer: Answer): Item => answer.body.data.find((each: Item) => each.id === id)

  t.test('fields', async (t) => {
    t.test('200 with the members that are named and no others, in the order of the complete article', async (t) => {
      for (const read of [await get(`${url}?fields=title,id`), await get(`${slugUrl}?fields=title,id`)]) {
        t.same(read.body, { id, title: 'A new terminal' })
        t.same(Object.keys(read.body), ['id', 'title'])
      }
      const list = await get('/v1/articles?fields=title,id')
      t.same(Object.keys(inList(list)), ['id', 'title'])
      t.same(list.body.page, { limit: 20, next: null, previous: null }, 'and a page that says where it stands')
      t.equal(list.body.data.length, 3)
    })

    t.test('200 with what is named inside objects and lists', async (t) => {
      t.same((await get(`${url}?fields=source.name,tags.label,dateline.place,images.alt,editor.slug`)).body, {
        dateline: { place: 'Haiyan' },
        images: [{ alt: 'Cranes' }],
        source: { name: 'Lake Daily' },
        editor: { slug: 'lin' },
        tags: [{ label: 'Energy' }, { label: 'Port' }],
      })
    })

    t.test('200 with null for an object that is not there, whatever is named inside it', async (t) => {
      const read = await get(`/v1/articles/${linked.body.id}?fields=editor.name,dateline.place,rights.licence`)
      t.same(read.body, { dateline: null, editor: null, rights: null })
    })

    t.test('200 with what the named members need, without an include', async (t) => {
      const fields = 'source.country,editor.title,tags.mediaTopic,translations.title,localTimes.publishedAt'
      t.same((await get(`${url}?fields=${fields}`)).body, {
        source: { country: 'CN' },
        editor: { title: 'Chief' },
        tags: [{ mediaTopic: null }, { mediaTopic: 'medtop:20000271' }],
        translations: [{ title: '新码头' }],
        localTimes: { publishedAt: '2026-11-01T11:00:00+01:00' },
      })
      const related = (await get(`${url}?fields=relatedNews.title,relatedNews.article.source.name`)).body.relatedNews
      t.same(related[0], { title: 'A second berth', article: { source: { name: 'Hill Post' } } })
    })

    t.test('200 with no more of a source than without fields when all of it is named', async (t) => {
      t.same((await get(`${url}?fields=source`)).body.source, (await get(url)).body.source)
      t.same((await get(`${url}?fields=source&include=source`)).body.source.country, 'CN')
    })

    t.test('200 with the body as blocks when it is named, or in the form that is asked for', async (t) => {
      for (const address of [url, slugUrl])
        t.match((await get(`${address}?fields=body`)).body, { body: { blocks: [{ type: 'paragraph' }] } })
      t.match(inList(await get('/v1/articles?fields=id,body')), { body: { blocks: [{ type: 'paragraph' }] } })
      t.same((await get(`${url}?fields=body&body=text`)).body, { body: { text: 'The first ship.' } })
      t.same((await get(`${url}?fields=body&body=none`)).body, { body: null })
      t.same((await get(`${url}?fields=id&body=html`)).body, { id }, 'and no body when it is not')
    })

    t.test('200 with nothing that is included and not named, nor looked for', async (t) => {
      const { statements } = newsroom
      const before = statements.length
      await get(`${url}?fields=id`)
      const between = statements.length
      t.same((await get(`${url}?fields=id&include=${all}&body=html`)).body, { id })
      t.equal(statements.length - between, between - before)
    })

    t.test('200 with all of a member that is named as a whole and in part', async (t) => {
      const whole = (await get(`${url}?fields=tags`)).body
      t.same((await get(`${url}?fields=tags.label,tags`)).body, whole)
      t.same((await get(`${url}?fields=tags,tags.label`)).body, whole)
    })

    t.test('200 with exactly those parts of the complete article, for any names', async (t) => {
      const complete = (await get(`${url}?include=${all}&body=blocks`)).body
      const names = namesIn(complete)
      t.ok(names.length > 75 && names.includes('relatedNews.article.source.name'), `${names.length} names`)
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 8 }), async (asked) => {
          const { text } = await get(`${url}?fields=${asked.join(',')}&include=${all}`)
          t.equal(text, JSON.stringify(picked(complete, asked)), asked.join(','))
        }),
        { numRuns: process.env.MASTHEAD_SOAK ? 300 : 80 },
      )
    })

    t.test('200 with one strong ETag for each selection', async (t) => {
      const tags = [
        (await get(url)).etag,
        (await get(`${url}?fields=id`)).etag,
        (await get(`${url}?fields=title`)).etag,
      ]
      t.equal(new Set(tags).size, 3)
      const again = await get(`${url}?fields=id`, { headers: { 'if-none-match': tags[1] as string } })
      t.equal(again.status, 304)
    })

    t.test('200 on with a cursor under other fields', async (t) => {
      const first = await get('/v1/articles?limit=1')
      const second = await get(`/v1/articles?limit=1&fields=id&cursor=${first.body.page.next}`)
      t.equal(second.status, 200)
      t.not(idsOf(second)[0], idsOf(first)[0])
      t.match(second.headers.link, /fields=id/, 'and links that keep them')
    })

    t.test('308 from an old slug with the fields kept', async (t) => {
      const renamed = await article({ title: 'Renamed', slug: 'old-name' }, { publish: true })
      const address = `/v1/newsroom/articles/${renamed.body.id}`
      const patched = await call('PATCH', address, { as: 'editor', body: { slug: 'new-name' }, ifMatch: renamed.etag })
      await call('PUT', `${address}/publication`, { as: 'editor', body: {}, ifMatch: patched.etag })
      const moved = await get('/v1/articles/by-slug/en/old-name?fields=source.name')
      t.equal(moved.status, 308)
      t.match(moved.headers.location, /new-name\?fields=source\.name$/)
    })

    t.test('400 for a name that articles do not have, with the nearest that they have', async (t) => {
      const nearest: Record<string, string> = {
        titel: 'title',
        'source.nam': 'source.name',
        'relatednews.article.title': 'relatedNews.article.title',
        'id,tags.labels.en': 'tags.labels',
        'editor.email': 'editor.name',
        'body.html': 'body',
        constructor: 'corrections',
        __proto__: 'authors',
      }
      for (const [fields, name] of Object.entries(nearest)) {
        const refused = await get(`/v1/articles?fields=${fields}`)
        t.equal(refused.status, 400, fields)
        t.equal(refused.body.errors[0].parameter, 'fields')
        if (!['constructor', '__proto__', 'editor.email', 'body.html'].includes(fields))
          t.match(refused.body.detail, `the nearest known is ${name}.`, fields)
        for (const address of [url, slugUrl]) t.equal((await get(`${address}?fields=${fields}`)).status, 400)
      }
    })

    t.test('400 for no name, an empty name, and more than a hundred', async (t) => {
      for (const fields of ['', ',', 'id,', ',id', 'id,,title', 'id title', Array(101).fill('id').join(',')])
        t.match((await get(`/v1/articles?fields=${fields}`)).body, { status: 400, errors: [{ parameter: 'fields' }] })
      t.equal((await get(`/v1/articles?fields=${Array(100).fill('id').join(',')}`)).status, 200)
    })
  })

  t.test('include', async (t) => {
    t.test('200 with the source, tags and images of the live articles that related news links to', async (t) => {
      const include = 'relatedNews.source,relatedNews.tags,relatedNews.images'
      const [berth, translation, elsewhere, ferry] = (await get(`${url}?include=${include}`)).body.relatedNews
      t.match(berth.article, {
        id: linked.body.id,
        source: { slug: 'hill', name: 'Hill Post' },
        tags: [{ slug: 'port', kind: 'place', label: 'Port' }],
        images: [{ url: image.url, width: 1200, height: null }],
      })
      t.same(Object.keys(berth.article.source), ['id', 'slug', 'name'], 'a source as articles name it')
      t.equal(translation.article.source.name, '湖日报', 'in the language of the linked article')
      t.same([elsewhere.article, ferry.article], [null, null])
      t.same(inList(await get(`/v1/articles?include=${include}`)).relatedNews, [berth, translation, elsewhere, ferry])
    })

    t.test('200 with what is asked for and null for the rest', async (t) => {
      const articleWith = async (include: string) =>
        (await get(`${url}?include=${include}`)).body.relatedNews[0].article
      t.match(await articleWith('relatedNews'), { source: null, tags: null, images: null })
      t.match(await articleWith('relatedNews.tags'), { source: null, tags: [{ slug: 'port' }], images: null })
      t.match(await articleWith('relatedNews,relatedNews.images'), { source: null, tags: null, images: [{}] })
    })

    t.test('200 with nothing of a linked article that is not live', async (t) => {
      const { text } = await get(`${url}?include=${all}`)
      t.notMatch(text, /hidden/)
    })

    t.test('200 with corrections, which are always there, as without', async (t) => {
      t.equal((await get(`${url}?include=corrections`)).text, (await get(url)).text)
    })

    t.test('200 of the newsroom with the same', async (t) => {
      const read = await get(`/v1/newsroom/articles/${id}?include=relatedNews.source,localTimes`, { as: 'editor' })
      t.match(read.body, {
        relatedNews: [{ article: { source: { slug: 'hill' } } }],
        localTimes: { publishedAt: '2026-11-01T11:00:00+01:00' },
      })
      const draft = await get(`/v1/newsroom/articles/${hidden.body.id}?include=localTimes`, { as: 'editor' })
      t.same(draft.body.localTimes, { firstPublishedAt: null, publishedAt: null, updatedAt: null })
    })

    t.test('400 for what cannot be included', async (t) => {
      for (const include of ['relatedNews.editor', 'relatedNewsXsource', 'source.name', 'everything'])
        t.match((await get(`${url}?include=${include}`)).body, { status: 400, errors: [{ parameter: 'include' }] })
    })
  })

  t.test('local times', async (t) => {
    const times = async (of: string) => (await get(`/v1/articles/${of}?include=localTimes`)).body.localTimes

    t.test('200 with the offset that the zone of the site had at each time', async (t) => {
      const summer = '2026-06-21T10:53:00+02:00'
      t.same(await times(linked.body.id), { firstPublishedAt: summer, publishedAt: summer, updatedAt: summer })
      t.match(await times(id), { publishedAt: '2026-11-01T11:00:00+01:00' })
    })

    t.test('200 with null unless asked for, and in lists when asked for', async (t) => {
      t.equal((await get(url)).body.localTimes, null)
      const list = await get('/v1/articles?include=localTimes')
      for (const each of list.body.data) {
        t.equal(Date.parse(each.localTimes.publishedAt), Date.parse(each.publishedAt))
        t.equal(Date.parse(each.localTimes.updatedAt), Date.parse(each.updatedAt))
        t.equal(Date.parse(each.localTimes.firstPublishedAt), Date.parse(each.firstPublishedAt))
      }
    })

    t.test('200 with others once the site has another zone', async (t) => {
      await timeZone('Asia/Shanghai')
      t.match(await times(linked.body.id), { publishedAt: '2026-06-21T16:53:00+08:00' })
      await timeZone('UTC')
      t.match(await times(linked.body.id), { publishedAt: '2026-06-21T08:53:00+00:00' })
    })
  })

  t.test('links to pages', async (t) => {
    const linkOf = async (address: string, options?: object) => String((await get(address, options)).headers.link)
    const page = (language: string, slug: string) => `<https://news.example/${language}/${encodeURIComponent(slug)}>`
    const english = page('en', main.body.slug)
    const mandarin = page('zh-Hans', chinese.body.slug)
    const both = [
      `${english}; rel="alternate"; hreflang="en"`,
      `${mandarin}; rel="alternate"; hreflang="zh-Hans"`,
    ].join(', ')

    t.test('200 with the canonical page, and the page of each translation and its own', async (t) => {
      t.equal(await linkOf(url), `${english}; rel="canonical", ${both}`)
      t.equal(await linkOf(slugUrl), `${english}; rel="canonical", ${both}`)
      t.equal(await linkOf(`${url}?version=1`), `${english}; rel="canonical", ${both}`)
      t.equal(await linkOf(`/v1/articles/${chinese.body.id}`), `${mandarin}; rel="canonical", ${both}`)
      t.equal((await call('HEAD', url)).headers.link, await linkOf(url))
    })

    t.test('200 with the canonical page alone where there is no translation', async (t) => {
      const alone = `/v1/articles/${linked.body.id}`
      clock.forward(60)
      t.equal(await linkOf(alone), `${page('en', linked.body.slug)}; rel="canonical"`)
      t.ok((await get(alone)).headers['last-modified'])
    })

    t.test('200 with translations as they are live, and a date only while there are none', async (t) => {
      const draft = await article({ title: 'Zweiter Kai', language: 'de', translationOf: linked.body.id })
      const alone = `/v1/articles/${linked.body.id}`
      clock.forward(60)
      const before = await get(alone)
      t.notMatch(before.headers.link, /hreflang/, 'nothing of a draft')
      t.ok(before.headers['last-modified'], 'and a date')
      const publication = `/v1/newsroom/articles/${draft.body.id}/publication`
      const published = await call('PUT', publication, { as: 'editor', body: {}, ifMatch: draft.etag })
      clock.forward(60)
      const after = await get(alone)
      t.match(after.headers.link, /rel="alternate"; hreflang="de"/)
      t.notOk(after.headers['last-modified'])
      t.equal(after.text, before.text, 'the same representation')
      t.equal(after.etag, before.etag, 'and so the same tag')
      const unchanged = await get(alone, { headers: { 'if-none-match': before.etag } })
      t.equal(unchanged.status, 304)
      t.equal(unchanged.headers.link, after.headers.link, 'with the links of now')
      await call('DELETE', publication, { as: 'editor', ifMatch: published.etag })
      t.equal(await linkOf(alone), String(before.headers.link))
    })
  })
})

t.test('what a page has room for', async (t) => {
  t.test('as many whole texts, in their order, as fit with a comma each', async (t) => {
    t.equal(fitting(['aaaa', 'bbbb', 'cccc'], 15), 3)
    t.equal(fitting(['aaaa', 'bbbb', 'cccc'], 14), 2)
    t.equal(fitting(['aaaa', 'bbbb', 'cccc'], 10), 2)
    t.equal(fitting([], 10), 0)
  })
  t.test('bytes of UTF-8 are counted, not characters', async (t) => {
    t.equal(fitting(['港口', '港口'], 13), 1)
    t.equal(fitting(['港口', '港口'], 14), 2)
    t.equal(fitting(['éé', 'éé', '𠮷'], 15), 3)
    t.equal(fitting(['éé', 'éé', '𠮷'], 14), 2)
  })
  t.test('one text always, and never one behind what does not fit', async (t) => {
    t.equal(fitting(['a text that is too long'], 5), 1)
    t.equal(fitting(['a', 'a text that is too long', 'b'], 5), 1)
  })
})

t.test('answers that would be larger than 5 MB', async (t) => {
  const { get, article, clock } = await openNewsroom(t)
  const paragraphs = (character: string, length: number) =>
    Array(18).fill({ type: 'paragraph', html: character.repeat(length) })
  const bodies = [
    ...Array.from({ length: 4 }, () => paragraphs('x', 96_000)),
    ...Array.from({ length: 3 }, () => paragraphs('é', 50_000)),
    // Short to read, large to send.
    ...Array.from({ length: 4 }, () =>
      Array(480).fill({ type: 'embed', url: `https://video.example/${'v'.repeat(3900)}` }),
    ),
    [{ type: 'paragraph', html: 'A short one.' }],
  ]
  for (const [index, blocks] of bodies.entries()) {
    clock.forward(60)
    await article({ title: `Long read ${index}`, body: { blocks } }, { publish: true })
  }
  const whole = idsOf(await get('/v1/articles?limit=200'))
  t.equal(whole.length, bodies.length)

  /** Walks a list from a page on; answers the pages. */
  async function walk(query: string, direction: 'next' | 'previous', from?: string): Promise<Answer[]> {
    const pages: Answer[] = []
    let cursor: string | null | undefined = from
    do {
      const page: Answer = await get(`/v1/articles?${query}${cursor ? `&cursor=${cursor}` : ''}`)
      t.equal(page.status, 200)
      pages.push(page)
      cursor = page.body.page[direction]
    } while (cursor)
    return pages
  }

  for (const query of ['limit=200&body=blocks', 'limit=200&body=html&sort=publishedAt', 'limit=5&body=text&count=true'])
    t.test(`200 cut at a whole article, with a cursor, both ways: ${query}`, async (t) => {
      const expected = query.includes('sort=publishedAt') ? whole.toReversed() : whole
      const pages = await walk(query, 'next')
      t.ok(pages.length > 2, `${pages.length} pages`)
      t.same(pages.flatMap(idsOf), expected, 'each article once, in order')
      const back = (await walk(query, 'previous', pages.at(-1)?.body.page.previous)).reverse()
      t.same([...back.flatMap(idsOf), ...idsOf(pages.at(-1) as Answer)], expected, 'and back')
      for (const page of [...pages, ...back]) {
        t.ok(bytesOf(page) <= mostBytes, `${bytesOf(page)} bytes`)
        t.ok(page.body.data.length > 0)
        t.equal(page.body.page.limit, Number(/limit=(\d+)/.exec(query)?.[1]), 'the limit that was asked for')
        if (page.body.page.next) t.match(page.headers.link, /rel="next"/)
      }
      const total = query.includes('count') ? whole.length : undefined
      t.equal(pages[0]?.body.page.total, total)
    })

  t.test('200 of a search cut at a whole hit, with a cursor', async (t) => {
    const ids: string[] = []
    let pages = 0
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Answer = await get(`/v1/search?q=long+read&sort=newest&body=blocks&limit=200${cursor}`)
      t.ok(bytesOf(page) <= mostBytes, `${bytesOf(page)} bytes`)
      ids.push(...page.body.data.map((hit: { article: Item }) => hit.article.id))
      pages++
      cursor = page.body.page.next && `&cursor=${page.body.page.next}`
    }
    t.ok(pages > 2, `${pages} pages`)
    t.same(ids, whole, 'each article once, in order')
  })

  t.test('200 with as many articles as there is room for', async (t) => {
    const pages = await walk('limit=200&body=blocks', 'next')
    for (const [index, following] of pages.slice(1).entries()) {
      const [next] = following.body.data as Item[]
      const withNext = bytesOf(pages[index] as Answer) + Buffer.byteLength(JSON.stringify(next))
      t.ok(withNext > mostBytes - 3000, `page ${index}: ${withNext}`)
    }
  })

  t.test('200 with all of them when their bodies are not shown', async (t) => {
    const page = await get('/v1/articles?limit=200&fields=id,title,wordCount&body=blocks')
    t.equal(page.body.data.length, whole.length)
    t.equal(page.body.page.next, null)
  })
})
