/** What feeds are asked with, and the shapes of what they answer. */
import { Type } from 'typebox'
import { PageInfo, pageParameters } from '../lib/page-schema.ts'
import { choice, closed, named } from '../lib/schema.ts'

export const ninjsVersions = ['3.1', '2.2', '1.6'] as const

/** The parameters of every feed beside its filters. */
export const feedPageParameters = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'How many articles the feed may have: 20 unless this says otherwise, 100 in archives.',
      examples: [20],
    }),
  ),
  cursor: pageParameters.cursor,
}

/** The parameter of feeds that have archives. */
export const archiveParameter = {
  archive: Type.Optional(
    Type.String({
      pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
      description:
        'Instead of the newest articles, those that were last updated in this month (UTC), which must have ended: an archive document (RFC 5005 §4). Not together with `sort`.',
      examples: ['2024-06'],
    }),
  ),
}

export const ninjsParameter = {
  version: Type.Optional(
    choice(ninjsVersions, { default: '3.1', description: 'The version of ninjs.', examples: ['3.1'] }),
  ),
}

const { next, previous } = PageInfo.properties

/** A document of a standard that is not JSON. */
export const documentText = (description: string, example: string) => Type.String({ description, examples: [example] })

const open = { additionalProperties: true }

/** An article in ninjs. What is in it the schema of the version says. */
export const NinjsItem = named(
  'NinjsItem',
  Type.Object(
    {
      uri: Type.String({
        description: 'The identity of the article, whatever its version.',
        examples: ['urn:uuid:01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
      }),
    },
    {
      ...open,
      description: 'An article in IPTC ninjs, by the schema of the version that was asked for.',
      examples: [{ uri: 'urn:uuid:01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10', pubStatus: 'usable' }],
    },
  ),
)

export const NinjsFeed = named(
  'NinjsFeed',
  closed(
    {
      standard: choice(['ninjs'], { description: 'The standard that the items follow.', examples: ['ninjs'] }),
      version: choice(ninjsVersions, { description: 'Its version.', examples: ['3.1'] }),
      data: Type.Array(Type.Unsafe<object>({ $ref: 'NinjsItem#' }), {
        description: 'The items; on the first page those first that were canceled.',
      }),
      page: closed({ next, previous }, { description: 'Where to go on.' }),
    },
    {
      description: 'A page of articles in ninjs, which has no form for lists of its own.',
      examples: [{ standard: 'ninjs', version: '3.1', data: [], page: { next: null, previous: null } }],
    },
  ),
)

/** A JSON Feed. What is in it the standard says. */
export const JsonFeed = named(
  'JsonFeed',
  Type.Object(
    {
      version: Type.String({ description: 'The standard.', examples: ['https://jsonfeed.org/version/1.1'] }),
      title: Type.String({ description: 'The name of the publication.', examples: ['Qinghe News'] }),
      items: Type.Array(Type.Unsafe<object>({ type: 'object', additionalProperties: true }), {
        description: 'The articles.',
      }),
    },
    {
      ...open,
      description: 'A JSON Feed 1.1.',
      examples: [{ version: 'https://jsonfeed.org/version/1.1', title: 'Qinghe News', items: [] }],
    },
  ),
)

/** A schema.org NewsArticle. */
export const JsonLdArticle = named(
  'JsonLdArticle',
  Type.Object(
    {
      '@context': Type.Unsafe<unknown>({
        description: 'The vocabulary of its members.',
        examples: ['https://schema.org'],
      }),
    },
    {
      ...open,
      description: 'The article as schema.org `NewsArticle` in JSON-LD.',
      examples: [{ '@context': 'https://schema.org', '@type': 'NewsArticle' }],
    },
  ),
)
