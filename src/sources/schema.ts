import { type Static, Type } from 'typebox'
import { catalogueSchemas } from '../catalogue/index.ts'
import { Contact, Licences, publicationExamples, Rights } from '../lib/publication-schema.ts'
import { Language, Line, Translated, WebAddress } from '../lib/scalars.ts'
import { choice, closed, nullable } from '../lib/schema.ts'

export const sourceKinds = ['agency', 'newspaper', 'site', 'government', 'company', 'own'] as const

/** A source's own fields, every one present, null or empty when absent. */
export const SourceDocument = closed({
  name: Line('Name, in its own language or in English.', 'Qinghe News', 200),
  names: nullable(Translated('Names in other languages.', { 'zh-Hans': '清河新闻网' })),
  url: nullable(WebAddress('Its own site.')),
  kind: choice(sourceKinds, { default: 'site', description: 'What it is.', examples: ['newspaper'] }),
  country: nullable(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2 code.', examples: ['CN'] })),
  language: nullable(Language('The language it writes in.')),
  contact: nullable(Contact),
  licences: Licences,
  rights: nullable(Rights),
})
export type SourceDocument = Static<typeof SourceDocument>

export const sourceSchemas = catalogueSchemas({
  title: 'Source',
  document: SourceDocument,
  newsroomOnly: [],
  example: {
    slug: 'qinghe-news',
    name: 'Qinghe News',
    names: { 'zh-Hans': '清河新闻网' },
    url: 'https://www.qinghenews.example/',
    kind: 'site',
    country: 'CN',
    language: 'en',
    ...publicationExamples,
  },
  exampleChanges: { name: 'Qinghe News Online', contact: { phone: null } },
})

/** The parameters by which sources are found. */
export const sourceFilters = {
  kind: Type.Optional(
    Type.String({
      pattern: `^(${sourceKinds.join('|')})(,(${sourceKinds.join('|')}))*$`,
      description: `Any of these kinds, with commas between: ${sourceKinds.join(', ')}.`,
      examples: ['agency,newspaper'],
    }),
  ),
  country: Type.Optional(
    Type.String({
      pattern: '^[A-Z]{2}(,[A-Z]{2})*$',
      maxLength: 300,
      description: 'Any of these countries (ISO 3166-1 alpha-2), with commas between.',
      examples: ['CN'],
    }),
  ),
  language: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9-]{2,35}(,[A-Za-z0-9-]{2,35})*$',
      maxLength: 300,
      description: 'Any of these languages, with commas between.',
      examples: ['en,zh-Hans'],
    }),
  ),
}
