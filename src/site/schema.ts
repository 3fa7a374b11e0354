import { type Static, Type } from 'typebox'
import { Contact, Licences, publicationExamples } from '../lib/publication-schema.ts'
import { Instant, Language, Text, Translated, WebAddress } from '../lib/scalars.ts'
import { choice, closed, inputOf, mergePatchOf, named, nullable } from '../lib/schema.ts'

/** The publication's own fields, every one present. */
export const SiteDocument = closed({
  name: Translated('Name in each language.', { en: 'Qinghe News', 'zh-Hans': '清河新闻网' }),
  baseUrl: nullable(WebAddress('Front page of the publication’s web site.')),
  articleUrl: Type.String({
    pattern: '^https?://[^\\s{}]+(\\{(language|slug|id)\\}[^\\s{}]*)+$',
    maxLength: 500,
    description: 'Address of an article’s page, with {language}, {slug} or {id} put in.',
    examples: ['https://www.qinghenews.example/{language}/{slug}'],
  }),
  languages: Type.Array(Language('A language of the publication.'), {
    minItems: 1,
    maxItems: 40,
    uniqueItems: true,
    description: 'The languages it appears in, the main one first.',
    examples: [['en', 'zh-Hans']],
  }),
  timeZone: Type.String({
    maxLength: 60,
    description: 'IANA time zone in which its pages print times.',
    examples: ['Asia/Shanghai'],
  }),
  contact: Contact,
  copyright: nullable(
    Text('The copyright line of its pages.', 'Copyright ©2019-2026 Qinghe News. All rights reserved.', 1000),
  ),
  licences: Licences,
  licence: nullable(
    WebAddress('Licence under which lists and feeds stand.', 'https://creativecommons.org/licenses/by/4.0/'),
  ),
  textMining: closed(
    {
      reserved: Type.Boolean({
        default: true,
        description: 'Whether the rights of text and data mining are reserved (W3C TDMRep).',
        examples: [true],
      }),
      policy: nullable(WebAddress('Where the terms of text and data mining are told.')),
    },
    { default: { reserved: true, policy: null }, description: 'What is allowed to text and data mining.' },
  ),
  reprintPolicy: choice(['advise', 'require'], {
    default: 'advise',
    description:
      'What happens when a reprint does not state what it must (source, original title, author, editor): a warning with the publication, or its refusal.',
    examples: ['advise'],
  }),
})
export type SiteDocument = Static<typeof SiteDocument>

const example = {
  name: { en: 'Qinghe News', 'zh-Hans': '清河新闻网' },
  baseUrl: 'https://www.qinghenews.example/',
  articleUrl: 'https://www.qinghenews.example/{language}/{slug}',
  languages: ['en', 'zh-Hans'],
  timeZone: 'Asia/Shanghai',
  contact: publicationExamples.contact,
  copyright: 'Copyright ©2019-2026 Qinghe News. All rights reserved.',
  licences: publicationExamples.licences,
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  textMining: { reserved: true, policy: null },
  reprintPolicy: 'advise',
}
const { reprintPolicy, ...shown } = SiteDocument.properties
const { reprintPolicy: _, ...shownExample } = example

export const Site = named(
  'Site',
  closed(
    { ...shown, updatedAt: Instant('When it was last changed.') },
    {
      description: 'The publication as readers see it.',
      examples: [{ ...shownExample, updatedAt: '2026-06-01T08:00:00Z' }],
    },
  ),
)

export const NewsroomSite = named(
  'NewsroomSite',
  closed(
    {
      ...shown,
      reprintPolicy,
      updatedAt: Instant('When it was last changed.'),
      revision: Type.Integer({ description: 'Grows with every change.', examples: [1] }),
    },
    {
      description: 'The publication as the newsroom sees it.',
      examples: [{ ...example, updatedAt: '2026-06-01T08:00:00Z', revision: 1 }],
    },
  ),
)

/** The publication, whole. */
export const SiteInput = inputOf(SiteDocument)
export const SiteChanges = named(
  'SiteChanges',
  mergePatchOf(SiteInput, {
    description: 'A merge patch of the publication.',
    examples: [{ contact: { phone: '0551-65179860' } }],
  }),
)

/** What a newsroom is before somebody says who it is: times on legacy pages are read as Chinese ones, as most are. */
export const initialSite: SiteDocument = {
  name: { en: 'Masthead' },
  baseUrl: null,
  articleUrl: 'https://news.example/{language}/{slug}',
  languages: ['en', 'zh-Hans'],
  timeZone: 'Asia/Shanghai',
  contact: { email: null, phone: null },
  copyright: null,
  licences: [],
  licence: null,
  textMining: { reserved: true, policy: null },
  reprintPolicy: 'advise',
}
