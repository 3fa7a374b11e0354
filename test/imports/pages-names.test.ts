/** POST /v1/newsroom/imports with pages: what they name and link to becomes what is here, or is made. */
import t from 'tap'
import { openNewsroom } from '../support/newsroom.ts'
import { english } from './read-page.ts'

type Parts = Parameters<typeof english>[0]
interface Link {
  kind: string
  title: string
  article: { id: string } | null
  url: string | null
}

t.test('POST /v1/newsroom/imports of pages that name others', async (t) => {
  const newsroom = await openNewsroom(t)
  const admin = { as: 'admin' } as const
  const load = async (title: string, parts: Parts = {}, query = '') => {
    const body = english(parts).replace('A Bridge Opens', title)
    const answer = await newsroom.call('POST', `/v1/newsroom/imports${query}`, {
      as: 'editor',
      type: 'text/plain',
      body,
    })
    return answer.body.items[0]
  }
  const view = async (id: string, query = '') => (await newsroom.get(`/v1/articles/${id}${query}`)).body
  const links = async (id: string): Promise<Link[]> =>
    (await newsroom.get(`/v1/articles/${id}/related-news?kind=editorial,imported`)).body.data
  const related = (...titles: string[]) => ({ end: `Editor: Li\n\nRelated News\n${titles.join('\n')}` })
  const create = async (plural: string, body: object) =>
    (await newsroom.call('POST', `/v1/newsroom/${plural}`, { ...admin, body })).body.id

  t.test('200 with a source found by any of its names, or its host', async (t) => {
    const id = await create('sources', {
      name: 'Lakeside Daily',
      names: { 'zh-Hans': '湖畔日报' },
      url: 'https://www.lakeside.example/news',
    })
    for (const printed of [
      'Lakeside Daily',
      'LAKESIDE  DAILY',
      '“Lakeside Daily”',
      '湖畔日报',
      'lakeside.example',
      'www.lakeside.example',
      'WWW.Lakeside.example',
    ]) {
      const { articleId } = await load(`Printed ${printed.length} ${printed}`, {
        date: `Pub Date:24-06-21 16:53 Source:${printed}`,
      })
      t.equal((await view(articleId)).source.id, id, printed)
    }
    const { articleId } = await load('A closing line of one source', {
      date: 'Pub Date:24-06-21 16:53 Source:Lakeside Daily',
      end: 'Source: www.lakeside.example',
    })
    t.equal((await view(articleId)).originalSource, null, 'the same source by another name is no other source')
    const other = await load('A closing line of another source', {
      date: 'Pub Date:24-06-21 16:53 Source:Lakeside Daily',
      end: 'Source: hills.example',
    })
    t.equal((await view(other.articleId)).originalSource, 'hills.example')
  })

  t.test('200 with what is not here made, and shown to readers from the first live article on', async (t) => {
    const parts = {
      date: 'Pub Date:24-06-21 16:53 Source:brandnew.example',
      labels: 'Tags: Brand new',
      end: 'Editor: Brandon Newman',
    }
    await load('A draft that names new things', parts, '?draft=true')
    const lists = ['sources/brandnew-example', 'editors/brandon-newman', 'tags/brand-new']
    for (const path of lists) {
      t.equal((await newsroom.get(`/v1/${path}`)).status, 404, `${path} is not shown by a draft`)
      t.match((await newsroom.get(`/v1/newsroom/${path}`, admin)).body, { listed: false, revision: 1 })
    }
    await load('A live page that names them again', parts)
    for (const path of lists) t.equal((await newsroom.get(`/v1/${path}`)).status, 200, path)
    t.match((await newsroom.get('/v1/tags/brand-new')).body, { labels: { en: 'Brand new' }, kind: 'topic' })
    for (const name of ['sources', 'editors', 'tags']) {
      const { data } = (await newsroom.get(`/v1/${name}`)).body
      t.equal(
        data.filter((entry: object) => /brand-?n|brandon/i.test(JSON.stringify(entry))).length,
        1,
        `one of ${name}`,
      )
    }
  })

  t.test('200 with two editors: one responsible, one co-editor', async (t) => {
    const id = await create('editors', { name: 'Lin Yue', names: { 'zh-Hans': '林悦' } })
    const { articleId } = await load('A page with two editors', { end: 'Editor: 林悦, Gu Wenting' })
    t.match(await view(articleId), { editor: { id, name: 'Lin Yue' }, coEditors: ['Gu Wenting'] })
    t.equal((await newsroom.get('/v1/newsroom/editors/gu-wenting', admin)).status, 404, 'a co-editor is a name')
    t.match(await view((await load('A page of nobody')).articleId), { editor: null, coEditors: [] })
  })

  t.test('200 with tags by slug or by any label, each once', async (t) => {
    const id = await create('tags', { slug: 'new-energy', labels: { en: 'Clean power', 'zh-Hans': '新能源' } })
    const { articleId } = await load('A page with tags', {
      labels: 'Tags: new-energy, New Energy, clean POWER, 新能源, Harbours',
    })
    t.same((await view(articleId)).tags.map((tag: { id: string; label: string }) => [tag.id, tag.label])[0], [
      id,
      'Clean power',
    ])
    t.same(
      (await view(articleId)).tags.map(({ label }: { label: string }) => label),
      ['Clean power', 'Harbours'],
    )
  })

  t.test('200 with the publication as the source of a page without one', async (t) => {
    const { articleId } = await load('A page without a source', { date: 'Pub Date:24-06-21 16:53' })
    t.match((await view(articleId)).source, { name: 'Masthead' })
  })

  t.test('200 with translations linked, whichever comes first', async (t) => {
    const en = (n: number) => `https://news.example/en/${n}`
    const zh = (n: number) => `https://news.example/zh/${n}`
    const chinese = (n: number, labels = '') => {
      const body = `第${n}号新闻的标题\n\n发布时间：2024-06-21 16:53 来源：湖畔日报\n网址：${zh(n)}\n${labels}\n\n正文在这里。\n`
      return newsroom.call('POST', '/v1/newsroom/imports', { as: 'editor', type: 'text/plain', body })
    }
    const first = await load('English comes first', { labels: `URL: ${en(1)}\nTranslation: zh ${zh(1)}` })
    const second = (await chinese(1, `译文：en ${en(1)}`)).body.items[0]
    t.match(await view(second.articleId, '?include=translations'), {
      translationOf: first.articleId,
      translations: [{ id: first.articleId, language: 'en' }],
    })
    t.match(await view(first.articleId, '?include=translations'), {
      translationOf: null,
      translations: [{ id: second.articleId, language: 'zh-Hans' }],
    })
    const changed = await load('English comes first', {
      labels: `URL: ${en(1)}\nTranslation: zh ${zh(1)}`,
      body: 'Corrected.',
    })
    t.match(changed, { result: 'updated', articleId: first.articleId })
    t.match(
      await view(first.articleId, '?include=translations'),
      { version: 2, translationOf: null, translations: [{ id: second.articleId }] },
      'the original stays the original',
    )

    const chineseFirst = (await chinese(2)).body.items[0]
    const englishSecond = await load('English comes second', { labels: `URL: ${en(2)}\nTranslation: zh ${zh(2)}` })
    t.match(await view(englishSecond.articleId), { translationOf: chineseFirst.articleId })
    t.match((await view(chineseFirst.articleId, '?include=translations')).translations, [
      { id: englishSecond.articleId },
    ])
  })

  t.test('200 with cut titles resolved by pages to come, and only when they are clear', async (t) => {
    const { articleId } = await load(
      'A page that links',
      related(
        'The harbour of Haiyan opens its ...',
        'Tea Festival',
        'Bird count on the lake finds more…',
        'A page that li...',
      ),
    )
    const open = await links(articleId)
    t.same(
      open.map(({ title }) => title),
      [
        'The harbour of Haiyan opens its ...',
        'Tea Festival',
        'Bird count on the lake finds more…',
        'A page that li...',
      ],
    )
    t.ok(open.every(({ kind, article, url }) => kind === 'imported' && article === null && url === null))
    const harbour = (await load('The  Harbour of Haiyan Opens its second berth')).articleId
    await load('Tea festivals are near')
    await load('A page that links too')
    const resolved = await links(articleId)
    t.same(
      resolved.map(({ article }) => article?.id),
      [harbour, undefined, undefined, resolved[3]?.article?.id],
    )
    t.notOk(
      resolved.some(({ article }) => article?.id === articleId),
      'never to the page itself',
    )
    const draft = await load('Bird count on the lake finds more ducks', {}, '?draft=true')
    t.equal((await links(articleId))[2]?.article, null, 'a draft resolves nothing')
    await load('Bird count on the lake finds more geese')
    await load('Bird count on the lake finds more swans')
    const geese = (await links(articleId))[2]
    t.equal(geese?.title, 'Bird count on the lake finds more geese')
    const later = await load('A page that links later', related('Bird count on the lake finds mo...'))
    t.equal((await links(later.articleId))[0]?.article, null, 'two begin so')
    const unresolved = (
      await newsroom.get(`/v1/newsroom/related-news?state=unresolved&article=${later.articleId}`, admin)
    ).body.data
    t.match(unresolved, [{ title: 'Bird count on the lake finds mo...', state: 'unresolved' }])
    t.same(unresolved[0].candidates.map(({ title }: { title: string }) => title.split(' ').at(-1)).sort(), [
      'geese',
      'swans',
    ])
    t.equal(draft.result, 'created')
  })

  t.test('200 with titles that differ only in their dots, or have no letter, taken as one or none', async (t) => {
    const { articleId, result, reason } = await load(
      'A page with doubles',
      related('The same story is...', 'The same story is…', 'THE SAME STORY IS ...', '“”', 'Another one'),
    )
    t.match({ result, reason }, { result: 'created', reason: null })
    t.same(
      (await links(articleId)).map(({ title }) => title),
      ['The same story is...', 'Another one'],
    )
  })

  t.test('200 with what editors did to the links kept when the page changes', async (t) => {
    const labels = 'URL: https://news.example/kept'
    const target = (await newsroom.article({ title: 'Picked by hand' }, { publish: true })).body.id
    const { articleId } = await load('A page that is corrected', {
      labels,
      ...related('One title here', 'Two titles here'),
    })
    const etag = (await newsroom.get(`/v1/newsroom/articles/${articleId}`, admin)).etag
    const data = [{ article: target }, { title: 'Two titles here' }, { title: 'One title here' }]
    t.equal(
      (
        await newsroom.call('PUT', `/v1/newsroom/articles/${articleId}/related-news`, {
          ...admin,
          body: { data },
          ifMatch: etag,
        })
      ).status,
      200,
    )
    const before = await links(articleId)
    t.equal(
      (
        await load('A page that is corrected', {
          labels,
          body: 'Corrected.',
          ...related('One title here', 'Two titles here'),
        })
      ).result,
      'updated',
    )
    t.same(await links(articleId), before, 'the order too, while the page prints the same titles')
    await load('A page that is corrected', { labels, ...related('Three titles here', 'One title here') })
    t.same(
      (await links(articleId)).map(({ kind, title }) => [kind, title]),
      [
        ['imported', 'Three titles here'],
        ['imported', 'One title here'],
        ['editorial', 'Picked by hand'],
      ],
    )
  })

  t.test('200 with a page refused by the reprint policy, and nothing left of it', async (t) => {
    const site = await newsroom.get('/v1/newsroom/site', admin)
    await newsroom.call('PATCH', '/v1/newsroom/site', {
      ...admin,
      body: { reprintPolicy: 'require' },
      ifMatch: site.etag,
    })
    const refused = await load('A reprint without an editor', {
      date: 'Pub Date:24-06-21 16:53 Source:elsewhere.example',
      labels: 'Tags: never-made',
    })
    t.match(refused, { result: 'refused', articleId: null, reason: /original title.*editor/ })
    t.equal((await newsroom.get('/v1/newsroom/tags/never-made', admin)).status, 404)
    t.equal((await newsroom.get('/v1/newsroom/sources/elsewhere-example', admin)).status, 404)
    t.equal(
      (
        await load(
          'A reprint without an editor',
          { date: 'Pub Date:24-06-21 16:53 Source:elsewhere.example' },
          '?draft=true',
        )
      ).result,
      'created',
    )
  })
})
