import fc from 'fast-check'
import t from 'tap'
import { underContract } from '../support/contract.ts'
import { openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const paragraphs = (...texts: string[]) => ({ html: texts.map((text) => `<p>${text}</p>`).join('') })

/** A newsroom with articles in both languages, the later in the list the newer. */
async function filled(t: Test): Promise<TestNewsroom & { ids: Record<string, string> }> {
  const newsroom = underContract(await openNewsroom(t))
  const { call, article, clock } = newsroom
  const ids: Record<string, string> = {}
  for (const [slug, en, zh] of [
    ['new-energy', 'New energy', '新能源'],
    ['ports', 'Ports', '港口'],
  ] as const) {
    const tag = await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug, labels: { en, 'zh-Hans': zh } } })
    ids[slug] = tag.body.id
  }
  const put = async (name: string, at: string, input: Record<string, unknown>) => {
    clock.set(at)
    ids[name] = (await article(input, { publish: true })).body.id
  }
  const desk = { slug: 'desk', name: 'Desk' }
  const agency = { slug: 'agency', name: 'Haiyan Agency' }
  await put('body', '2023-03-01T08:00:00Z', {
    title: 'A walk along the river',
    source: desk,
    body: paragraphs('The harbour is far away.', 'Ships pass by, and cafés are full of guests.'),
  })
  await put('summary', '2023-03-02T08:00:00Z', {
    title: 'Rail line opens',
    summary: 'Trains now reach the harbour.',
    source: agency,
    body: paragraphs('Tickets are cheap.'),
  })
  await put('title', '2023-03-03T08:00:00Z', {
    title: 'Harbour gets a new terminal',
    source: agency,
    tags: [ids.ports],
    body: paragraphs('A shipping company paid for it.', 'The new harbour master is pleased.'),
  })
  await put('chinese', '2023-12-31T20:00:00Z', {
    title: '合肥市新能源汽车出口增长',
    language: 'zh-Hans',
    summary: '今年前三季度，合肥市出口新能源汽车12万辆。',
    source: desk,
    tags: [ids['new-energy']],
    body: paragraphs('记者从海关获悉，出口目的地主要是欧洲。', '专家认为，空间站材料也有需求。'),
  })
  await put('traditional', '2024-06-01T08:00:00Z', {
    title: '臺灣的圖書館與後臺',
    language: 'zh-Hant',
    source: desk,
    tags: [ids['new-energy'], ids.ports],
    body: paragraphs('ＡＩ技術在圖書館。'),
  })
  clock.set('2024-07-01T08:00:00Z')
  return { ...newsroom, ids }
}

type Test = Parameters<typeof openNewsroom>[0]

t.test('GET /v1/search', async (t) => {
  const { get, ids, statements } = await filled(t)
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]))
  const search = async (q: string, rest = '') => (await get(`/v1/search?q=${encodeURIComponent(q)}${rest}`)).body
  /** The names of the hits, in their order. */
  const hits = async (q: string, rest = ''): Promise<Array<string | undefined>> =>
    (await search(q, rest)).data.map(({ article }: { article: { id: string } }) => names.get(article.id))

  t.test('200 title over summary over body, and newest first when asked', async (t) => {
    t.same(await hits('harbour'), ['title', 'summary', 'body'])
    t.same(await hits('HARBOURS', '&sort=newest'), ['title', 'summary', 'body'])
    const { ranking, data } = await search('harbour', '&sort=newest')
    t.equal(ranking, 'newest')
    t.same(data[0].score, null)
  })

  t.test('200 with case, accents, width, plurals and traditional characters folded', async (t) => {
    t.same(await hits('cafe'), ['body'])
    t.same(await hits('CAFÉ ship'), ['body'])
    t.same(await hits('台湾'), ['traditional'])
    t.same(await hits('ai'), ['traditional'])
    t.same(await hits('後台'), ['traditional'])
  })

  t.test('200 for Chinese by any characters that stand side by side', async (t) => {
    for (const q of ['合', '肥市', '新能源', '源汽车出', '汽车出口增长']) t.same(await hits(q), ['chinese'], q)
    t.same(await hits('馆'), ['traditional'])
    t.same(await hits('悉出', '&sort=newest'), [], 'not across punctuation')
    t.same(await hits('12万 europe', '&sort=newest'), [])
    t.same(await hits('出口 12'), ['chinese'])
    t.same(await hits('出口 合肥'), ['chinese'])
  })

  t.test('200 for phrases, exclusions, beginnings and titles', async (t) => {
    t.same(await hits('"new harbour"'), ['title'])
    t.same(await hits('"harbour new"', '&sort=newest'), [])
    t.same(await hits('"away ships"', '&sort=newest'), [], 'not across paragraphs')
    t.same(await hits('harbour -terminal'), ['summary', 'body'])
    t.same(await hits('harbour -"new terminal" -train*'), ['body'])
    t.same(await hits('ship*', '&sort=newest'), ['title', 'body'])
    t.same(await hits('title:harbour'), ['title'])
    t.same(await hits('harbour -title:harbour'), ['summary', 'body'])
    t.same(await hits('title:新能源'), ['chinese'])
    t.same(await hits('title:出口目的地', '&sort=newest'), [])
  })

  t.test('200 with highlights', async (t) => {
    const [title] = (await search('new harbour')).data
    t.same(title.highlights, {
      title: '<mark>Harbour</mark> gets a <mark>new</mark> terminal',
      summary: null,
      body: 'The <mark>new harbour</mark> master is pleased.'.replace('new harbour', 'new</mark> <mark>harbour'),
    })
    const [chinese] = (await search('新能源')).data
    t.same(chinese.highlights, {
      title: '合肥市<mark>新能源</mark>汽车出口增长',
      summary: '今年前三季度，合肥市出口<mark>新能源</mark>汽车12万辆。',
      body: null,
    })
    t.equal((await search('图书馆')).data[0].highlights.body, 'ＡＩ技術在<mark>圖書館</mark>。')
  })

  t.test('200 with filters, by id or slug, all of which hold', async (t) => {
    t.same(await hits('harbour', '&source=agency'), ['title', 'summary'])
    t.same(await hits('harbour', '&source=agency,desk&tag=ports'), ['title'])
    t.same(await hits('harbour', `&tag=${ids.ports},new-energy`), ['title'])
    t.same(await hits('图书馆', '&language=en,zh-hant'), ['traditional'])
    t.same(await hits('图书馆', '&language=en'), [])
    t.same(await hits('harbour', '&source=nobody'), [])
    t.same(await hits('harbour', '&publishedAfter=2023-03-02T08:00:00Z&publishedBefore=2023-03-03T08:00:00Z'), [
      'summary',
    ])
    t.same(await hits('harbour', '&publishedAfter=2023-03-03&sort=newest'), ['title'])
  })

  t.test('200 with those that have some terms behind, when none has all, or when it is a sentence', async (t) => {
    const none = await search('harbour zeppelin')
    t.same(
      none.data.map(({ match }: { match: string }) => match),
      ['some', 'some', 'some'],
    )
    t.same(await hits('how did the new harbour terminal get its name'), ['title'])
    const question = await search('合肥市的新能源汽车为什么在欧洲增长')
    t.equal(names.get(question.data[0].article.id), 'chinese')
    t.match(question.data[0].highlights.title, /<mark>新能源<\/mark>|<mark>合肥/)
    const headline = await search('合肥市新能源汽车出口增长')
    t.equal(headline.data[0].match, 'all')
    t.same(await hits('"new harbour" zeppelin'), ['title'], 'what is in quotes is meant exactly')
    t.same(await hits('"old harbour" terminal'), [])
    t.same(await hits('harbour zeppelin', '&sort=newest'), [], 'newest first has all terms')
  })

  t.test('200 with facets of all hits', async (t) => {
    const { facets } = await search('harbour', '&limit=1&facets=source,tag,language,year')
    t.same(facets, {
      source: [
        { value: 'agency', label: 'Haiyan Agency', count: 2 },
        { value: 'desk', label: 'Desk', count: 1 },
      ],
      tag: [{ value: 'ports', label: 'Ports', count: 1 }],
      language: [{ value: 'en', label: 'English', count: 3 }],
      year: [{ value: '2023', label: '2023', count: 3 }],
      isComplete: true,
    })
    const chinese = await search('合肥市', '&facets=year,tag&language=zh-Hans')
    t.same(chinese.facets.year, [{ value: '2024', label: '2024', count: 1 }], 'the year is the site’s')
    t.same(chinese.facets.tag, [{ value: 'new-energy', label: '新能源', count: 1 }])
    t.equal((await search('harbour')).facets, null)
  })

  t.test('200 with a total when asked', async (t) => {
    t.equal((await search('harbour', '&count=true&limit=1')).page.total, 3)
    t.equal((await search('harbour', '&limit=1')).page.total, undefined)
  })

  t.test('200 page by page, there and back', async (t) => {
    for (const sort of ['relevance', 'newest']) {
      const there: string[] = []
      const back: string[] = []
      let page = await search('harbour', `&sort=${sort}&limit=1`)
      for (;;) {
        there.push(page.data[0].article.id)
        if (page.page.next === null) break
        page = await search('harbour', `&sort=${sort}&limit=1&cursor=${page.page.next}`)
      }
      for (;;) {
        back.push(page.data[0].article.id)
        if (page.page.previous === null) break
        page = await search('harbour', `&sort=${sort}&limit=1&cursor=${page.page.previous}`)
      }
      t.equal(there.length, 3, sort)
      t.same(back.reverse(), there, sort)
    }
  })

  t.test('200 with articles as lists have them', async (t) => {
    const { article } = (await search('harbour', '&include=source&body=text')).data[0]
    const one = (await get(`/v1/articles/${ids.title}?include=source&body=text`)).body
    t.same(article, one)
    const { headers } = await get('/v1/search?q=harbour&limit=1&include=source')
    t.match(
      headers.link,
      /rel="first", <http:\/\/newsroom\.test\/v1\/search\?q=harbour&limit=1&include=source&cursor=\S+>; rel="next"/,
    )
  })

  t.test('200 with the nearest query that finds something', async (t) => {
    t.equal((await search('harbuor')).suggestion, 'harbour')
    t.equal((await search('title:terminl new')).suggestion, 'title:terminal new')
    t.equal((await search('zeppelin "new harbour"', '&sort=newest')).suggestion, '"new harbour"')
    t.equal((await search('合飞市新能源汽', '&sort=newest')).suggestion === null, false)
    t.equal((await search('qqqqqq')).suggestion, null)
    t.equal((await search('harbour')).suggestion, null)
  })

  t.test('200 with as many statements for many hits as for one', async (t) => {
    const cost = async (rest: string) => {
      const before = statements.length
      t.equal((await get(`/v1/search?${rest}`)).status, 200)
      return statements.length - before
    }
    t.equal(await cost('q=harbour&sort=newest&limit=9'), 2)
    t.equal(await cost('q=harbour&limit=9'), 3)
    t.equal(await cost('q=harbour&limit=2'), 3)
    t.equal(await cost('q=harbour&limit=9&source=agency,desk&tag=ports'), 4, 'slugs are looked up')
    t.equal(await cost('q=harbour&sort=newest&facets=source,tag,language,year&count=true'), 6)
    t.equal(await cost('q=harbour&include=source,editor,tags,relatedNews,translations&body=html'), 7)
  })

  t.test('400 for what cannot be looked for', async (t) => {
    for (const [query, parameter] of [
      ['', 'q'],
      ['q=', 'q'],
      ['q=-harbour', 'q'],
      ['q=%22%20!', 'q'],
      [`q=${'x'.repeat(401)}`, 'q'],
      ['q=x&facets=editor', 'facets'],
      ['q=x&sort=score', 'sort'],
      ['q=x&publishedAfter=2024-02-30', 'publishedAfter'],
    ] as const) {
      const { status, body } = await get(`/v1/search?${query}`)
      t.equal(status, 400, query)
      t.equal(body.errors[0].parameter, parameter, query)
    }
  })

  t.test('400 for a cursor of another search or of nobody', async (t) => {
    const { page } = await search('harbour', '&limit=1')
    t.equal((await get(`/v1/search?q=terminal&limit=1&cursor=${page.next}`)).status, 400)
    t.equal((await get(`/v1/search?q=harbour&limit=1&source=desk&cursor=${page.next}`)).status, 400)
    const [version, hash] = JSON.parse(Buffer.from(page.next, 'base64url').toString())
    for (const key of ['', 'newest', 'x all 1', '2024-07-01T08:00:00Z all NaN', '2024-07-01T08:00:00Z none 1']) {
      const cursor = Buffer.from(JSON.stringify([version, hash, 'n', key, 'x'])).toString('base64url')
      const { status, body } = await get(`/v1/search?q=harbour&limit=1&cursor=${cursor}`)
      t.equal(status, 400, key)
      t.match(body.type, /invalid-cursor$/)
    }
  })

  t.test('200 or 400 for any text at all', async () => {
    const signs = [
      '"',
      '“',
      '”',
      '-',
      '*',
      ':',
      'title:',
      ' ',
      '港',
      'harbour',
      "'",
      '\\',
      '(',
      ')',
      '\0',
      '&',
      '|',
      '!',
      '<->',
      'NEAR',
      '市',
    ]
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(fc.constantFrom(...signs), { maxLength: 12 }).map((parts) => parts.join('')),
    )
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom('', '&sort=newest'), async (q, rest) => {
        const { status, body } = await get(`/v1/search?q=${encodeURIComponent(q.toWellFormed())}${rest}`)
        return status === 200 || (status === 400 && body.errors?.[0]?.parameter === 'q')
      }),
      { numRuns: 200 },
    )
  })
})

t.test('GET /v1/search/suggestions', async (t) => {
  const { get, ids } = await filled(t)
  const suggest = async (q: string, rest = '') =>
    (await get(`/v1/search/suggestions?q=${encodeURIComponent(q)}${rest}`)).body.data.map(
      ({ kind, text }: { kind: string; text: string }) => `${kind} ${text}`,
    )

  t.test('200 with words, sources, tags and titles that begin so', async (t) => {
    t.same(await suggest('ha'), ['query harbour', 'source Haiyan Agency', 'article Harbour gets a new terminal'])
    t.same(await suggest('Harbour te'), ['query harbour terminal', 'article Harbour gets a new terminal'])
    t.same(await suggest('por'), ['tag Ports'])
    t.same(await suggest('港'), ['tag 港口'])
    t.same((await suggest('新能')).at(-1), 'article 合肥市新能源汽车出口增长')
    t.same((await suggest('圖書')).at(-1), 'article 臺灣的圖書館與後臺')
  })

  t.test('200 with each one’s id, slug and language', async (t) => {
    const { data } = (await get('/v1/search/suggestions?q=terminal')).body
    t.same(data, [
      {
        kind: 'article',
        text: 'Harbour gets a new terminal',
        id: ids.title,
        slug: 'harbour-gets-a-new-terminal',
        language: 'en',
      },
    ])
  })

  t.test('200 in one language only', async (t) => {
    t.same(await suggest('harb', '&language=zh-Hans'), [])
    t.same(await suggest('por', '&language=zh-Hans'), ['tag 港口'])
  })

  t.test('200 with nothing for nothing', async (t) => {
    t.same(await suggest(''), [])
    t.same(await suggest('"-*'), [])
  })
})

t.test('what is hidden is not found', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { article, call, get, clock, db } = newsroom
  const count = async (q: string) => (await get(`/v1/search?q=${q}&sort=newest&count=true`)).body.page.total
  const words = async () =>
    (await db.read.select().from(db.tables.searchWords)).map(({ word, articles }) => `${word} ${articles}`).sort()
  const kept = await article({ title: 'Kept harbour' }, { publish: true })
  const before = await words()

  t.test('a draft, a scheduled article and an unpublished edit leave no trace', async (t) => {
    await article({ title: 'Zeppelin draft' })
    const edited = await call('PATCH', `/v1/newsroom/articles/${kept.body.id}`, {
      as: 'editor',
      body: { title: 'Zeppelin edit' },
      ifMatch: kept.etag,
    })
    t.equal(edited.status, 200)
    t.equal(await count('zeppelin'), 0)
    t.same((await get('/v1/search/suggestions?q=zep')).body.data, [])
    t.equal((await get('/v1/search?q=zeppelim')).body.suggestion, null)
    t.same(await words(), before)
    const published = await call('PUT', `/v1/newsroom/articles/${kept.body.id}/publication`, {
      as: 'editor',
      body: {},
      ifMatch: edited.etag,
    })
    t.equal(published.status, 200)
    t.equal(await count('zeppelin'), 1)
    t.equal(await count('kept'), 0, 'the former text is gone')
  })

  for (const [what, path, body] of [
    ['withdrawn', 'withdrawal', { reason: 'It was not so.' }],
    ['unpublished', 'publication', undefined],
  ] as const) {
    t.test(`a ${what} article is gone from hits, counts, suggestions and words`, async (t) => {
      const present = await words()
      clock.forward(60)
      const live = await article({ title: 'Airship over the bay', tags: [] }, { publish: true })
      t.equal(await count('airship'), 1)
      t.same((await get('/v1/search/suggestions?q=airs')).body.data.length, 2)
      const taken = await call(body ? 'PUT' : 'DELETE', `/v1/newsroom/articles/${live.body.id}/${path}`, {
        as: 'admin',
        ...(body && { body }),
        ifMatch: live.etag,
      })
      t.equal(taken.status, 200)
      t.equal(await count('airship'), 0)
      t.same((await get('/v1/search?q=airship&facets=source')).body.facets.source, [])
      t.same((await get('/v1/search/suggestions?q=airs')).body.data, [])
      t.equal((await get('/v1/search?q=airshib')).body.suggestion, null)
      t.same(await words(), present)
    })
  }
})
