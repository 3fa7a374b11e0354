import fc from 'fast-check'
import t from 'tap'
import type { FeedItem } from '../../src/feeds/item.ts'
import { newsArticle } from '../../src/feeds/json-ld/index.ts'
import { bare, nameless, publication, whole } from './sample-article.ts'

const read = (item: FeedItem, of = publication) => JSON.parse(newsArticle(item, of))

t.test('every field of an article has its member', async (t) => {
  const person = (name: string) => ({ '@type': 'Person', name })
  t.same(read(whole), {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': 'https://www.qinghenews.example/en/new-port#article',
    identifier: 'urn:uuid:01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
    url: 'https://www.qinghenews.example/en/new-port',
    mainEntityOfPage: { '@type': 'WebPage', '@id': 'https://www.qinghenews.example/en/new-port' },
    headline: 'New port terminal opens in Haiyan',
    alternativeHeadline: 'First ship on Thursday',
    description: 'The first ship docked on Thursday.',
    image: [
      {
        '@type': 'ImageObject',
        url: 'https://media.qinghenews.example/port.jpg',
        width: 1200,
        height: 675,
        description: 'Cranes over the port',
        caption: 'The port of Haiyan on Thursday.',
        creditText: 'Photo: Zhou Min',
      },
      { '@type': 'ImageObject', url: 'https://media.qinghenews.example/ship.jpg' },
    ],
    datePublished: '2024-06-21T08:53:00Z',
    dateModified: '2024-06-23T01:02:03Z',
    version: 3,
    inLanguage: 'en',
    author: [person('Zhou Min'), person('Ana Lima')],
    editor: person('Zheng Chen'),
    contributor: [person('Li Na')],
    publisher: {
      '@type': 'NewsMediaOrganization',
      name: 'Qinghe News',
      url: 'https://www.qinghenews.example/',
      email: 'desk@qinghenews.example',
      telephone: '0551-65179860-203',
    },
    sourceOrganization: {
      '@type': 'Organization',
      name: 'Anhui News',
      url: 'https://english.anhuinews.example/',
    },
    isBasedOn: {
      '@type': 'CreativeWork',
      url: 'https://english.anhuinews.example/2024/06/21/port.html',
      headline: '海雁港新码头启用',
    },
    articleSection: ['Business'],
    keywords: ['Business', 'Ports'],
    about: [
      {
        '@type': 'DefinedTerm',
        '@id': 'http://cv.iptc.org/newscodes/mediatopic/04000000',
        name: 'Business',
        termCode: '04000000',
        inDefinedTermSet: 'http://cv.iptc.org/newscodes/mediatopic/',
      },
    ],
    dateline: 'HAIYAN, 2024-06-20',
    locationCreated: { '@type': 'Place', name: 'HAIYAN' },
    workTranslation: [
      {
        '@type': 'NewsArticle',
        '@id': 'https://www.qinghenews.example/zh-Hans/hai-yan-gang#article',
        url: 'https://www.qinghenews.example/zh-Hans/hai-yan-gang',
        inLanguage: 'zh-Hans',
        headline: '海雁港新码头启用',
      },
    ],
    mentions: [
      {
        '@type': 'NewsArticle',
        '@id': 'https://www.qinghenews.example/en/port-planned#article',
        url: 'https://www.qinghenews.example/en/port-planned',
        headline: 'Port planned for 2024',
      },
      { '@type': 'CreativeWork', url: 'https://ships.example/world', headline: 'Ships of the world' },
      { '@type': 'CreativeWork', headline: 'The ultra-high growth rate of Huoqiu foie ...' },
    ],
    correction: [
      { '@type': 'CorrectionComment', text: 'It was the second ship.', datePublished: '2024-06-23T01:02:03Z' },
      { '@type': 'CorrectionComment', text: 'A quote was added.', datePublished: '2024-06-22T01:02:03Z' },
    ],
    copyrightNotice: '© 2024 Anhui News',
    creditText: 'Anhui News',
    license: 'https://creativecommons.org/licenses/by-nd/4.0/',
    usageInfo: { '@type': 'CreativeWork', text: 'Free to republish with credit.' },
    isAccessibleForFree: true,
    wordCount: 9,
    articleBody: 'The first ship docked on Thursday.\n\nMore will come.',
  })
})

t.test('what an article lacks has no member, and nothing is null or empty', async (t) => {
  const article = read({ ...bare, text: null, html: null, markdown: null }, nameless)
  t.same(Object.keys(article).sort(), [
    '@context',
    '@id',
    '@type',
    'dateModified',
    'datePublished',
    'headline',
    'identifier',
    'inLanguage',
    'isAccessibleForFree',
    'mainEntityOfPage',
    'publisher',
    'sourceOrganization',
    'url',
    'version',
    'wordCount',
  ])
  t.same(article.publisher, { '@type': 'NewsMediaOrganization', name: 'Qinghe News' })
  t.same(article.sourceOrganization, { '@type': 'Organization', name: 'Anhui News' })
  t.notMatch(newsArticle(bare, nameless), /null|\[\]|\{\}|""/)
})

t.test('parts of a dateline and of an origin may be missing', async (t) => {
  t.equal(read({ ...whole, dateline: { place: null, date: '2024-06-20' } }).dateline, '2024-06-20')
  t.equal(read({ ...whole, dateline: { place: 'HEFEI', date: null } }).dateline, 'HEFEI')
  t.equal(read({ ...whole, dateline: { place: null, date: null } }).dateline, undefined)
  t.same(read({ ...whole, originalTitle: null }).isBasedOn, {
    '@type': 'CreativeWork',
    url: 'https://english.anhuinews.example/2024/06/21/port.html',
  })
})

t.test('hostile content stays data', async (t) => {
  const title = '</script><script>alert(1)</script><!-- ]]> &amp;lt; \u202eright to left 𠀋 🧨'
  const json = newsArticle({ ...whole, title, text: 'a\u2028b\u2029c' }, publication)
  t.notMatch(json, /<|\u2028|\u2029/, 'a script element cannot end within it')
  t.match(JSON.parse(json), { headline: title, articleBody: 'a\u2028b\u2029c' })
  const broken = read({ ...whole, title: 'a\u0000b\u0008c\ud800d\udc00e\ufffef 🧨', text: 'x\ty\nz\u001b' })
  t.equal(broken.headline, 'abcdef 🧨', 'control characters and halves of pairs are taken out')
  t.equal(broken.articleBody, 'x\ty\nz')
  const authors = Array.from({ length: 10 }, (_, index) => `Author ${index}, Dr. "A" <b>`)
  t.same(
    read({ ...whole, authors }).author.map(({ name }: { name: string }) => name),
    authors,
    'each author alone, in their order',
  )
  const long = 'x'.repeat(1_000_000)
  t.equal(read({ ...whole, text: long }).articleBody, long)
})

t.test('any text is well-formed JSON that reads back, less what XML cannot hold', async () => {
  const unit = fc.constantFrom(
    'a',
    '<',
    '>',
    '&',
    '"',
    '\\',
    '/',
    '\u2028',
    '\u0000',
    '\ud800',
    '\udfff',
    '\n',
    '港',
    '🧨',
  )
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const json = newsArticle({ ...whole, title: text, text }, publication)
      const { headline, articleBody } = JSON.parse(json)
      const legal = [...text].filter((character) => character !== '\0' && character.isWellFormed()).join('')
      return !json.includes('<') && json.isWellFormed() && headline === legal && articleBody === legal
    }),
  )
})
