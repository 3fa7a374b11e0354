import t from 'tap'
import { underContract } from '../support/contract.ts'
import { openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const source = (slug: string) => ({ slug, name: `Source ${slug}` })
const html = (sentences: string[]) => ({ html: sentences.map((sentence) => `<p>${sentence}</p>`).join('') })

const fire = [
  'A fire broke out at the Apex furniture plant in Harton on Tuesday, killing four workers.',
  'Nora Keller, the deputy mayor of Harton, visited the injured at Linwick Hospital.',
  'The alarm was raised at 4.52 a.m. by a guard who saw smoke above the paint shop.',
  'Firefighters from three districts needed six hours to put out the flames.',
]
const inquiry = [
  'Police have detained the manager of the Apex furniture plant in Harton after the fire that killed four workers.',
  'Two exits of the paint shop had been locked, Nora Keller told reporters at Linwick Hospital.',
]
const otherFire = [
  'A fire broke out at a textile mill in Gansford on Wednesday, killing seven workers.',
  'Pavel Novak, the fire chief of Gansford, said that the cause was not known.',
  'The alarm was raised at 11.20 p.m. by a neighbour who saw smoke above the dyeing hall.',
  'Firefighters from two districts needed five hours to put out the flames.',
]
const unrelated = ['The orchestra of Velburg opens its season with Mahler.', 'Tickets cost forty crowns.']

/** Live articles by name: two of one fire, one of another, one of something else. */
async function stories({ article, clock }: TestNewsroom, prefix = '') {
  const publish = async (title: string, sentences: string[], more: Record<string, unknown> = {}) => {
    clock.forward(3600)
    const { body } = await article({ title, body: html(sentences), source: source('desk'), ...more }, { publish: true })
    return body as { id: string; slug: string }
  }
  return {
    publish,
    fire: await publish(`${prefix}Four die in fire at Apex plant in Harton`, fire),
    other: await publish(`${prefix}Seven dead in Gansford mill fire`, otherFire),
    music: await publish(`${prefix}Velburg orchestra opens season`, unrelated),
    inquiry: await publish(`${prefix}Manager of Harton plant held after fire`, inquiry),
  }
}

type Item = { kind: string; position: number; title: string; score: number | null; article: { id: string } | null }
const ids = (data: Item[]) => data.map(({ article }) => article?.id)

t.test('what an article shows as computed related news', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, statements, article } = newsroom
  const { publish, ...made } = await stories(newsroom)
  const related = async (id: string, query = '') => (await get(`/v1/articles/${id}/related-news${query}`)).body.data

  t.test('200 with the same event first, and nothing of something else', async (t) => {
    const data = await related(made.fire.id)
    t.equal(data[0].article.id, made.inquiry.id)
    t.notOk(ids(data).includes(made.music.id))
    t.notOk(ids(data).includes(made.fire.id))
    t.same(await related(made.music.id), [])
    t.match(data[0], {
      kind: 'automatic',
      position: 1,
      title: 'Manager of Harton plant held after fire',
      explanation: null,
    })
    t.ok(data[0].score > 0 && data[0].score <= 1)
    t.equal((await related(made.inquiry.id))[0].article.id, made.fire.id)
  })

  t.test('200 explained by shared terms and weights', async (t) => {
    const [first] = await related(made.fire.id, '?explain=true&kind=automatic')
    const { terms, similarity, decay, daysApart } = first.explanation
    t.ok(terms.some(({ term }: { term: string }) => term === 'harton'))
    t.ok(Math.abs(first.score - similarity * decay) < 0.001)
    t.equal(daysApart, 0.125, 'three hours')
    const weights = terms.map(({ weight }: { weight: number }) => weight)
    t.same(
      weights,
      weights.toSorted((a: number, b: number) => b - a),
    )
  })

  t.test('200 with picks first, each article once', async (t) => {
    const { etag } = await call('GET', `/v1/newsroom/articles/${made.fire.id}`, { as: 'editor' })
    await call('PUT', `/v1/newsroom/articles/${made.fire.id}/related-news`, {
      ...{ as: 'editor', ifMatch: etag },
      body: { data: [{ article: made.music.id }, { title: 'Outside', url: 'https://news.example/1' }] },
    })
    const data = await related(made.fire.id)
    t.same(data.map(({ kind }: Item) => kind).slice(0, 3), ['editorial', 'editorial', 'automatic'])
    t.same(
      data.map(({ position }: Item) => position),
      data.map((_: Item, index: number) => index + 1),
    )
    t.equal(data[0].score, null)
    t.equal(new Set(ids(data)).size, data.length)
    t.same(ids(await related(made.fire.id, '?kind=editorial')), [made.music.id, undefined])
    t.equal((await related(made.fire.id, '?kind=automatic'))[0].article.id, made.inquiry.id)
    t.same(await related(made.fire.id, '?kind=imported'), [])
    t.equal((await related(made.fire.id, '?limit=1')).length, 1)
    const whole = await get(`/v1/articles/${made.fire.id}?include=relatedNews`)
    t.same(ids(whole.body.relatedNews), ids(data), 'the article shows the same list')
    const listed = await get(`/v1/articles?include=relatedNews&ids=${made.fire.id}`)
    t.same(ids(listed.body.data[0].relatedNews), [made.music.id, undefined], 'lists show links only')
  })

  t.test('200 without what is hidden, and with it when it comes back', async (t) => {
    const publication = async (method: string) => {
      const { etag } = await call('GET', `/v1/newsroom/articles/${made.inquiry.id}`, { as: 'editor' })
      const url = `/v1/newsroom/articles/${made.inquiry.id}/publication`
      await call(method, url, { as: 'editor', ifMatch: etag, ...(method === 'PUT' && { body: {} }) })
    }
    await publication('DELETE')
    t.notOk(ids(await related(made.fire.id)).includes(made.inquiry.id))
    t.equal((await get(`/v1/articles/${made.inquiry.id}/related-news`)).status, 404)
    await publication('PUT')
    t.ok(ids(await related(made.fire.id)).includes(made.inquiry.id))
  })

  t.test('200 as its text is now', async (t) => {
    const changing = await publish('Manager in Harton', inquiry)
    const before = await call('GET', `/v1/newsroom/articles/${changing.id}`, { as: 'editor' })
    const patched = await call('PATCH', `/v1/newsroom/articles/${changing.id}`, {
      ...{ as: 'editor', ifMatch: before.etag },
      body: { title: 'Choir of Velburg', body: html(unrelated) },
    })
    t.ok(
      ids(await related(made.fire.id)).includes(changing.id) || ids(await related(changing.id)).includes(made.fire.id),
    )
    await call('PUT', `/v1/newsroom/articles/${changing.id}/publication`, {
      ...{ as: 'editor', ifMatch: patched.etag },
      body: {},
    })
    t.notOk(ids(await related(made.fire.id)).includes(changing.id))
  })

  t.test('200 with few statements, whatever the limit', async (t) => {
    await related(made.fire.id)
    for (const [query, most] of [
      ['', 9],
      ['?limit=50', 9],
      ['?kind=automatic', 7],
      ['?kind=automatic&limit=50', 7],
    ] as const) {
      const before = statements.length
      await related(made.fire.id, query)
      t.ok(statements.length - before <= most, `${query}: ${statements.length - before}`)
    }
  })

  t.test('400 for what no parameter can be', async (t) => {
    for (const [query, parameter] of [
      ['kind=best', 'kind'],
      ['limit=0', 'limit'],
      ['limit=51', 'limit'],
      ['explain=maybe', 'explain'],
    ]) {
      const { status, body } = await get(`/v1/articles/${made.fire.id}/related-news?${query}`)
      t.equal(status, 400)
      t.equal(body.errors[0].parameter, parameter)
    }
  })

  t.test('404 for what is not there, as for a draft', async (t) => {
    const draft = await article({ title: 'A draft about Harton' })
    for (const path of ['related-news', 'duplicates'])
      t.equal((await get(`/v1/articles/${draft.body.id}/${path}`)).status, 404)
  })
})

t.test('near-duplicates', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call } = newsroom
  const { publish, ...made } = await stories(newsroom)
  const reprint = await publish('Furniture plant burns in Harton', fire, { source: source('evening') })
  const longer = await publish('Four die in fire at Apex plant in Harton', [...fire, 'More is to come tonight.'], {
    source: source('wire'),
  })
  const related = async (id: string) => (await get(`/v1/articles/${id}/related-news`)).body.data

  t.test('200 with the near-duplicates of an article, the newest first', async (t) => {
    const { data } = (await get(`/v1/articles/${made.fire.id}/duplicates`)).body
    t.same(ids(data), [longer.id, reprint.id])
    for (const { shared, url } of data) {
      t.ok(shared >= 0.7 && shared <= 1)
      t.type(url, 'string')
    }
    t.equal((await get(`/v1/articles/${made.fire.id}/duplicates?limit=1`)).body.data.length, 1)
    t.same((await get(`/v1/articles/${made.other.id}/duplicates`)).body.data, [])
  })

  t.test('200 with one of several near-duplicates, and none of the article itself', async (t) => {
    const shown = ids(await related(made.inquiry.id))
    t.equal(shown.filter((id) => [made.fire.id, reprint.id, longer.id].includes(id as string)).length, 1)
    const own = ids(await related(made.fire.id))
    t.notOk(own.includes(reprint.id) || own.includes(longer.id))
  })

  t.test('200 without near-duplicates of what was picked', async (t) => {
    const { etag } = await call('GET', `/v1/newsroom/articles/${made.inquiry.id}`, { as: 'editor' })
    await call('PUT', `/v1/newsroom/articles/${made.inquiry.id}/related-news`, {
      ...{ as: 'editor', ifMatch: etag },
      body: { data: [{ article: reprint.id }] },
    })
    const shown = ids(await related(made.inquiry.id))
    t.equal(shown[0], reprint.id)
    t.notOk(shown.includes(made.fire.id) || shown.includes(longer.id))
  })
})

t.test('Chinese', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, article, clock } = newsroom
  const publish = async (title: string, sentences: string[], language = 'zh-Hans') => {
    clock.forward(3600)
    const { body } = await article({ title, language, body: html(sentences), source: source('wen') }, { publish: true })
    return body.id as string
  }
  const first = await publish('临州市家具厂火灾致四人遇难', [
    '临州市恒泰家具厂二十一日起火，四人遇难。',
    '副市长张伟民前往凤安医院看望伤员。',
  ])
  const second = await publish('恒泰家具厂负责人被控制', [
    '临州警方通报，恒泰家具厂法定代表人因火灾被刑事拘留。',
    '张伟民表示将全面排查。',
  ])
  await publish('海阳市纺织厂起火', ['海阳市德润纺织厂二十二日起火，两人受伤。', '消防部门正在调查起火原因。'])
  await publish('临州市恒泰家具厂火灾 Hengtai fire', ['临州市恒泰家具厂二十一日起火，四人遇难。'], 'ja')

  t.test('200 with the same event first, in the same language', async (t) => {
    const { data } = (await get(`/v1/articles/${first}/related-news`)).body
    t.equal(data[0].article.id, second)
    for (const { article: linked } of data) t.equal((await get(`/v1/articles/${linked.id}`)).body.language, 'zh-Hans')
  })
})
