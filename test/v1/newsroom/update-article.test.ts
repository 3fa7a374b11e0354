import t from 'tap'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('PATCH /v1/newsroom/articles/{id}', async (t) => {
  const newsroom = await openNewsroom(t)
  const { call, get, article } = newsroom
  const path = (id: string) => `/v1/newsroom/articles/${id}`
  const patch = (id: string, body: unknown, ifMatch = '*') => call('PATCH', path(id), { as: 'editor', body, ifMatch })
  const publish = (id: string) => call('PUT', `${path(id)}/publication`, { as: 'editor', body: {}, ifMatch: '*' })

  t.test('200 with the merged article, one revision on', async (t) => {
    const created = await article({ summary: 'Old', subtitle: 'Kept', authors: ['A', 'B'] })
    newsroom.clock.forward(60)
    const changed = await patch(created.body.id, { summary: 'New', authors: ['C'] }, created.etag)
    t.equal(changed.status, 200)
    t.match(changed.body, {
      summary: 'New',
      subtitle: 'Kept',
      revision: 2,
      state: 'draft',
      createdAt: created.body.createdAt,
    })
    t.strictSame(changed.body.authors, ['C'], 'arrays are replaced')
    t.equal(changed.body.changedAt, '2026-11-01T10:01:00Z')
    t.strictSame(changed.body.body, created.body.body)
    t.strictSame((await get(path(created.body.id), { as: 'editor' })).body, changed.body)
  })

  t.test('200 with null removing what may be absent', async (t) => {
    const given = {
      ...{ summary: 'S', subtitle: 'T', originalTitle: 'O', originalUrl: 'https://a.example/', slug: 'given-slug' },
      ...{
        authors: ['A'],
        coEditors: ['B'],
        tags: [],
        editor: { slug: 'lin', name: 'Lin' },
        dateline: { place: 'Haiyan' },
      },
      images: [{ url: 'https://a.example/a.jpg', width: 1, height: 1, alt: null, caption: null, credit: null }],
      rights: { usageTerms: 'Ask' },
    }
    const created = await article({ title: 'Title of the slug', ...given })
    const nulls = Object.fromEntries([...Object.keys(given), 'body'].map((name) => [name, null]))
    const changed = await patch(created.body.id, nulls)
    t.equal(changed.status, 200)
    for (const name of ['summary', 'subtitle', 'originalTitle', 'originalUrl', 'editor', 'dateline', 'rights']) {
      t.equal(changed.body[name], null, name)
    }
    for (const name of ['authors', 'coEditors', 'tags', 'images']) t.strictSame(changed.body[name], [], name)
    t.strictSame(changed.body.body, { blocks: [] })
    t.equal(changed.body.slug, 'title-of-the-slug')
  })

  t.test('200 with parts of rights and dateline changed', async (t) => {
    const rights = {
      ...{ copyrightNotice: '© A', usageTerms: 'Ask', licence: null, syndication: 'open' },
      ...{ mustCredit: false, mustLinkBack: null, mayEdit: true, endsAt: null },
    }
    const created = await article({ rights, dateline: { place: 'Haiyan', date: '2024-06-20' } })
    const changed = await patch(created.body.id, {
      rights: { usageTerms: null, syndication: 'none' },
      dateline: { date: null },
    })
    t.equal(changed.status, 200)
    t.strictSame(changed.body.rights, { ...rights, usageTerms: null, syndication: 'none' })
    t.strictSame(changed.body.dateline, { place: 'Haiyan', date: null })
    t.strictSame((await patch(created.body.id, { dateline: { place: 'Yunzhou' } })).body.dateline, {
      place: 'Yunzhou',
      date: null,
    })
  })

  t.test('200 with the body replaced as a whole, and with source, editor and tags changed', async (t) => {
    const created = await article({
      body: {
        blocks: [
          { type: 'paragraph', html: 'One' },
          { type: 'paragraph', html: 'Two' },
        ],
      },
    })
    const changed = await patch(created.body.id, {
      body: { markdown: 'Three' },
      source: { slug: 'lakeside', name: 'Lakeside' },
      editor: { slug: 'zhou', name: 'Zhou' },
    })
    t.equal(changed.status, 200)
    t.strictSame(
      changed.body.body.blocks.map((block: { html: string }) => block.html),
      ['Three'],
    )
    t.match(changed.body, { source: { slug: 'lakeside' }, editor: { slug: 'zhou' } })
  })

  t.test('422 for a result that is no article, and nothing is changed', async (t) => {
    const created = await article({ title: 'Stays' })
    const cases: Array<[object, string]> = [
      [{ title: null }, '/title'],
      [{ source: null }, '/source'],
      [{ language: null }, '/language'],
      [{ source: 'nobody' }, '/source'],
      [{ titel: 'x' }, '/titel'],
      [{ state: 'live' }, '/state'],
      [{ authors: 'A' }, '/authors'],
      [{ rights: { syndication: 'some' } }, '/rights/syndication'],
      [{ body: { blocks: [{ type: 'paragraph' }] } }, '/body/blocks/0'],
    ]
    for (const [body, pointer] of cases) {
      const refused = await patch(created.body.id, body)
      t.equal(refused.status, 422, JSON.stringify(body))
      t.ok(
        refused.body.errors?.some((each: { pointer: string }) => each.pointer.startsWith(pointer)),
        refused.text,
      )
    }
    const after = await get(path(created.body.id), { as: 'editor' })
    t.strictSame([after.body, after.etag], [created.body, created.etag])
  })

  t.test('422 for the language of a once public article, 200 for that of a draft', async (t) => {
    const draft = await article({ title: 'A draft in the wrong language' })
    t.equal((await patch(draft.body.id, { language: 'DE' })).body.language, 'de')
    const live = await article({ title: 'A live one in its language' }, { publish: true })
    const refused = await patch(live.body.id, { language: 'de' })
    t.equal(refused.status, 422)
    t.equal(refused.body.errors[0].pointer, '/language')
    t.equal((await patch(live.body.id, { language: 'EN' })).status, 200)
  })

  t.test('422 for a language that makes a translation one into the same language', async (t) => {
    const original = await article({ title: 'The original' })
    const translation = await article({ title: '译文', language: 'zh-Hans', translationOf: original.body.id })
    const refused = await patch(translation.body.id, { language: 'en' })
    t.equal(refused.status, 422)
    const itself = await patch(original.body.id, { translationOf: original.body.id })
    t.strictSame([itself.status, itself.body.errors[0].pointer], [422, '/translationOf'])
  })

  t.test('428 without If-Match, 412 with an old one: it says the present one and who changed it', async (t) => {
    const created = await article()
    const without = await call('PATCH', path(created.body.id), { as: 'editor', body: { summary: 'x' } })
    t.equal(without.status, 428)
    const now = await call('PATCH', path(created.body.id), {
      as: 'admin',
      body: { summary: 'x' },
      ifMatch: created.etag,
    })
    t.equal(now.status, 200)
    const stale = await patch(created.body.id, { summary: 'y' }, created.etag)
    t.equal(stale.status, 412)
    t.match(stale.body, { changedBy: 'test admin', changedAt: now.body.changedAt })
    t.equal(stale.headers.etag, stale.body.currentETag)
    t.equal((await patch(created.body.id, { summary: 'z' }, stale.body.currentETag)).status, 200)
    t.equal((await patch(created.body.id, { summary: 'z' }, stale.body.currentETag)).status, 412)
  })

  t.test('200 with the tag of any representation of the present state, also in a list', async (t) => {
    const created = await article()
    const asHtml = await get(`${path(created.body.id)}?body=html`, { as: 'editor' })
    t.not(asHtml.etag, created.etag)
    t.equal((await patch(created.body.id, { summary: '1' }, asHtml.etag)).status, 200)
    const present = (await get(path(created.body.id), { as: 'editor' })).etag
    t.equal((await patch(created.body.id, { summary: '2' }, `"other", W/"weak" , ${present}`)).status, 200)
    t.equal((await patch(created.body.id, { summary: '3' }, ' * ')).status, 200)
  })

  t.test('412 with a weak tag, 400 with what is no tag', async (t) => {
    const created = await article()
    t.equal((await patch(created.body.id, { summary: 'x' }, `W/${created.etag}`)).status, 412)
    t.equal((await patch(created.body.id, { summary: 'x' }, '""')).status, 412)
    for (const ifMatch of ['r1.1', created.etag.slice(0, -1), '"a" "b"', '*, "a"', '']) {
      const refused = await patch(created.body.id, { summary: 'x' }, ifMatch)
      t.equal(refused.status, 400, ifMatch)
      t.match(refused.body.errors, [{ parameter: 'if-match' }])
    }
    t.equal((await get(path(created.body.id), { as: 'editor' })).etag, created.etag)
  })

  t.test('415 for plain JSON, naming the merge patch; 404 for an unknown article', async (t) => {
    const created = await article()
    const json = await call('PATCH', path(created.body.id), {
      as: 'editor',
      body: {},
      ifMatch: '*',
      type: 'application/json',
    })
    t.strictSame([json.status, json.headers['accept-patch']], [415, 'application/merge-patch+json'])
    t.equal((await patch('01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10', {})).status, 404)
  })

  t.test('200 on a live article changes nothing for readers until it is published again', async (t) => {
    const live = await article({ title: 'What readers see', tags: [] }, { publish: true })
    const { id } = live.body
    const pages = [
      `/v1/articles/${id}`,
      '/v1/articles?count=true',
      `/v1/articles/${id}?include=source,editor,tags,relatedNews`,
    ]
    const seen = async () => {
      const answers = await Promise.all([...pages, '/v1/sources', '/v1/tags'].map((page) => get(page)))
      return answers.map(({ status, text, etag, headers }) => [status, text, etag, headers['last-modified']])
    }
    const before = await seen()
    newsroom.clock.forward(60)
    const changes = {
      ...{
        title: 'What the newsroom plans',
        slug: 'planned-slug',
        summary: 'Planned',
        source: { slug: 'new-one', name: 'New' },
      },
      body: { html: '<p>Planned body.</p>' },
    }
    const changed = await patch(id, changes)
    t.match(changed.body, {
      title: 'What the newsroom plans',
      slug: 'planned-slug',
      state: 'live',
      version: 1,
      revision: 2,
    })
    newsroom.clock.forward(-60)
    t.strictSame(await seen(), before)
    t.equal((await get('/v1/articles/by-slug/en/planned-slug')).status, 404)
    newsroom.clock.forward(60)
    t.equal((await publish(id)).status, 200)
    const after = await get(`/v1/articles/${id}`)
    t.match(after.body, {
      title: 'What the newsroom plans',
      slug: 'planned-slug',
      version: 2,
      source: { slug: 'new-one' },
    })
    t.match(after.body.body.blocks, [{ html: 'Planned body.' }])
  })

  t.test('200 with the ids of blocks kept when one paragraph is edited after publication', async (t) => {
    const paragraphs = ['One is first.', 'Two is second.', 'Three is third.']
    const html = (texts: string[]) => ({ html: texts.map((text) => `<p>${text}</p>`).join('') })
    const live = await article({ title: 'Blocks keep their ids', body: html(paragraphs) }, { publish: true })
    const { id } = live.body
    const idsOf = (blocks: Array<{ id: string }>) => blocks.map((block) => block.id)
    const ids = idsOf(live.body.body.blocks)
    const edited = await patch(id, { body: html(['One is first.', 'Two was edited.', 'Three is third.']) })
    t.strictSame(idsOf(edited.body.body.blocks), ids)
    const again = await patch(id, {
      body: html(['New at the top.', 'One is first.', 'Two was edited twice.', 'Three is third.']),
    })
    t.strictSame(idsOf(again.body.body.blocks).slice(1), ids)
    await publish(id)
    const read = await get(`/v1/articles/${id}`)
    t.strictSame(idsOf(read.body.body.blocks).slice(1), ids)
    t.equal(new Set(idsOf(read.body.body.blocks)).size, 4)
  })

  t.test('412 for all but one of 50 that change one state at the same time', async (t) => {
    const created = await article({ title: 'Fifty writers' })
    const write = (_: unknown, index: number) => patch(created.body.id, { summary: `Writer ${index}` }, created.etag)
    const answers = await Promise.all(Array.from({ length: 50 }, write))
    const won = answers.filter(({ status }) => status === 200)
    t.equal(won.length, 1)
    t.equal(answers.filter(({ status }) => status === 412).length, 49)
    const read = await get(path(created.body.id), { as: 'editor' })
    t.strictSame([read.body.summary, read.body.revision], [won[0]?.body.summary, 2])
  })
})
