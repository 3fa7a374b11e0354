/** Feeds to write and to read back: an ordinary one, and items that are hostile to every format. */
import type { Feed, FeedItem, FeedPublication, Tombstone } from '../../src/feeds/index.ts'
import { usageExample } from '../../src/lib/usage-schema.ts'

export const publication: FeedPublication = {
  name: 'Qinghe News',
  baseUrl: 'https://www.qinghenews.example/',
  timeZone: 'Asia/Shanghai',
  contact: { email: 'desk@qinghenews.example', phone: '0551-65179860' },
  copyright: '© 2026 Qinghe News',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  textMining: { reserved: true, policy: null },
}

const idOf = (number: number): string => `01907c3e-5a80-7d2e-9f5b-${String(number).padStart(12, '0')}`

/** An item with everything in it. */
export function item(number: number, changes: Partial<FeedItem> = {}): FeedItem {
  const id = idOf(number)
  return {
    id,
    urn: `urn:uuid:${id}`,
    apiUrl: `https://api.qinghenews.example/v1/articles/${id}`,
    url: `https://www.qinghenews.example/en/story-${number}`,
    language: 'en',
    slug: `story-${number}`,
    version: 2,
    title: `Story ${number}: fish & chips <again>`,
    originalTitle: null,
    subtitle: null,
    summary: `What story ${number} says, AT&T too.`,
    dateline: { place: 'Haiyan', date: '2024-06-20' },
    html: `<p>Body of story ${number}, 1 &lt; 2.<br/>A line.</p>`,
    text: `Body of story ${number}, 1 < 2.\nA line.`,
    markdown: `Body of story ${number}, 1 < 2.`,
    wordCount: 9,
    characterCount: 30,
    firstPublishedAt: '2024-06-21T08:53:00Z',
    publishedAt: '2024-06-21T08:53:00Z',
    updatedAt: '2024-06-22T00:00:00Z',
    source: {
      id: idOf(900),
      slug: 'dongshui-agency',
      name: 'Dongshui Agency',
      url: 'https://dongshui.example/',
      kind: 'agency',
    },
    editor: { id: idOf(901), slug: 'lin-yue', name: 'Lin Yue' },
    authors: ['Ai Ruochen', 'Zhou Min'],
    coEditors: ['Hu Bin'],
    tags: [
      { id: idOf(902), slug: 'new-energy', kind: 'topic', label: 'New energy', mediaTopic: 'medtop:20000271' },
      { id: idOf(903), slug: 'haiyan', kind: 'place', label: 'Haiyan', mediaTopic: null },
    ],
    images: [
      {
        url: 'https://www.qinghenews.example/media/port.jpg?w=1200',
        width: 1200,
        height: 675,
        alt: 'Cranes',
        caption: 'The port',
        credit: 'Photo: Zhou Min',
      },
      { url: 'https://images.example/1234', width: null, height: null, alt: null, caption: null, credit: null },
    ],
    relatedNews: [
      { id: idOf(904), title: 'Second berth planned', url: 'https://www.qinghenews.example/en/second-berth' },
      { id: null, title: 'Ferry line to be re...', url: null },
    ],
    translations: [
      {
        id: idOf(905),
        language: 'zh-Hans',
        title: '海雁港新码头启用',
        url: 'https://www.qinghenews.example/zh-Hans/hai-yan-gang',
      },
    ],
    corrections: [
      {
        id: idOf(906),
        version: 2,
        kind: 'correction',
        notice: 'An earlier version gave the wrong capacity.',
        at: '2024-06-22T00:00:00Z',
      },
    ],
    originalUrl: 'https://dongshui.example/story?a=1&b=2',
    usage: usageExample,
    ...changes,
  }
}

export const tombstone = (number: number, changes: Partial<Tombstone> = {}): Tombstone => ({
  id: idOf(number),
  urn: `urn:uuid:${idOf(number)}`,
  apiUrl: `https://api.qinghenews.example/v1/articles/${idOf(number)}`,
  type: 'withdrawn',
  version: 1,
  at: '2024-06-23T00:00:00Z',
  reason: 'The report was based on a forged document.',
  ...changes,
})

export function feed(items: FeedItem[], changes: Partial<Feed> = {}): Feed {
  const address = 'https://api.qinghenews.example/feeds/x'
  return {
    publication,
    language: 'en',
    selfUrl: `${address}?source=a&cursor=c1`,
    firstUrl: `${address}?source=a`,
    nextUrl: `${address}?source=a&cursor=c2`,
    previousUrl: `${address}?source=a&cursor=c0`,
    updatedAt: '2024-06-23T00:00:00Z',
    items,
    tombstones: [],
    hubUrl: null,
    archive: null,
    ...changes,
  }
}

const control = '\u0000\u0001\u0008\u000b\u000c\u001f\ud800 \udc00 \ufffe\uffff'

/** Text that breaks writers which escape too little, too much, or not at all. */
export const hostileText = `]]> </script> <!-- &amp;lt; &#x0; "quoted' \t👩🏽‍🚀 שלום مرحبا\u202e${control} %s`

/** The same as XML can hold it, and as JSON shows it. */
export const legalHostileText = hostileText.replace(control, '  ')

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Items that are each hostile in another way. */
export const hostileItems: FeedItem[] = [
  item(1, {
    title: hostileText,
    summary: hostileText,
    subtitle: hostileText,
    html: `<p>${escaped(hostileText)}</p>`,
    text: hostileText,
    authors: [hostileText],
    editor: { id: idOf(901), slug: 'x', name: hostileText },
    source: { id: idOf(900), slug: 'x', name: hostileText, url: null, kind: 'site' },
    tags: [{ id: idOf(902), slug: 'x', kind: 'topic', label: hostileText, mediaTopic: null }],
    corrections: [{ id: idOf(906), version: 2, kind: 'retraction', notice: hostileText, at: '2024-06-22T00:00:00Z' }],
    images: [
      {
        url: 'https://images.example/a.png',
        width: 1,
        height: 1,
        alt: hostileText,
        caption: hostileText,
        credit: hostileText,
      },
    ],
    translations: [{ id: idOf(905), language: 'ar', title: hostileText, url: 'https://www.qinghenews.example/ar/x' }],
    usage: { ...usageExample, copyrightNotice: hostileText, usageTerms: hostileText },
  }),
  item(2, { authors: Array.from({ length: 10 }, (_, index) => `Author ${index}, Jr.`) }),
  item(3, {
    images: [],
    authors: [],
    editor: null,
    coEditors: [],
    tags: [],
    translations: [],
    relatedNews: [],
    corrections: [],
    originalUrl: null,
    dateline: null,
    summary: null,
    usage: { ...usageExample, licence: null, copyrightNotice: null, usageTerms: null },
    source: { id: idOf(900), slug: 'own', name: 'Own desk', url: null, kind: 'own' },
  }),
  item(4, { language: 'he', title: 'שלום עולם', html: '<p>שלום &amp;lt; עולם</p>', text: 'שלום &lt; עולם' }),
  item(5, { html: `<p>${'A &amp; B ]]&gt; '.repeat(70_000)}</p>`, text: 'A & B ]]> '.repeat(100_000) }),
  item(6, { html: null, text: null, markdown: null, images: [] }),
]
