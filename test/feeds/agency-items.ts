/** Articles for the agency formats: an ordinary one, and what breaks formats that are written carelessly. */
import type { Feed, FeedItem, FeedPublication, Tombstone } from '../../src/feeds/item.ts'

const id = (last: number) => `0190a6f0-0000-7000-8000-${String(last).padStart(12, '0')}`

export const publication: FeedPublication = {
  name: 'Qinghe News',
  baseUrl: 'https://www.qinghenews.example/',
  timeZone: 'Asia/Shanghai',
  contact: { email: 'desk@qinghenews.example', phone: '+86 898 5555 0100' },
  copyright: '© 2026 Qinghe News',
  licence: null,
  textMining: { reserved: true, policy: 'https://www.qinghenews.example/tdm' },
}

/** An article in which every field is set. */
export const article: FeedItem = {
  id: id(1),
  urn: `urn:uuid:${id(1)}`,
  apiUrl: `https://api.qinghenews.example/v1/articles/${id(1)}`,
  url: 'https://www.qinghenews.example/news/new-port',
  language: 'en',
  slug: 'new-port',
  version: 3,
  title: 'Yunzhou opens a new port',
  originalTitle: '云州新港开港',
  subtitle: 'Ferries from July',
  summary: 'The port was built in two years.',
  dateline: { place: 'Yunzhou', date: '2024-06-20' },
  html: '<p>The port opened on <strong>Friday</strong>.<br/>“Fish &amp; chips”.</p><p><img src="https://cdn.qinghenews.example/a.jpg" alt=""/></p>',
  text: 'The port opened on Friday.\n“Fish & chips”.',
  markdown: 'The port opened on **Friday**.',
  wordCount: 7,
  characterCount: 41,
  firstPublishedAt: '2024-06-21T08:53:00Z',
  publishedAt: '2024-06-21T08:53:00Z',
  updatedAt: '2024-06-22T01:00:00Z',
  source: {
    id: id(2),
    slug: 'yunzhou-daily',
    name: 'Yunzhou Daily',
    url: 'https://yunzhou.example/',
    kind: 'newspaper',
  },
  editor: { id: id(3), slug: 'li-na', name: 'Li Na' },
  authors: ['Zhou Min', 'Chen Hao'],
  coEditors: ['Zhao Min'],
  tags: [
    { id: id(4), slug: 'shipping', kind: 'topic', label: 'Shipping', mediaTopic: 'medtop:20000271' },
    { id: id(5), slug: 'business', kind: 'section', label: 'Business', mediaTopic: null },
    { id: id(6), slug: 'yunzhou', kind: 'place', label: 'Yunzhou', mediaTopic: null },
    { id: id(7), slug: 'port-authority', kind: 'organisation', label: 'Port Authority', mediaTopic: null },
    { id: id(8), slug: 'wang-wei', kind: 'person', label: 'Wang Wei', mediaTopic: null },
  ],
  images: [
    {
      url: 'https://cdn.qinghenews.example/a.jpg',
      width: 1600,
      height: 900,
      alt: 'A ship',
      caption: 'The first ship.',
      credit: 'Ma Li',
    },
    { url: 'https://cdn.qinghenews.example/b', width: null, height: null, alt: null, caption: null, credit: null },
  ],
  relatedNews: [
    { id: id(9), title: 'Ferry timetable', url: 'https://www.qinghenews.example/news/ferry' },
    { id: null, title: 'A port elsewhere', url: 'https://elsewhere.example/port' },
    { id: null, title: 'Title without a targ...', url: null },
  ],
  translations: [
    { id: id(10), language: 'zh-Hans', title: '云州新港开港', url: 'https://www.qinghenews.example/zh/xin-gang' },
  ],
  corrections: [
    { id: id(12), version: 3, kind: 'correction', notice: 'It took two years, not three.', at: '2024-06-22T01:00:00Z' },
    { id: id(11), version: 2, kind: 'clarification', notice: 'Ferries start in July.', at: '2024-06-21T10:00:00Z' },
  ],
  originalUrl: 'https://yunzhou.example/2024/06/port',
  usage: {
    allowed: true,
    until: '2027-01-01T00:00:00Z',
    mustCredit: true,
    mustLinkBack: false,
    mayEdit: false,
    copyrightNotice: '© 2024 Yunzhou Daily',
    usageTerms: 'Free to republish with credit.',
    licence: 'https://creativecommons.org/licenses/by/4.0/',
    reasons: ['open', 'expires'],
  },
}

/** The same without all that may be missing. */
export const bare: FeedItem = {
  ...article,
  version: 1,
  originalTitle: null,
  subtitle: null,
  summary: null,
  dateline: null,
  source: { ...article.source, url: null },
  editor: null,
  authors: [],
  coEditors: [],
  tags: [],
  images: [],
  relatedNews: [],
  translations: [],
  corrections: [],
  originalUrl: null,
  usage: { ...article.usage, until: null, copyrightNotice: null, usageTerms: null, licence: null },
}

/** As a profile shows it that gets no bodies. */
export const summaryOnly: FeedItem = { ...article, html: null, text: null, markdown: null }

/** The same words wherever there are words. */
export const withText = (words: string, html = article.html): FeedItem => ({
  ...article,
  slug: words,
  title: words,
  originalTitle: words,
  subtitle: words,
  summary: words,
  dateline: { place: words, date: '2024-06-20' },
  html,
  text: words,
  source: { ...article.source, name: words, slug: words },
  editor: { id: id(3), slug: words, name: words },
  authors: [words, words],
  coEditors: [words],
  tags: article.tags.map((tag) => ({ ...tag, label: words, slug: words })),
  images: article.images.map((image) => ({ ...image, alt: words, caption: words, credit: words })),
  relatedNews: article.relatedNews.map((other) => ({ ...other, title: words })),
  translations: article.translations.map((other) => ({ ...other, title: words })),
  corrections: article.corrections.map((correction) => ({ ...correction, notice: words })),
  usage: { ...article.usage, allowed: false, reasons: ['needs-agreement'], copyrightNotice: words, usageTerms: words },
})

export const hostileTexts: Record<string, string> = {
  'the end of CDATA': 'before ]]> after <![CDATA[x]]>',
  'the end of a script': '</script><script>alert(1)</script><!-- & -->',
  'control characters': 'a\u0000b\u0001c\u0008d\u000be\u001bf\u007fg\u0085h\tand\nlines\r\n',
  'lone surrogates': 'a\ud800b\udc00c\udfff',
  noncharacters: 'a\ufffeb\uffffc',
  'text from right to left': 'مرحبا \u202eabc\u202c \u200fשלום',
  'astral characters': '𠮷野家 👩‍👩‍👧‍👦 🇨🇳',
  'references in text': '&amp;lt; &lt;b&gt; &nbsp; &#0; &unknown; &',
  'nothing but spaces': '   ',
  quotes: `"double" 'single' \`back\``,
}

/** By what is special about them; each of them is an item that the formats must survive. */
export const items: Record<string, FeedItem> = {
  'an article with everything': article,
  'an article with as little as possible': bare,
  'an article of which only the summary is shown': summaryOnly,
  'an article without a summary and a body': { ...bare, html: null, text: null, markdown: null },
  'an article by ten authors': { ...article, authors: Array.from({ length: 10 }, (_, n) => `Author ${n}`) },
  'an article in a language with a script and a region': { ...article, language: 'zh-Hant-TW' },
  'an article of one megabyte': {
    ...article,
    html: '<p>海燕新闻 &amp; 港口。</p>'.repeat(50_000),
    text: '海燕新闻 & 港口。\n\n'.repeat(50_000),
  },
  'an article with addresses in Unicode': {
    ...article,
    url: 'https://例え.example/新聞/港?q=[a]|b',
    images: [{ ...(article.images[0] as FeedItem['images'][number]), url: 'https://cdn.example/港 口.jpg' }],
  },
  ...Object.fromEntries(
    Object.entries(hostileTexts).map(([name, text]) => [`an article with ${name}`, withText(text)]),
  ),
}

export const tombstone: Tombstone = {
  id: article.id,
  urn: article.urn,
  apiUrl: article.apiUrl,
  type: 'withdrawn',
  version: 3,
  at: '2024-06-23T04:05:06Z',
  reason: 'The photograph showed another port.',
}

export const tombstones: Record<string, Tombstone> = {
  'a withdrawal with a reason': tombstone,
  'an article that is not for us any more': { ...tombstone, type: 'entitlementLost', reason: null },
  'a reason with hostile text': { ...tombstone, reason: Object.values(hostileTexts).join(' ') },
}

export const feedOf = (articles: FeedItem[], gone: Tombstone[]): Feed => ({
  publication,
  language: 'en',
  selfUrl: 'https://api.qinghenews.example/feeds/newsml-g2?tag=shipping&limit=2',
  firstUrl: 'https://api.qinghenews.example/feeds/newsml-g2?tag=shipping&limit=2',
  nextUrl: null,
  previousUrl: null,
  updatedAt: '2024-06-23T04:05:06Z',
  items: articles,
  tombstones: gone,
  hubUrl: null,
  archive: null,
})
