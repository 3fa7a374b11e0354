import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { openNewsroom } from '../../support/newsroom.ts'

/** What a list costs, without its expansions: the newsroom's also looks for corrections and withdrawals. */
const most = { '/v1/articles': 4, '/v1/newsroom/articles': 5 }
const includes = ['source', 'editor', 'tags', 'relatedNews', 'translations', 'localTimes']
/** More of linked articles, of whichever kinds, costs one statement beside that of the links. */
const nested = ['relatedNews.source', 'relatedNews.source,relatedNews.tags,relatedNews.images']

t.test('how many statements a list costs', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, statements } = newsroom
  let last: string | undefined
  for (let index = 0; index < 30; index++) {
    const tag = await call('POST', '/v1/newsroom/tags', {
      as: 'editor',
      body: { slug: `tag-${index}`, labels: { en: `Tag ${index}` } },
    })
    const input = {
      title: `A story of its own, number ${index} of them`,
      source: { slug: `source-${index}`, name: `Source ${index}` },
      editor: { slug: `editor-${index}`, name: `Editor ${index}` },
      tags: [tag.body.id],
      language: index % 2 === 0 ? 'en' : 'fr',
      ...(index % 2 === 1 && { translationOf: last }),
    }
    const live = await article(input, { publish: true })
    const data = [...(last ? [{ article: last }] : []), { title: `A printed title that is cut somewhere ${index}...` }]
    await call('PUT', `/v1/newsroom/articles/${live.body.id}/related-news`, {
      as: 'editor',
      body: { data },
      ifMatch: live.etag,
    })
    last = live.body.id
  }

  // What a process keeps for a second of who reads anonymously and of the site is read with the first request.
  await get('/v1/site')

  /** Statements of a request, its key's look-up included, and how many items it gave. */
  async function cost(url: string, as?: 'editor'): Promise<{ statements: number; items: number; texts: string[] }> {
    const before = statements.length
    const answer = await get(url, as && { as })
    t.equal(answer.status, 200, url)
    return {
      statements: statements.length - before,
      items: answer.body.data?.length ?? 1,
      texts: statements.slice(before),
    }
  }

  for (const [surface, statementsAtMost] of Object.entries(most)) {
    const as = surface.includes('newsroom') ? 'editor' : undefined
    const keyed = as ? 1 : 0

    t.test(`200 of ${surface} with as many statements for 200 articles as for one`, async (t) => {
      for (const query of [
        '',
        '&include=source,editor,relatedNews',
        `&include=${[...includes, ...nested].join(',')}&body=html&count=true`,
      ]) {
        // What articles name is kept from the first answer on.
        await cost(`${surface}?limit=199${query}`, as)
        const one = await cost(`${surface}?limit=1${query}`, as)
        const all = await cost(`${surface}?limit=200${query}`, as)
        t.equal(one.items, 1)
        t.equal(all.items, 30)
        t.equal(all.statements, one.statements, query)
      }
    })

    t.test(`200 of ${surface} with at most ${statementsAtMost} statements, and one more per include`, async (t) => {
      const plain = await cost(`${surface}?limit=200`, as)
      t.ok(plain.statements - keyed <= statementsAtMost, `${plain.statements}`)
      for (const include of includes) {
        const { statements } = await cost(`${surface}?limit=200&include=${include}`, as)
        t.ok(statements - keyed <= statementsAtMost + 1, `${include}: ${statements}`)
      }
      for (const include of nested) {
        const { statements } = await cost(`${surface}?limit=200&include=${include}`, as)
        t.ok(statements - keyed <= statementsAtMost + 2, `${include}: ${statements}`)
      }
      const asked = await cost(`${surface}?limit=200&include=source,editor,relatedNews`, as)
      t.ok(asked.statements - keyed <= statementsAtMost + 3, `${asked.statements}`)
      const filtered = await cost(`${surface}?limit=200&source=source-1,source-2&editor=editor-1&tag=tag-1`, as)
      t.equal(filtered.items, 1)
      t.ok(filtered.statements - keyed <= statementsAtMost, `filtered: ${filtered.statements}`)
    })

    t.test(`200 of ${surface} with as many statements on every page`, async (t) => {
      const url = `${surface}?limit=4`
      const first = await cost(url, as)
      let next = (await get(url, as && { as })).body.page.next
      while (next !== null) {
        const page = `${url}&cursor=${next}`
        t.equal((await cost(page, as)).statements, first.statements)
        next = (await get(page, as && { as })).body.page.next
      }
    })
  }

  t.test(
    '200 of one article with at most four statements, one more per include, and three for what is computed',
    async (t) => {
      const { slug, language } = (await get(`/v1/articles/${last}`)).body
      for (const url of [`/v1/articles/${last}`, `/v1/articles/by-slug/${language}/${slug}`]) {
        t.ok((await cost(`${url}?body=html`)).statements <= 4)
        const computed = (include: string) => (include.startsWith('relatedNews') ? 3 : 0)
        await cost(`${url}?include=relatedNews`)
        for (const include of includes)
          t.ok((await cost(`${url}?include=${include}`)).statements <= 5 + computed(include), include)
        for (const include of nested)
          t.ok((await cost(`${url}?include=${include}`)).statements <= 6 + computed(include), include)
        for (const query of ['fields=id,title', 'body=none'])
          t.notOk(
            (await cost(`${url}?${query}`)).texts.some((text) => text.includes('live_bodies')),
            'a body that is not shown is not read',
          )
      }
    },
  )

  t.test('200 of what is rendered with the statements that find it, and one for related news', async (t) => {
    const { slug, language, id } = (await get('/v1/articles?limit=1&sort=publishedAt')).body.data[0]
    const expected = {
      '/v1/articles': 1,
      '/v1/articles?include=source,editor,tags': 1,
      '/v1/articles?include=source,editor,relatedNews': 2,
      '/v1/articles?source=source-1&language=en,fr': 2,
      [`/v1/articles/${id}`]: 2,
      [`/v1/articles/by-slug/${language}/${slug}`]: 2,
    }
    for (const [url, statements] of Object.entries(expected)) t.equal((await cost(url)).statements, statements, url)
  })

  t.test('200 of the archive with one statement, and of a day as of any list', async (t) => {
    for (const url of ['/v1/archive', '/v1/archive/2026', '/v1/archive/2026/11', '/v1/archive?language=en,fr,de'])
      t.equal((await cost(url)).statements, 1, url)
    const day = await cost('/v1/archive/2026/11/01?limit=200')
    t.equal(day.items, 30)
    t.ok(day.statements <= 4, `${day.statements}`)
    t.equal((await cost('/v1/archive/2026/11/01?limit=1')).statements, day.statements)
  })

  t.test('200 of neighbours with at most four statements, and one more per include', async (t) => {
    const { data } = (await get('/v1/articles?limit=3')).body
    const url = `/v1/articles/${data[1].id}/neighbours?tagNot=tag-0&language=en,fr`
    const plain = await cost(url)
    t.ok(plain.statements <= 4, `${plain.statements}`)
    for (const include of includes) {
      const { statements } = await cost(`${url}&include=${include}`)
      t.ok(statements <= plain.statements + 1, `${include}: ${statements}`)
    }
  })

  t.test(
    '200 of a front page with at most five statements, however many lists, and one more per include',
    async (t) => {
      const url = `/v1/articles/latest?lists=top,${Array.from({ length: 11 }, (_, index) => `tag-${index}`).join(',')}`
      const plain = await cost(`${url}&limit=50&language=en`)
      t.equal(plain.items, 12)
      t.ok(plain.statements <= 5, `${plain.statements}`)
      t.equal((await cost('/v1/articles/latest?lists=tag-1&limit=1')).statements, plain.statements)
      for (const include of includes) {
        const { statements } = await cost(`${url}&limit=50&language=en&include=${include}`)
        t.ok(statements <= plain.statements + 1, `${include}: ${statements}`)
      }
    },
  )

  t.test('200 of sources, editors and tags with one statement', async (t) => {
    for (const plural of ['sources', 'editors', 'tags']) {
      t.match(await cost(`/v1/${plural}?limit=200`), { statements: 1, items: 30 }, plural)
      t.equal((await cost(`/v1/${plural}?limit=1`)).statements, 1, plural)
    }
  })
})
