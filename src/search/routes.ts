/** What readers may look for: articles by words, and words by their beginnings. */
import { Type } from 'typebox'
import { canonical, shapeOf, shapeParameters, type Views } from '../articles/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { type ListRequest, linkPages, pageRequestOf } from '../http/page.ts'
import { instantsOrDatesOf, split } from '../http/parameters.ts'
import { invalidParameter } from '../http/problems.ts'
import { sendSerialized } from '../http/serialization.ts'
import { firstOrdinalAt } from '../lib/ordinal.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Language } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteStore } from '../site/index.ts'
import { createSearchAnswers, searchFilters } from './answers.ts'
import { knownQuery, type SearchQuery } from './query.ts'
import { type FacetName, queryText, SearchResults, Suggestions, searchQuery } from './schema.ts'
import type { Search, SearchRequest } from './search.ts'
import { createSuggestions } from './suggestions.ts'

interface Dependencies {
  db: Transactions
  search: Search
  views: Views
  catalogue: Catalogue
  site: SiteStore
  publicUrl: string
}

const tags = ['Search']

interface Query {
  q: string
  language?: string
  source?: string
  tag?: string
  publishedAfter?: string
  publishedBefore?: string
  sort?: 'relevance' | 'newest'
}

/** Raises invalid-parameter for a query without anything to look for. */
function parsed(q: string): SearchQuery {
  const query = knownQuery(q)
  if (query.units.length === 0) throw invalidParameter('q', 'must have something to look for: a word or a character')
  return query
}

/** No filter where none was given; where it names nothing that is here, one that no article passes. */
const anyOf = (ids: string[] | undefined): string[] => (ids?.length === 0 ? [''] : (ids ?? []))

const unlimited = { first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER }

/** Between when hits were published; days are those of the site. Raises invalid-parameter. */
async function rangeOf(queries: Queries, query: Query, site: SiteStore) {
  if (query.publishedAfter === undefined && query.publishedBefore === undefined) return {}
  const { document } = await site.find(queries)
  return instantsOrDatesOf(query, ['publishedAfter', 'publishedBefore'], document.timeZone)
}

/** The search that a request asks for. Raises invalid-parameter. */
async function requestOf(
  queries: Queries,
  search: Search,
  query: Query,
  page: ListRequest,
  site: SiteStore,
  viewer: Viewer,
): Promise<SearchRequest> {
  const { publishedAfter, publishedBefore } = await rangeOf(queries, query, site)
  const named = await search.store.idsOf(queries, { source: split(query.source), tag: split(query.tag) })
  return {
    query: parsed(query.q),
    filters: {
      language: (split(query.language) ?? []).map(canonical),
      source: anyOf(named.source),
      tag: anyOf(named.tag),
    },
    viewer,
    first: publishedAfter === undefined ? unlimited.first : firstOrdinalAt(publishedAfter),
    last: publishedBefore === undefined ? unlimited.last : firstOrdinalAt(publishedBefore) - 1,
    sort: query.sort ?? 'relevance',
    limit: page.limit,
    position: page.position,
  }
}

function registerResults(app: App, { db, search, views, catalogue, site, publicUrl }: Dependencies): void {
  const answers = createSearchAnswers({ search, views, catalogue, site })
  app.get('/v1/search', {
    config: { cache: 'tick' },
    schema: {
      operationId: 'searchArticles',
      summary: 'Search articles',
      description:
        'Live articles with what is looked for in title, summary or body: English by words, Chinese by any characters that stand side by side. `"…"` keeps words together, `-` excludes, `*` at the end of a word means any ending, `title:` looks in titles only. Articles with all terms come first; when there are none, or the query is a sentence, those with some of them follow.',
      tags,
      querystring: searchQuery({ ...searchFilters, ...shapeParameters, ...pageParameters }),
      response: { 200: answer('A page of hits.', ref(SearchResults)) },
    },
    handler: async (request, reply) => {
      const { query } = request
      const page = pageRequestOf(request)
      const { parts, page: info } = await db.snapshot(async (queries) => {
        const asked = await requestOf(queries, search, query as Query, page, site, request.viewer)
        const facets = (split(query.facets) ?? []) as FacetName[]
        return answers.results(queries, { request: asked, page, shape: shapeOf(query, 'none'), facets })
      })
      linkPages(request, reply, publicUrl, info)
      return sendSerialized(reply, parts) as never
    },
  })
}

function registerSuggestions(app: App, { db, search }: Dependencies): void {
  const suggestions = createSuggestions(search)
  app.get('/v1/search/suggestions', {
    config: { cache: 'tick' },
    schema: {
      operationId: 'suggestSearches',
      summary: 'Suggest searches as one types',
      description:
        'What may be meant by the beginning of a query: words of titles, tags and sources whose names begin so, and articles that have it in their titles.',
      tags,
      querystring: closed({
        q: queryText('har'),
        language: Type.Optional(Language('Only words and articles in this language.')),
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 20, default: 5, description: 'How many of each kind.', examples: [5] }),
        ),
      }),
      response: { 200: answer('The suggestions.', ref(Suggestions)) },
    },
    handler: async ({ query: { q, language, limit }, viewer }) => {
      const asked = { limit: limit ?? 5, language: language === undefined ? undefined : canonical(language), viewer }
      return { data: await db.snapshot((queries) => suggestions(queries, q, asked)) }
    },
  })
}

/** Registers the two operations of search. */
export function registerSearch(app: App, dependencies: Dependencies): void {
  registerResults(app, dependencies)
  registerSuggestions(app, dependencies)
}
