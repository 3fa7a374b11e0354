/** Articles for the tests of formats for one article: one with every field, one with as few as there can be. */
import type { FeedItem, FeedPublication } from '../../src/feeds/item.ts'

const id = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'

export const publication: FeedPublication = {
  name: 'Qinghe News',
  baseUrl: 'https://www.qinghenews.example/',
  timeZone: 'Asia/Shanghai',
  contact: { email: 'desk@qinghenews.example', phone: '0551-65179860-203' },
  copyright: 'Copyright ©2019-2026 Qinghe News. All rights reserved.',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  textMining: { reserved: true, policy: null },
}

/** An article with everything an article can have. */
export const whole: FeedItem = {
  id,
  urn: `urn:uuid:${id}`,
  apiUrl: `https://api.qinghenews.example/v1/articles/${id}`,
  url: 'https://www.qinghenews.example/en/new-port',
  language: 'en',
  slug: 'new-port',
  version: 3,
  title: 'New port terminal opens in Haiyan',
  originalTitle: '海雁港新码头启用',
  subtitle: 'First ship on Thursday',
  summary: 'The first ship docked on Thursday.',
  dateline: { place: 'HAIYAN', date: '2024-06-20' },
  html: '<p>The first ship docked on Thursday.</p>\n<p>More will come.</p>',
  text: 'The first ship docked on Thursday.\n\nMore will come.',
  markdown: 'The first ship docked on **Thursday**.\n\nMore will come.',
  wordCount: 9,
  characterCount: 44,
  firstPublishedAt: '2024-06-21T08:53:00Z',
  publishedAt: '2024-06-22T00:00:00Z',
  updatedAt: '2024-06-23T01:02:03Z',
  source: {
    id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b11',
    slug: 'anhui-news',
    name: 'Anhui News',
    url: 'https://english.anhuinews.example/',
    kind: 'newspaper',
  },
  editor: { id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b12', slug: 'zheng-chen', name: 'Zheng Chen' },
  authors: ['Zhou Min', 'Ana Lima'],
  coEditors: ['Li Na'],
  tags: [
    { id: 't1', slug: 'business', kind: 'section', label: 'Business', mediaTopic: 'medtop:04000000' },
    { id: 't2', slug: 'ports', kind: 'topic', label: 'Ports', mediaTopic: null },
  ],
  images: [
    {
      url: 'https://media.qinghenews.example/port.jpg',
      width: 1200,
      height: 675,
      alt: 'Cranes over the port',
      caption: 'The port of Haiyan on Thursday.',
      credit: 'Photo: Zhou Min',
    },
    {
      url: 'https://media.qinghenews.example/ship.jpg',
      width: null,
      height: null,
      alt: null,
      caption: null,
      credit: null,
    },
  ],
  relatedNews: [
    { id: 'r1', title: 'Port planned for 2024', url: 'https://www.qinghenews.example/en/port-planned' },
    { id: null, title: 'Ships of the world', url: 'https://ships.example/world' },
    { id: null, title: 'The ultra-high growth rate of Huoqiu foie ...', url: null },
  ],
  translations: [
    {
      id: 'z1',
      language: 'zh-Hans',
      title: '海雁港新码头启用',
      url: 'https://www.qinghenews.example/zh-Hans/hai-yan-gang',
    },
  ],
  corrections: [
    { id: 'c2', version: 3, kind: 'correction', notice: 'It was the second ship.', at: '2024-06-23T01:02:03Z' },
    { id: 'c1', version: 2, kind: 'update', notice: 'A quote was added.', at: '2024-06-22T01:02:03Z' },
  ],
  originalUrl: 'https://english.anhuinews.example/2024/06/21/port.html',
  usage: {
    allowed: true,
    until: null,
    mustCredit: true,
    mustLinkBack: true,
    mayEdit: false,
    copyrightNotice: '© 2024 Anhui News',
    usageTerms: 'Free to republish with credit.',
    licence: 'https://creativecommons.org/licenses/by-nd/4.0/',
    reasons: ['open'],
  },
}

/** An article with nothing that an article may lack. */
export const bare: FeedItem = {
  ...whole,
  version: 1,
  originalTitle: null,
  subtitle: null,
  summary: null,
  dateline: null,
  publishedAt: whole.firstPublishedAt,
  updatedAt: whole.firstPublishedAt,
  source: { ...whole.source, url: null },
  editor: null,
  authors: [],
  coEditors: [],
  tags: [],
  images: [],
  relatedNews: [],
  translations: [],
  corrections: [],
  originalUrl: null,
  usage: {
    ...whole.usage,
    allowed: false,
    mustCredit: false,
    copyrightNotice: null,
    usageTerms: null,
    licence: null,
    reasons: ['rights-unknown'],
  },
}

/** A publication that says nothing of itself but its name. */
export const nameless: FeedPublication = {
  ...publication,
  baseUrl: null,
  contact: { email: null, phone: null },
  copyright: null,
  licence: null,
}
