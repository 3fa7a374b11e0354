/** The rules of sitemaps that need no newsroom. */
import t from 'tap'
import { type ListedArticle, pageEntry } from '../../src/feeds/sitemaps/entries.ts'
import {
  boundsOfMonth,
  mostEntryBytes,
  newsLanguage,
  newsSince,
  partOfName,
  partsOfMonth,
} from '../../src/feeds/sitemaps/model.ts'
import { initialSite as initial } from '../../src/site/schema.ts'

const tick = '2026-11-04T10:00:00Z'

t.test('an entry stays within its bytes', async (t) => {
  const image = (index: number) => ({ url: `https://m.example/${index}/${'x'.repeat(150)}.jpg` })
  const article = {
    ...{ id: 'a', language: 'en', slug: 'a', clusterId: 'a', updatedAt: tick },
    document: { images: Array.from({ length: 100 }, (_, index) => image(index)) } as ListedArticle['document'],
  }
  const others = Array.from({ length: 60 }, (_, index) => ({
    ...article,
    id: `${index}`,
    language: `en-x${index}`,
    slug: 's'.repeat(100),
  }))
  const few = pageEntry(initial, article, others.slice(0, 2), true).xml
  t.ok(few.length <= mostEntryBytes && few.length > mostEntryBytes - 300, `${few.length} bytes`)
  t.match(few, /<image:loc>https:\/\/m.example\/0\//)
  t.equal(few.match(/hreflang/g)?.length, 2)
  const many = pageEntry(initial, article, others, false).xml
  t.notMatch(many, /hreflang/, 'translations that do not all fit')
  t.notMatch(pageEntry(initial, article, others.slice(0, 2), false).xml, /image/, 'images that are not shown')
})

t.test('the parts of months', async (t) => {
  t.same(partsOfMonth('2024-06', 10_000, 10_000), [{ month: '2024-06', number: 1 }])
  t.same(
    partsOfMonth('2024-06', 20_001, 10_000).map(({ number }) => number),
    [1, 2, 3],
  )
  t.same(partOfName('2024-06'), { month: '2024-06', number: 1 })
  t.same(partOfName('2024-06-12'), { month: '2024-06', number: 12 })
  t.same(boundsOfMonth('2024-12', 'Asia/Shanghai'), { from: '2024-11-30T16:00:00Z', before: '2024-12-31T16:00:00Z' })
})

t.test('the two days of the news end at the tick', async (t) => {
  t.equal(newsSince(new Date('2026-11-04T10:00:59.999Z'), 60), '2026-11-02T10:00:00Z')
  t.equal(newsSince(new Date('2026-11-04T10:01:00Z'), 60), '2026-11-02T10:01:00Z')
  t.equal(newsSince(new Date('2026-11-04T10:00:07Z'), 5), '2026-11-02T10:00:05Z')
})

t.test('languages as Google News names them', async (t) => {
  const names = {
    en: 'en',
    'en-GB': 'en',
    'pt-BR': 'pt',
    zh: 'zh-cn',
    'zh-Hans': 'zh-cn',
    'zh-CN': 'zh-cn',
    'zh-SG': 'zh-cn',
    'zh-Hant': 'zh-tw',
    'zh-TW': 'zh-tw',
    'zh-HK': 'zh-tw',
    'zh-Hant-CN': 'zh-tw',
    yue: 'yue',
    'sr-Latn': 'sr',
  }
  for (const [language, name] of Object.entries(names)) t.equal(newsLanguage(language), name, language)
})
