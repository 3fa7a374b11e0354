/** The shapes of search: its parameters, hits, facets and suggestions. */
import { type Static, type TProperties, Type } from 'typebox'
import { Article } from '../articles/schema.ts'
import { PageInfo } from '../lib/page-schema.ts'
import { choice, closed, named, nullable, ref } from '../lib/schema.ts'

export const facetNames = ['source', 'tag', 'language', 'year'] as const
export type FacetName = (typeof facetNames)[number]

const highlights = {
  title: 'New port terminal opens in <mark>Haiyan</mark>',
  summary: null,
  body: 'The first ship docked at <mark>Haiyan</mark> on Thursday.',
}
const hit = { article: (Article as { examples?: unknown[] }).examples?.[0], score: 7.25, match: 'all', highlights }
const facets = {
  source: [{ value: 'qinghe-news', label: 'Qinghe News', count: 12 }],
  year: [{ value: '2024', label: '2024', count: 12 }],
  isComplete: true,
}
const suggestion = { kind: 'query', text: 'haiyan port', id: null, slug: null, language: null }

const Highlights = named(
  'SearchHighlights',
  closed(
    {
      title: Type.String({
        description: 'The title, HTML-escaped, with what was found in <mark>.',
        examples: ['New port terminal opens in <mark>Haiyan</mark>'],
      }),
      summary: nullable(
        Type.String({
          description: 'The summary in the same way; null when nothing was found in it.',
          examples: ['The <mark>terminal</mark> can handle 400,000 containers a year.'],
        }),
      ),
      body: nullable(
        Type.String({
          description:
            'The passage of the body that has most of the query in it, about 160 characters; null when there is none.',
          examples: ['…the first ship docked at <mark>Haiyan</mark> on Thursday…'],
        }),
      ),
    },
    { description: 'Where a hit has what was looked for: escaped text with <mark>.', examples: [highlights] },
  ),
)

export const SearchHit = named(
  'SearchHit',
  closed(
    {
      article: ref(Article),
      score: nullable(
        Type.Number({
          description:
            'How well it matches, recency included; comparable within one answer. Null when hits stand newest first.',
          examples: [7.25],
        }),
      ),
      match: choice(['all', 'some'], {
        description: 'Whether it has all the terms of the query, or some of them.',
        examples: ['all'],
      }),
      highlights: ref(Highlights),
    },
    { description: 'One article that was found.', examples: [hit] },
  ),
)
export type SearchHit = Static<typeof SearchHit>

const facetValue = (what: string, example: string, label: string) =>
  Type.Optional(
    Type.Array(
      closed({
        value: Type.String({ description: `The ${what}, as the parameter takes it.`, examples: [example] }),
        label: Type.String({ description: 'Its name, for people.', examples: [label] }),
        count: Type.Integer({ minimum: 1, description: 'How many hits have it.', examples: [12] }),
      }),
      { description: `Hits by ${what}, at most 50, the most frequent first; only when asked for.` },
    ),
  )

const Facets = named(
  'SearchFacets',
  closed(
    {
      source: facetValue('source', 'qinghe-news', 'Qinghe News'),
      tag: facetValue('tag', 'new-energy', 'New energy'),
      language: facetValue('language', 'en', 'English'),
      year: facetValue('year of publication, by the clock of the site', '2024', '2024'),
      isComplete: Type.Boolean({
        description: 'False when there are more than 5,000 hits: then the newest 5,000 are counted.',
        examples: [true],
      }),
    },
    { description: 'How many hits have which source, tag, language and year.', examples: [facets] },
  ),
)
export type Facets = Static<typeof Facets>

export const SearchResults = named(
  'SearchResults',
  closed(
    {
      data: Type.Array(ref(SearchHit), { description: 'The hits of this page.' }),
      page: ref(PageInfo),
      ranking: choice(['relevance', 'newest'], {
        description:
          'How hits are ordered: by relevance with recency, or newest first, because that was asked for or because every term is too common to rank by.',
        examples: ['relevance'],
      }),
      facets: Type.Unsafe<Facets | null>({
        anyOf: [{ $ref: 'SearchFacets#' }, { type: 'null' }],
        description: 'Null unless `facets` asks for them.',
      }),
      suggestion: nullable(
        Type.String({
          description: 'When no article has all the terms: the nearest query that finds something, if there is one.',
          examples: ['haiyan port'],
        }),
      ),
    },
    {
      description: 'A page of what was found.',
      examples: [
        {
          data: [hit],
          page: { limit: 20, next: null, previous: null },
          ranking: 'relevance',
          facets,
          suggestion: null,
        },
      ],
    },
  ),
)
export type SearchResults = Static<typeof SearchResults>

export const suggestionKinds = ['query', 'tag', 'source', 'article'] as const

const Suggestion = named(
  'SearchSuggestion',
  closed(
    {
      kind: choice(suggestionKinds, {
        description: 'What it is: a longer query, a tag, a source, or an article by its title.',
        examples: ['query'],
      }),
      text: Type.String({ description: 'The text to show.', examples: ['haiyan port'] }),
      id: nullable(
        Type.String({
          format: 'uuid',
          description: 'Id of the tag, source or article; null for a query.',
          examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
        }),
      ),
      slug: nullable(
        Type.String({ description: 'Slug of the tag, source or article; null for a query.', examples: ['new-energy'] }),
      ),
      language: nullable(
        Type.String({ description: 'Language of the article; null for the others.', examples: ['en'] }),
      ),
    },
    { description: 'Something to offer while a query is being typed.', examples: [suggestion] },
  ),
)
export type Suggestion = Static<typeof Suggestion>

export const Suggestions = named(
  'SearchSuggestions',
  closed(
    { data: Type.Array(ref(Suggestion), { description: 'Queries first, then tags, sources and articles.' }) },
    { description: 'What may be meant by the beginning of a query.', examples: [{ data: [suggestion] }] },
  ),
)

export const queryText = (example: string) =>
  Type.String({
    maxLength: 400,
    description:
      'What to look for: terms, all of which an article should have; "phrases", -exclusions, beginnings* and title:terms.',
    examples: [example],
  })

/** The parameters of a search; `more` are those that lists of articles have. */
export const searchQuery = <P extends TProperties>(more: P) =>
  closed({
    q: queryText('harbour'),
    ...more,
    sort: Type.Optional(
      choice(['relevance', 'newest'], {
        default: 'relevance',
        description: 'The order of the hits: by relevance with recency, or newest first.',
        examples: ['relevance'],
      }),
    ),
    facets: Type.Optional(
      Type.String({
        pattern: `^(${facetNames.join('|')})(,(${facetNames.join('|')})){0,3}$`,
        maxLength: 60,
        description: `What to count the hits by: ${facetNames.join(', ')}; several with commas between.`,
        examples: ['source,year'],
      }),
    ),
  })
