/** Examples that the article schemas accept; they stand in the OpenAPI document. */
import { usageExample } from '../lib/usage-schema.ts'

const id = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'

const texts = {
  title: 'New port terminal opens in Haiyan',
  originalTitle: null,
  subtitle: 'First ship from the lake region docks',
  summary: 'The terminal can handle 400,000 containers a year.',
  dateline: { place: 'Haiyan', date: '2024-06-20' },
  authors: ['Zhou Min'],
  coEditors: [],
  images: [
    {
      url: 'https://www.qinghenews.example/media/haiyan-port.jpg',
      width: 1200,
      height: 675,
      alt: 'Cranes over the port of Haiyan',
      caption: 'The port of Haiyan on Thursday.',
      credit: 'Photo: Zhou Min',
    },
  ],
  originalUrl: 'https://www.qinghenews.example/en/2024-06/21/port.html',
}
const rights = {
  copyrightNotice: '© 2026 Qinghe News',
  usageTerms: 'Free to republish with credit.',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  syndication: 'open',
  mustCredit: true,
  mustLinkBack: true,
  mayEdit: false,
  endsAt: null,
}

export const articleInputExample = {
  ...texts,
  language: 'en',
  slug: 'new-port-terminal-opens-in-haiyan',
  source: 'qinghe-news',
  editor: 'lin-yue',
  tags: ['new-energy'],
  rights,
  body: { html: '<p>The first ship docked on Thursday morning.</p>' },
}

const shared = {
  id,
  language: 'en',
  slug: 'new-port-terminal-opens-in-haiyan',
  url: 'https://www.qinghenews.example/en/new-port-terminal-opens-in-haiyan',
  ...texts,
  originalSource: null,
  source: { id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b13', slug: 'qinghe-news', name: 'Qinghe News' },
  editor: { id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b14', slug: 'lin-yue', name: 'Lin Yue' },
  tags: [{ id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b15', slug: 'new-energy', kind: 'topic', label: 'New energy' }],
  rights,
  wordCount: 7,
  characterCount: 39,
  readingMinutes: 1,
  version: 1,
  corrections: [],
  body: { blocks: [{ type: 'paragraph', id: 'k3v9x0q2ma', html: 'The first ship docked on Thursday morning.' }] },
  relatedNews: null,
  translations: null,
  firstPublishedAt: '2024-06-21T08:53:00Z',
  publishedAt: '2024-06-21T08:53:00Z',
  updatedAt: '2024-06-21T08:53:00Z',
  localTimes: null,
  translationOf: null,
}

export const articleExample = { ...shared, state: 'live', usage: usageExample }

/** What `fields=id,title,source.name,relatedNews.article.title` answers. */
export const sparseArticleExample = {
  id,
  title: texts.title,
  source: { name: 'Qinghe News' },
  relatedNews: [{ article: { title: 'Second berth planned' } }],
}

export const newsroomArticleExample = {
  ...shared,
  state: 'live',
  revision: 3,
  publishAt: null,
  embargoUntil: null,
  dueAt: null,
  expiresAt: null,
  withdrawal: null,
  externalId: null,
  warnings: [],
  createdAt: '2024-06-20T10:00:00Z',
  changedAt: '2024-06-21T08:53:00Z',
  changedBy: 'Night desk',
}
