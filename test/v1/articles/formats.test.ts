/** One article in every format: by name, by Accept, past editions, and when it is gone. */
import t from 'tap'
import { found, linked } from '../../feeds/web-server.ts'
import { underContract } from '../../support/contract.ts'
import { lifeOf } from '../../support/life.ts'
import { openNewsroom } from '../../support/newsroom.ts'

t.test('one article', async (t) => {
  const newsroom = underContract(await openNewsroom(t))
  const { get } = newsroom
  const { withdraw } = lifeOf(newsroom)
  const { id } = (
    await newsroom.article(
      {
        title: 'A & B </script> ]]>',
        rights: { licence: 'https://creativecommons.org/licenses/by/4.0/' },
        body: { html: '<p>Text of it.</p>' },
      },
      { publish: true },
    )
  ).body as { id: string }
  const at = (format: string) => `/v1/articles/${id}?format=${format}`
  const forms = {
    jsonld: 'application/ld+json',
    'ninjs-3.1': 'application/json',
    'ninjs-2.2': 'application/json',
    'ninjs-1.6': 'application/json',
    'newsml-g2': 'application/vnd.iptc.g2.newsitem+xml',
    atom: 'application/atom+xml',
    text: 'text/plain',
    markdown: 'text/markdown',
    json: 'application/json',
  }

  for (const [format, type] of Object.entries(forms)) {
    await t.test(`200 as ${format}`, async (t) => {
      const { status, headers, text } = await get(at(format))
      t.equal(status, 200)
      t.equal(String(headers['content-type']).split(';')[0], type)
      t.match(headers['content-type'], /charset=utf-8/)
      t.equal(headers.vary, 'Accept, Accept-Encoding, Authorization')
      t.equal(linked(headers, 'license'), 'https://creativecommons.org/licenses/by/4.0/')
      t.match(linked(headers, 'canonical'), /a-b-script/)
      t.match(text, /Text of it/)
      if (/xml/.test(type)) t.ok(found(text, '/*'))
      if (/json/.test(type)) t.ok(JSON.parse(text))
      t.equal((await get(at(format), { headers: { 'if-none-match': String(headers.etag) } })).status, 304)
    })
  }

  t.test('200 by Accept, with quality values', async (t) => {
    const typeFor = async (accept: string) =>
      (await get(`/v1/articles/${id}`, { headers: { accept } })).headers['content-type']
    t.equal(await typeFor('application/ld+json'), 'application/ld+json; charset=utf-8')
    t.match(await typeFor('application/atom+xml;type=entry'), /^application\/atom\+xml;type=entry/)
    t.match(await typeFor('application/atom+xml'), /^application\/atom\+xml/)
    t.match(await typeFor('text/markdown;q=0.5, text/plain;q=0.9'), /^text\/plain/)
    t.match(await typeFor('text/markdown, text/plain;q=0.9'), /^text\/markdown/)
    t.match(await typeFor('application/vnd.iptc.g2.newsitem+xml, */*;q=0.1'), /newsitem/)
    const ninjs = 'application/json;profile="http://www.iptc.org/std/ninjs/ninjs-schema_2.2.json#"'
    t.match(await typeFor(ninjs), /ninjs-schema_2\.2/)
    for (const accept of ['*/*', 'application/json', 'text/html,application/xhtml+xml,*/*;q=0.8', ''])
      t.equal(await typeFor(accept), 'application/json; charset=utf-8', accept)
  })

  t.test('200 format wins over Accept', async (t) => {
    const { status, headers } = await get(at('atom'), { headers: { accept: 'text/csv' } })
    t.equal(status, 200)
    t.match(headers['content-type'], /atom/)
    const { status: own, body } = await get(at('json'), { headers: { accept: 'text/markdown' } })
    t.equal(own, 200)
    t.equal(body.id, id)
  })

  t.test('406 for what no form is', async (t) => {
    const { status, headers, body } = await get(`/v1/articles/${id}`, { headers: { accept: 'text/csv, image/*' } })
    t.equal(status, 406)
    t.match(body.detail, /application\/ld\+json/)
    t.equal(headers.vary, 'Accept, Accept-Encoding, Authorization')
  })

  t.test('400 for an unknown form, and for what only JSON can be asked with', async (t) => {
    t.equal((await get(at('pdf'))).status, 400)
    for (const query of ['fields=id', 'include=source', 'body=html'])
      t.match((await get(`${at('atom')}&${query}`)).body, { status: 400, errors: [{ parameter: query.split('=')[0] }] })
    t.equal((await get(`${at('json')}&fields=id`)).status, 200)
  })

  t.test('200 an edition of before, in another form', async (t) => {
    newsroom.clock.forward(60)
    const path = `/v1/newsroom/articles/${id}`
    await newsroom.call('PATCH', path, { as: 'editor', ifMatch: '*', body: { body: { html: '<p>Newer.</p>' } } })
    await newsroom.call('PUT', `${path}/publication`, { as: 'editor', ifMatch: '*', body: {} })
    t.match((await get(`${at('markdown')}&version=1`)).text, /Text of it/)
    t.match((await get(at('markdown'))).text, /Newer/)
  })

  t.test('410 a withdrawn article, in every form', async (t) => {
    t.equal((await withdraw(id, { reason: 'Forged.' })).status, 200)
    for (const format of Object.keys(forms)) {
      const { status, headers, body } = await get(at(format))
      t.equal(status, 410, format)
      t.match(headers['content-type'], /^application\/problem\+json/)
      t.equal(body.reason, 'Forged.')
    }
  })
})
