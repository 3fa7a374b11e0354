import t from 'tap'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('POST /v1/newsroom/articles', async (t) => {
  const newsroom = await openNewsroom(t)

  t.test('201 with a draft that readers do not see', async (t) => {
    const created = await newsroom.article({ title: 'A first draft of the news' })
    t.equal(created.status, 201)
    t.match(created.body, { state: 'draft', revision: 1, version: 0, slug: 'a-first-draft-of-the-news', publishedAt: null })
    t.equal(created.headers.location, `http://newsroom.test/v1/newsroom/articles/${created.body.id}`)
    t.equal((await newsroom.get(`/v1/articles/${created.body.id}`)).status, 404)
  })

  t.test('200 once published, for readers', async (t) => {
    const live = await newsroom.article({ title: 'A story that goes live' }, { publish: true })
    const read = await newsroom.get(`/v1/articles/${live.body.id}`)
    t.equal(read.status, 200)
    t.match(read.body, { state: 'live', version: 1, title: 'A story that goes live', source: { slug: 'desk', name: 'Desk' } })
    t.match(read.body.body.blocks, [{ type: 'paragraph', html: 'The first ship docked on Thursday.' }])
    t.equal((await newsroom.get('/v1/articles')).body.data.length, 1)
  })
})
