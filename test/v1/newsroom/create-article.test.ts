import t from 'tap'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('POST /v1/newsroom/articles', async (t) => {
  const newsroom = await openNewsroom(t)
  const { call, get } = newsroom

  const source = (
    await call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'qinghe', name: 'Qinghe' } })
  ).body
  const editor = (await call('POST', '/v1/newsroom/editors', { as: 'editor', body: { slug: 'lin', name: 'Lin Yue' } }))
    .body
  const tags = await Promise.all(
    ['energy', 'harbours'].map(async (slug) => {
      const body = { slug, labels: { en: `All ${slug}` } }
      return (await call('POST', '/v1/newsroom/tags', { as: 'editor', body })).body
    }),
  )
  const input = (changes: Record<string, unknown> = {}) => ({
    title: 'New terminal',
    language: 'en',
    source: 'qinghe',
    ...changes,
  })
  const create = (changes: Record<string, unknown> = {}) =>
    call('POST', '/v1/newsroom/articles', { as: 'editor', body: input(changes) })
  const pointersOf = (body: { errors: Array<{ pointer: string }> }) => body.errors.map(({ pointer }) => pointer)
  const htmlOf = async (html: string) => (await create({ body: { html } })).body.body.blocks

  t.test('201 with every field as it was sent', async (t) => {
    const texts = {
      title: 'New port terminal opens in Haiyan',
      language: 'en',
      originalTitle: 'Haiyan terminal starts work “at last”',
      subtitle: 'First ship docks',
      summary: 'It can handle 400,000 containers.\nA year.',
      dateline: { place: 'Haiyan', date: '2024-06-20' },
      authors: ['Zhou Min', '王芳', 'Ana 🙂 Lima'],
      coEditors: ['Zhao Min'],
      images: [
        {
          url: 'https://media.example/port.jpg',
          width: 1200,
          height: 675,
          alt: 'Cranes',
          caption: 'The port.',
          credit: 'Zhou Min',
        },
        { url: 'https://media.example/ship.jpg', width: null, height: null, alt: null, caption: null, credit: null },
      ],
      rights: {
        copyrightNotice: '© 2026 Qinghe',
        usageTerms: 'Ask first.',
        licence: 'https://licence.example/',
        syndication: 'licensed',
        mustCredit: true,
        mustLinkBack: false,
        mayEdit: null,
        endsAt: '2027-01-01T00:00:00Z',
      },
      originalUrl: 'https://www.qinghe.example/en/port.html',
      slug: 'haiyan-port',
    }
    const created = await create({ ...texts, editor: 'lin', tags: ['harbours', tags[0].id] })
    t.equal(created.status, 201)
    t.match(created.headers.location, `/v1/newsroom/articles/${created.body.id}`)
    t.match(created.etag, /^"r1\.1-.+"$/)
    const read = await get(`/v1/newsroom/articles/${created.body.id}`, { as: 'editor' })
    t.strictSame(read.body, created.body)
    t.equal(read.etag, created.etag)
    for (const [name, value] of Object.entries(texts)) t.strictSame(read.body[name], value, name)
    t.strictSame(read.body.source, { id: source.id, slug: 'qinghe', name: 'Qinghe' })
    t.strictSame(read.body.editor, { id: editor.id, slug: 'lin', name: 'Lin Yue' })
    t.strictSame(
      read.body.tags.map(({ id, slug, kind, label }: Record<string, string>) => [id, slug, kind, label]),
      [
        [tags[1].id, 'harbours', 'topic', 'All harbours'],
        [tags[0].id, 'energy', 'topic', 'All energy'],
      ],
    )
    t.match(read.body, { state: 'draft', revision: 1, version: 0, changedBy: 'test editor', originalSource: null })
    t.match(read.body, { createdAt: '2026-11-01T10:00:00Z', changedAt: '2026-11-01T10:00:00Z' })
    t.match(read.body, {
      firstPublishedAt: null,
      publishedAt: null,
      updatedAt: null,
      publishAt: null,
      externalId: null,
    })
  })

  t.test('201 with only what is needed; the rest is null or empty, and nothing is missing', async (t) => {
    const { body } = await create()
    const nulls = [
      'originalTitle',
      'subtitle',
      'summary',
      'dateline',
      'editor',
      'rights',
      'originalUrl',
      'translationOf',
    ]
    for (const name of nulls) t.equal(body[name], null, name)
    for (const name of ['authors', 'coEditors', 'images', 'tags']) t.strictSame(body[name], [], name)
    t.strictSame(body.body, { blocks: [] })
    t.match(body, { wordCount: 0, characterCount: 0, readingMinutes: 0 })
  })

  t.test('201 with parts of an image, of the dateline and of the rights: what is left out is null', async (t) => {
    const { status, body } = await create({
      images: [{ url: 'https://media.example/port.jpg' }],
      dateline: { place: 'Haiyan' },
      rights: { usageTerms: 'Ask.' },
    })
    t.equal(status, 201)
    t.match(body, {
      images: [{ width: null, height: null, alt: null, caption: null, credit: null }],
      dateline: { place: 'Haiyan', date: null },
      rights: {
        ...{ copyrightNotice: null, usageTerms: 'Ask.', licence: null, syndication: null },
        ...{ mustCredit: null, mustLinkBack: null, mayEdit: null, endsAt: null },
      },
    })
  })

  t.test('201 with a source and an editor by id, by slug, and by slug and name', async (t) => {
    t.equal((await create({ source: source.id, editor: editor.id })).body.editor.slug, 'lin')
    const known = await create({ source: { slug: 'qinghe', name: 'Another name' }, editor: { name: 'lin  YUE' } })
    t.strictSame([known.body.source.id, known.body.source.name, known.body.editor.id], [source.id, 'Qinghe', editor.id])
    const made = await create({ source: { slug: 'lakeside', name: 'Lakeside Daily' }, editor: { name: '王芳' } })
    t.match(made.body, {
      source: { slug: 'lakeside', name: 'Lakeside Daily' },
      editor: { slug: 'wang-fang', name: '王芳' },
    })
    t.equal((await create({ source: 'lakeside' })).body.source.id, made.body.source.id)
    t.equal(
      (await get('/v1/sources')).body.data.some(({ slug }: { slug: string }) => slug === 'lakeside'),
      false,
    )
  })

  t.test('422 for a source, editor, tag or original that does not exist, and nothing is written', async (t) => {
    const total = async () => (await get('/v1/newsroom/articles?count=true', { as: 'editor' })).body.page.total
    const before = await total()
    const unknown = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'
    const cases: Array<[Record<string, unknown>, string]> = [
      [{ source: 'nobody' }, '/source'],
      [{ source: unknown }, '/source'],
      [{ source: editor.id }, '/source'],
      [{ editor: 'nobody' }, '/editor'],
      [{ tags: ['energy', 'nothing'] }, '/tags/1'],
      [{ translationOf: unknown }, '/translationOf'],
      [{ source: { slug: 'left-over', name: 'Left over' }, tags: ['nothing'] }, '/tags/0'],
    ]
    for (const [changes, pointer] of cases) {
      const refused = await create(changes)
      t.equal(refused.status, 422, JSON.stringify(changes))
      t.strictSame(pointersOf(refused.body), [pointer])
    }
    t.equal(await total(), before)
    t.equal((await get('/v1/newsroom/sources?limit=200', { as: 'editor' })).text.includes('left-over'), false)
  })

  t.test('422 for what is missing, unknown or of the wrong type, with a pointer to it', async (t) => {
    const cases: Array<[Record<string, unknown>, string]> = [
      [{ title: undefined }, '/title'],
      [{ title: '   ' }, '/title'],
      [{ title: 7 }, '/title'],
      [{ title: 'x'.repeat(501) }, '/title'],
      [{ source: undefined }, '/source'],
      [{ language: 'english' }, '/language'],
      [{ titel: 'New' }, '/titel'],
      [{ slug: 'Not A Slug' }, '/slug'],
      [{ dateline: { date: '2024-02-30' } }, '/dateline/date'],
      [{ originalUrl: 'javascript:alert(1)' }, '/originalUrl'],
      [{ body: { html: '<p>a</p>', markdown: 'a' } }, '/body'],
      [{ body: { blocks: [{ type: 'paragraf', html: 'a' }] } }, '/body/blocks/0'],
      [{ title: 'NUL \0' }, '/title'],
      [{ authors: ['\ud800'] }, '/authors/0'],
    ]
    for (const [changes, pointer] of cases) {
      const refused = await create(changes)
      t.equal(refused.status, 422, JSON.stringify(changes))
      t.ok(
        refused.body.errors?.some((each: { pointer: string }) => each.pointer.startsWith(pointer)),
        `${pointer}: ${refused.text}`,
      )
    }
  })

  t.test('201 with the language written the one way', async (t) => {
    for (const [sent, kept] of [
      ['EN', 'en'],
      ['zh-hans', 'zh-Hans'],
      ['ZH-HANT-hk', 'zh-Hant-HK'],
      ['sl-rozaj', 'sl-rozaj'],
    ]) {
      t.equal((await create({ language: sent })).body.language, kept)
    }
  })

  t.test('422 for a language tag that BCP 47 does not know: a repeated variant', async (t) => {
    const refused = await create({ language: 'sl-rozaj-rozaj' })
    t.equal(refused.status, 422)
    t.strictSame(pointersOf(refused.body), ['/language'])
  })

  t.test('201 with one body, sent as blocks, as HTML and as Markdown', async (t) => {
    const bodies = {
      blocks: {
        blocks: [
          { type: 'heading', level: 2, html: 'What happens next' },
          { type: 'paragraph', html: 'The river rose by <strong>two metres</strong>.' },
          { type: 'list', ordered: false, items: ['Bring water', 'Stay off'] },
        ],
      },
      html: {
        html: '<h2>What happens next</h2><p>The river rose by <b>two metres</b>.</p><ul><li>Bring water</li><li>Stay off</li></ul>',
      },
      markdown: { markdown: '## What happens next\n\nThe river rose by **two metres**.\n\n- Bring water\n- Stay off' },
    }
    const content = ({ id: _, ...block }: Record<string, unknown>) => block
    for (const [form, body] of Object.entries(bodies)) {
      const created = await create({ body })
      t.equal(created.status, 201, form)
      t.strictSame(created.body.body.blocks.map(content), bodies.blocks.blocks, form)
      const ids = created.body.body.blocks.map(({ id }: { id: string }) => id)
      t.equal(new Set(ids).size, 3)
      const at = (as: string) => get(`/v1/newsroom/articles/${created.body.id}?body=${as}`, { as: 'editor' })
      t.equal((await at('markdown')).body.body.markdown.trim(), bodies.markdown.markdown)
      t.match(
        (await at('html')).body.body.html,
        `<p data-block="${ids[1]}">The river rose by <strong>two metres</strong>.</p>`,
      )
      t.match((await at('text')).body.body.text, 'What happens next\n\nThe river rose by two metres.')
      t.equal((await at('none')).body.body, null)
    }
  })

  t.test('201 with hostile HTML made harmless', async (t) => {
    const hostile = [
      '<p onclick="alert(1)">A<script>alert(2)</script><img src=x onerror=alert(3)></p>',
      '<p><a href="javascript:alert(4)">B</a><a href="jav&#x09;ascript:alert(5)">C</a><a href="https://ok.example/">D</a></p>',
      '<iframe src="javascript:alert(6)"></iframe><style>p{}</style><p style="x">E</p><svg onload=alert(7)>',
    ]
    const sent = [{ html: hostile.join('') }, { markdown: hostile.join('\n\n') }]
    const blocks = hostile.map((html) => ({ type: 'paragraph', html }))
    for (const body of [...sent, { blocks }]) {
      const created = await create({ body })
      t.equal(created.status, 201)
      const text = JSON.stringify(created.body.body)
      t.notMatch(text, /alert|javascript:|onclick|onerror|<script|<style|<svg|<iframe/i)
      for (const letter of 'ABCDE') t.match(text, new RegExp(letter))
      t.match(text, 'https://ok.example/')
    }
    t.strictSame((await htmlOf('<p>1 &lt; 2 &amp; <em>3</em></p>'))[0].html, '1 &lt; 2 &amp; <em>3</em>')
  })

  t.test('422 for a block id that is sent twice, with a pointer to the second one', async (t) => {
    const block = (id: string, html: string) => ({ type: 'paragraph', id, html })
    const twice = await create({ body: { blocks: [block('a', 'One'), block('b', 'Two'), block('a', 'Three')] } })
    t.equal(twice.status, 422)
    t.strictSame(pointersOf(twice.body), ['/body/blocks/2/id'])
    const afterAnEmptyOne = await create({ body: { blocks: [block('c', ''), block('a', 'One'), block('a', 'Two')] } })
    t.equal(afterAnEmptyOne.status, 422)
    t.strictSame(pointersOf(afterAnEmptyOne.body), ['/body/blocks/2/id'], 'counted as the blocks were sent')
  })

  t.test('422 for a body with more blocks than a body may have, in whatever form', async (t) => {
    const blocks = Array.from({ length: 2001 }, (_, index) => ({ type: 'paragraph', html: `No ${index}` }))
    t.equal(pointersOf((await create({ body: { blocks } })).body)[0], '/body/blocks')
    const html = blocks.map((block) => `<p>${block.html}</p>`).join('')
    const asHtml = await create({ body: { html } })
    t.equal(asHtml.status, 422)
    t.match(asHtml.body.errors?.[0]?.pointer, /^\/body/)
  })

  t.test('201 with a translation, and 422 for one in the same language', async (t) => {
    const original = await create({ title: 'An original' })
    const translation = await create({ title: '译文', language: 'zh-Hans', translationOf: original.body.id })
    t.equal(translation.status, 201)
    t.equal(translation.body.translationOf, original.body.id)
    const same = await create({ translationOf: original.body.id })
    t.equal(same.status, 422)
    t.strictSame(pointersOf(same.body), ['/translationOf'])
  })

  t.test('400 for broken JSON, 415 for another media type', async (t) => {
    t.equal((await call('POST', '/v1/newsroom/articles', { as: 'editor', body: '{"title":' })).status, 400)
    const form = await call('POST', '/v1/newsroom/articles', {
      as: 'editor',
      body: 'title=a',
      type: 'application/x-www-form-urlencoded',
    })
    t.equal(form.status, 415)
    t.equal(form.headers['accept-post'], 'application/json')
  })

  t.test('401 without a key, 403 with a key that does not write articles', async (t) => {
    t.equal((await call('POST', '/v1/newsroom/articles', { body: input() })).status, 401)
    for (const as of ['reader', 'partner'] as const) {
      t.equal((await call('POST', '/v1/newsroom/articles', { as, body: input() })).status, 403, as)
    }
    t.equal((await call('POST', '/v1/newsroom/articles', { as: 'contributor', body: input() })).status, 201)
  })
})
