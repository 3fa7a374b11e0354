/** ninjs 3.1, 2.2 and 1.6: valid by IPTC's own schemas, whatever the texts are, and each thing is where it belongs. */
import fc from 'fast-check'
import t from 'tap'
import type { FeedItem } from '../../src/feeds/item.ts'
import {
  type NinjsVersion,
  ninjsItem,
  ninjsMediaTypes,
  ninjsTombstone,
  ninjsVersions,
} from '../../src/feeds/ninjs/index.ts'
import { article, bare, items, publication, summaryOnly, tombstone, tombstones, withText } from './agency-items.ts'
import { missing, ninjsFaults } from './oracles.ts'

// biome-ignore lint/suspicious/noExplicitAny: properties are looked up by name, as a reader of the JSON would
type Json = any

/** What a reader gets: the object after it was written and read as JSON. */
const read = (item: FeedItem, version: NinjsVersion): Json =>
  JSON.parse(JSON.stringify(ninjsItem(item, publication, version)))

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

for (const version of ninjsVersions)
  t.test(`ninjs ${version} is valid by its schema`, { skip: missing.ninjs }, async (t) => {
    const faults = (value: unknown) => ninjsFaults(value, version)
    for (const [name, item] of Object.entries(items)) t.same(faults(read(item, version)), [], name)
    for (const [name, gone] of Object.entries(tombstones))
      t.same(faults(ninjsTombstone(gone, publication, version)), [], name)
    t.not(faults({ ...read(article, version), version: 3 }).length, 0, 'the judge refuses a version that is a number')
    t.not(faults({ ...read(article, version), body: 'x' }).length, 0, 'the judge refuses an unknown property')
    const codeUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))
    const words = fc.oneof(fc.string({ unit: 'binary' }), codeUnits)
    fc.assert(
      fc.property(words, (text) => {
        const item = ninjsItem(withText(text, text), publication, version)
        const found = faults(item)
        if (found.length > 0) throw new Error(found.join('\n'))
        for (const each of stringsIn(item))
          if (!each.isWellFormed() || /(?![\t\n\r])\p{Cc}/u.test(each)) throw new Error(JSON.stringify(each))
      }),
    )
  })

t.test('the media type is JSON with the schema as profile', async (t) => {
  t.equal(ninjsMediaTypes['1.6'], 'application/json; profile="http://www.iptc.org/std/ninjs/ninjs-schema_1.6.json#"')
  t.same(Object.keys(ninjsMediaTypes), ninjsVersions)
})

t.test('the same uri names the item in every version of the text, and the version is a string', async (t) => {
  for (const version of ninjsVersions) {
    const [now, later] = [read(article, version), read({ ...article, version: 4 }, version)]
    t.equal(now.uri, article.urn)
    t.equal(later.uri, article.urn)
    t.strictSame([now.version, later.version], ['3', '4'])
  }
})

t.test('ninjs 3.1 says each thing in its place', async (t) => {
  const item = read(article, '3.1')
  t.same(item.standard, {
    name: 'ninjs',
    version: '3.1',
    schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
  })
  t.match(item, {
    type: 'text',
    representationType: 'full',
    pubStatus: 'usable',
    language: 'en',
    firstCreated: '2024-06-21T08:53:00Z',
    versionCreated: '2024-06-22T01:00:00Z',
    title: article.title,
    by: 'Zhou Min, Chen Hao',
    slugline: 'new-port',
    located: 'Yunzhou',
    copyrightHolder: 'Yunzhou Daily',
    copyrightNotice: '© 2024 Yunzhou Daily',
    usageTerms: 'Free to republish with credit.',
    rightsInfo: { linkedRights: 'https://creativecommons.org/licenses/by/4.0/' },
    expires: '2027-01-01T00:00:00Z',
  })
  const byRole = (texts: Json[]) => texts.map(({ role, value }) => [role, value])
  t.same(byRole(item.headlines), [
    ['main', article.title],
    ['subtitle', 'Ferries from July'],
    ['original', '云州新港开港'],
  ])
  t.same(byRole(item.descriptions), [
    ['summary', article.summary],
    ['correction', 'It took two years, not three.'],
    ['correction', 'Ferries start in July.'],
  ])
  t.same(item.edNote.split('\n'), [
    'correction in version 3, 2024-06-22T01:00:00Z: It took two years, not three.',
    'clarification in version 2, 2024-06-21T10:00:00Z: Ferries start in July.',
  ])
  t.same(item.bodies, [
    { role: 'main', contentType: 'text/html', charCount: 41, wordCount: 7, value: article.html },
    { role: 'main', contentType: 'text/plain', charCount: 41, wordCount: 7, value: article.text },
  ])
  t.same(byRole(item.altIds), [
    ['slug', 'new-port'],
    ['canonical', article.url],
    ['api', article.apiUrl],
    ['original', article.originalUrl],
  ])
})

t.test('ninjs 3.1 names people, sources and subjects with their relations', async (t) => {
  const item = read(article, '3.1')
  t.same(
    item.people.map(({ name, rel }: Json) => [rel, name]),
    [
      ['author', 'Zhou Min'],
      ['author', 'Chen Hao'],
      ['editor', 'Li Na'],
      ['coEditor', 'Zhao Min'],
      ['about', 'Wang Wei'],
    ],
  )
  t.equal(item.people[2].uri, `urn:uuid:${article.editor?.id}`)
  t.match(item.infoSources, [
    { name: 'Yunzhou Daily', uri: 'https://yunzhou.example/', role: /contentprodpartyrole\/contentSource$/ },
    {
      name: 'Qinghe News',
      role: /distributor$/,
      contactInfo: [{ type: 'email', value: 'desk@qinghenews.example' }, { type: 'phone' }],
    },
  ])
  t.same(item.subjects.slice(0, 2), [
    { name: 'Shipping', rel: 'about', uri: 'http://cv.iptc.org/newscodes/mediatopic/20000271', literal: 'shipping' },
    { name: 'Business', rel: 'section', uri: `urn:uuid:${article.tags[1]?.id}`, literal: 'business' },
  ])
  t.equal(item.subjects.length, article.tags.length)
  t.same(
    item.places.map(({ name, rel }: Json) => [rel, name]),
    [
      ['dateline', 'Yunzhou'],
      ['about', 'Yunzhou'],
    ],
  )
  t.match(item.organisations, [{ name: 'Port Authority', rel: 'about' }])
})

t.test('ninjs 3.1 associates pictures, related news and translations', async (t) => {
  const { associations } = read(article, '3.1')
  t.same(
    associations.map(({ name, rel, uri }: Json) => [name, rel, uri]),
    [
      ['mainImage', 'mainImage', 'https://cdn.qinghenews.example/a.jpg'],
      ['image-2', 'image', 'https://cdn.qinghenews.example/b'],
      ['related-1', 'seeAlso', `urn:uuid:${article.relatedNews[0]?.id}`],
      ['related-2', 'seeAlso', 'https://elsewhere.example/port'],
      ['translation-zh-Hans', 'translation', `urn:uuid:${article.translations[0]?.id}`],
    ],
    'what has neither id nor address is left out',
  )
  t.match(associations[0], {
    type: 'picture',
    by: 'Ma Li',
    descriptions: [
      { role: 'caption', value: 'The first ship.' },
      { role: 'altText', value: 'A ship' },
    ],
    renditions: [
      {
        name: 'original',
        href: 'https://cdn.qinghenews.example/a.jpg',
        contentType: 'image/jpeg',
        width: 1600,
        height: 900,
      },
    ],
  })
  t.match(associations[2], { type: 'text', representationType: 'partial', title: 'Ferry timetable' })
  t.match(associations[4], { language: 'zh-Hans', title: '云州新港开港' })
})

t.test('ninjs 2.2 is 3.1 in lower case, and its associations have no rel', async (t) => {
  const [item, newer] = [read(article, '2.2'), read(article, '3.1')]
  const namesIn = (value: Json): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, each]) => [...(Array.isArray(value) ? [] : [name]), ...namesIn(each)])
      : []
  t.same(
    namesIn(item).filter((name) => name !== name.toLowerCase()),
    [],
  )
  t.equal(item.versioncreated, newer.versionCreated)
  t.same(item.bodies[0], { role: 'main', contenttype: 'text/html', charcount: 41, wordcount: 7, value: article.html })
  t.ok(Array.isArray(item.associations) && item.associations.every((each: Json) => !('rel' in each) && each.name))
  t.equal(item.people[0].rel, 'author', 'people keep theirs')
  t.equal(item.standard.version, '2.2')
})

t.test('ninjs 1.6 has the shape that Superdesk reads', async (t) => {
  const item = read(article, '1.6')
  t.equal(item.$standard.version, '1.6')
  t.match(item, {
    representationtype: 'complete',
    pubstatus: 'usable',
    headline: article.title,
    headline_original: '云州新港开港',
    description_text: article.summary,
    description_correction: 'It took two years, not three.\nFerries start in July.',
    body_html: article.html,
    body_text: article.text,
    byline: 'Zhou Min, Chen Hao',
    ednote: /^correction in version 3/,
    altids: { slug: 'new-port', canonical: article.url, original: article.originalUrl },
    rightsinfo: { linkedrights: 'https://creativecommons.org/licenses/by/4.0/' },
  })
  t.match(item.subject[0], { name: 'Shipping', scheme: 'http://cv.iptc.org/newscodes/mediatopic/', code: '20000271' })
  for (const list of [item.subject, item.place]) t.ok(list.every(({ name, code }: Json) => name && code))
  t.same(Object.keys(item.associations), ['mainimage', 'image_2', 'related_1', 'related_2', 'translation_zh_Hans'])
  t.match(item.associations.mainimage, {
    type: 'picture',
    byline: 'Ma Li',
    body_text: 'A ship',
    description_text: 'The first ship.',
    renditions: { original: { href: 'https://cdn.qinghenews.example/a.jpg', mimetype: 'image/jpeg' } },
  })
  const times = ['firstcreated', 'versioncreated', 'contentcreated', 'expires'].map((name) => item[name])
  for (const time of times) t.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'whole seconds and Z')
})

t.test('an item without its body is partial and has its summary', async (t) => {
  for (const version of ['3.1', '2.2'] as const) {
    const item = read(summaryOnly, version)
    t.equal(item.representationType ?? item.representationtype, 'partial')
    t.notOk('bodies' in item)
    t.equal(item.descriptions[0].value, article.summary)
  }
  const item = read(summaryOnly, '1.6')
  t.equal(item.representationtype, 'incomplete')
  t.same(
    Object.keys(item).filter((name) => /^body_|count$/.test(name)),
    [],
  )
  t.equal(item.description_text, article.summary)
})

t.test('what is not there has no property', async (t) => {
  for (const version of ninjsVersions) {
    const present = Object.keys(read(bare, version)).map((name) => name.toLowerCase())
    for (const name of [
      'ednote',
      'descriptions',
      'people',
      'person',
      'subjects',
      'associations',
      'by',
      'expires',
      'rightsinfo',
    ])
      t.notOk(present.includes(name), `${version} has no ${name}`)
  }
})

t.test('the desk is told what it may not republish', async (t) => {
  const usage = { ...bare.usage, allowed: false, reasons: ['needs-agreement' as const] }
  t.equal(read({ ...bare, usage }, '3.1').edNote, 'Not cleared for you to republish: needs-agreement.')
})

t.test('a recall has the same uri, the next version, the status canceled, the reason, and no text', async (t) => {
  for (const version of ninjsVersions) {
    const recall: Json = ninjsTombstone(tombstone, publication, version)
    t.equal(recall.uri, article.urn)
    t.equal(recall.version, '4')
    t.equal(recall.pubStatus ?? recall.pubstatus, 'canceled')
    t.equal(recall.versionCreated ?? recall.versioncreated, tombstone.at)
    t.equal(recall.edNote ?? recall.ednote, tombstone.reason)
    t.same(
      Object.keys(recall).filter((name) => /bod|head|title|descr|assoc/i.test(name)),
      [],
    )
    const quiet: Json = ninjsTombstone({ ...tombstone, reason: null }, publication, version)
    t.notOk('edNote' in quiet || 'ednote' in quiet, 'no note without a reason')
  }
})

t.test('lone surrogates are replaced and control characters left out', async (t) => {
  const item = read(withText('a\ud800b\u0000c\ud83d\ude00'), '3.1')
  t.equal(item.title, 'a\ufffdbc😀')
  t.equal(item.people[0].name, 'a\ufffdbc😀')
})
