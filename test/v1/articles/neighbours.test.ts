import t from 'tap'
import { underContract } from '../../support/contract.ts'
import { lifeOf, noId } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('GET /v1/articles/{id}/neighbours', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get, call, article, clock } = newsroom
  const { unpublish, withdraw, patch, publish } = lifeOf(newsroom)
  await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'desk', name: 'Desk' } })
  for (const slug of ['port', 'sport'])
    await call('POST', '/v1/newsroom/tags', { as: 'editor', body: { slug, labels: { en: slug } } })

  /** In the order of publication; the third and the fourth in one second. */
  const ids: string[] = []
  const hours = ['08', '09', '10', '10', '11', '12']
  for (const [index, hour] of hours.entries()) {
    clock.set(`2026-10-01T${hour}:00:00Z`)
    const input = { source: 'desk', tags: [index % 2 === 0 ? 'port' : 'sport'], language: index < 4 ? 'en' : 'fr' }
    ids.push((await article(input, { publish: true })).body.id)
  }
  clock.set('2026-10-02T00:00:00Z')
  const beside = async (id: string, query = ''): Promise<(string | null)[]> => {
    const { body } = await get(`/v1/articles/${id}/neighbours${query}`)
    return [body.previous?.id ?? null, body.next?.id ?? null]
  }
  const lists = [
    '',
    '?sort=publishedAt',
    '?sort=-updatedAt',
    '?sort=updatedAt',
    '?tag=port',
    '?tag=port,sport&sort=publishedAt',
    '?tagNot=port',
    '?language=en&sort=-updatedAt',
    '?tag=port&language=fr',
    `?ids=${[ids[0], ids[2], ids[5]].join(',')}`,
    '?publishedAfter=2026-10-01T10:00:00Z&publishedBefore=2026-10-01T12:00:00Z',
    '?updatedBefore=2026-10-01T12:00:00Z&tag=sport',
    '?hasImage=true',
    '?source=nobody',
  ]

  t.test('200 with those that stand before and after it in the list', async (t) => {
    const second = ids[1] as string
    await patch(second, { summary: 'Updated last' })
    await publish(second)
    for (const query of lists) {
      const listed: string[] = (await get(`/v1/articles${query}`)).body.data.map((each: { id: string }) => each.id)
      for (const [index, id] of listed.entries())
        t.same(await beside(id, query), [listed[index - 1] ?? null, listed[index + 1] ?? null], `${query} ${index}`)
    }
  })

  t.test('200 for one that is not in the list: its place in the order counts', async (t) => {
    t.same(await beside(ids[3] as string, '?tag=port'), [ids[4], ids[2]])
    t.same(await beside(ids[3] as string, '?tag=port&sort=publishedAt'), [ids[2], ids[4]])
    t.same(await beside(ids[0] as string, '?language=fr'), [ids[4], null])
    t.same(await beside(ids[5] as string, `?ids=${ids[0]}&sort=-updatedAt`), [null, ids[0]])
    t.same(await beside(ids[5] as string, '?hasImage=true'), [null, null])
  })

  t.test('200 with those of a list that is related to an article', async (t) => {
    const url = `/v1/newsroom/articles/${ids[5]}/related-news`
    const data = [{ article: ids[0] }, { article: ids[2] }]
    t.equal((await call('PUT', url, { as: 'editor', body: { data }, ifMatch: '*' })).status, 200)
    t.same(await beside(ids[1] as string, `?relatedTo=${ids[5]}`), [ids[2], ids[0]])
    t.same(await beside(ids[1] as string, `?relatedTo=${ids[5]}&tag=sport`), [null, null])
  })

  t.test('200 in the form of a list, with links to them', async (t) => {
    const plain = await get(`/v1/articles/${ids[2]}/neighbours`)
    t.match(plain.body, { previous: { body: null, source: { slug: 'desk' } }, next: { state: 'live' } })
    t.equal(
      plain.headers.link,
      [
        `<http://newsroom.test/v1/articles/${ids[3]}>; rel="prev"`,
        `<http://newsroom.test/v1/articles/${ids[1]}>; rel="next"`,
      ].join(', '),
    )
    const more = await get(`/v1/articles/${ids[2]}/neighbours?include=source&body=text`)
    t.match(more.body.next, { body: { text: /ship docked/ }, source: { kind: 'site' } })
    const sparse = await get(`/v1/articles/${ids[2]}/neighbours?fields=id`)
    t.same(sparse.body, { previous: { id: ids[3] }, next: { id: ids[1] } })
    t.same(more.body.next, (await get(`/v1/articles?ids=${ids[1]}&include=source&body=text`)).body.data[0])
    t.equal((await get(`/v1/articles/${ids[5]}/neighbours?hasImage=true`)).headers.link, undefined)
  })

  t.test('400 for a parameter that lists do not have, or a wrong one', async (t) => {
    for (const [query, parameter] of Object.entries({ 'cursor=x': 'cursor', 'limit=1': 'limit', 'sort=title': 'sort' }))
      t.match(await get(`/v1/articles/${ids[2]}/neighbours?${query}`), {
        status: 400,
        body: { errors: [{ parameter }] },
      })
    t.match(await get('/v1/articles/x/neighbours'), { status: 400, body: { errors: [{ parameter: 'id' }] } })
  })

  t.test('404 for what is not live, 410 for what was recalled, and neither beside others', async (t) => {
    t.equal((await get(`/v1/articles/${noId}/neighbours`)).status, 404)
    const draft = await article({ source: 'desk' })
    t.equal((await get(`/v1/articles/${draft.body.id}/neighbours`)).status, 404)
    await unpublish(ids[3] as string)
    t.equal((await get(`/v1/articles/${ids[3]}/neighbours`)).status, 404)
    await withdraw(ids[1] as string, { reason: 'A mistake.' })
    t.match(await get(`/v1/articles/${ids[1]}/neighbours`), { status: 410, body: { reason: 'A mistake.' } })
    t.same(await beside(ids[2] as string), [ids[4], ids[0]])
  })
})
