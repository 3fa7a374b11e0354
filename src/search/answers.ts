/** The answers of search: hits as readers see them, with highlights, facets and suggestions. */
import { fitting, readingFilters, type Shape, type Views } from '../articles/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { Queries } from '../db/transactions.ts'
import { type ListRequest, pageOfSlice } from '../http/page.ts'
import { serializerOf } from '../http/serialization.ts'
import type { SiteDocument } from '../site/index.ts'
import { searchedTexts } from './document.ts'
import { facetsOf } from './facets.ts'
import { createHighlighter } from './highlights.ts'
import { type FacetName, type Facets, SearchHit, type SearchResults } from './schema.ts'
import { type Found, type FoundHit, mostCounted, placeOf, type Search, type SearchRequest } from './search.ts'

interface Dependencies {
  search: Search
  views: Views
  catalogue: Catalogue
}

/** A search as it was asked for over HTTP. */
export interface Asked {
  request: SearchRequest
  page: ListRequest
  shape: Shape
  facets: FacetName[]
  publication: SiteDocument
}

const hitText = serializerOf(SearchHit)

/** Makes the answers of search. */
export function createSearchAnswers({ search, views, catalogue }: Dependencies) {
  async function hitsOf(queries: Queries, found: Found, hits: FoundHit[], { shape, publication, request }: Asked) {
    const { viewer } = request
    const articles = hits.map(({ article }) => article)
    const blocks = new Map(hits.map(({ article, blocks }) => [article.id, blocks]))
    const shown = await views.reading(queries, articles, shape, { publication, blocks, viewer })
    // Nothing of a body is shown to who sees summaries only.
    const isWhole = viewer.profile?.content !== 'summary'
    const highlight = createHighlighter(found.query, found.ranked?.telling ?? [])
    return hits.map(({ article, blocks, score, match }, place) => ({
      article: shown[place] as SearchResults['data'][number]['article'],
      score,
      match,
      highlights: highlight(searchedTexts(article.document, isWhole ? blocks : []), match),
    }))
  }

  async function facetsFor(queries: Queries, asked: Asked, counted: Counted): Promise<Facets> {
    const tallies = await search.store.tally(queries, counted.ordinals)
    const named = tallies.filter(({ kind }) => kind !== 'language').map(({ value }) => value)
    const entries = await catalogue.store.findAll(queries, named)
    const { publication, request } = asked
    const language = request.filters.language[0] ?? (publication.languages[0] as string)
    return facetsOf(asked.facets, { ...counted, tallies, entries, timeZone: publication.timeZone, language })
  }

  /** A page of hits. Raises invalid-cursor. */
  async function results(queries: Queries, asked: Asked): Promise<SearchResults> {
    const { request, page } = asked
    const found = await search.list(queries, request)
    const cutAt = (limit: number) => pageOfSlice(found.hits, { ...page, limit }, (hit) => placeOf(found, hit))
    const hits = await search.read(queries, cutAt(page.limit).rows, request.viewer)
    const shown = await hitsOf(queries, found, hits, asked)
    const data = fittingHits(shown, asked)
    const cut = cutAt(data.length < shown.length ? data.length : page.limit)
    const counts = page.count || asked.facets.length > 0
    const counted = counts ? await search.ordinals(queries, request, found) : undefined
    const isFull = request.position !== undefined || hits.some(({ match }) => match === 'all')
    return {
      data,
      page: { ...cut.page, limit: page.limit, ...(page.count && counted && totalOf(counted)) },
      ranking: found.ranking,
      facets: counted && asked.facets.length > 0 ? await facetsFor(queries, asked, counted) : null,
      suggestion: isFull ? null : await search.nearest(queries, request, found),
    }
  }

  return { results }
}

/** Those hits that an answer has room for; a page that leads back is filled from its end. */
function fittingHits(hits: SearchHit[], { shape, page }: Asked): SearchHit[] {
  // Only bodies can make an answer that large.
  if (shape.body === 'none') return hits
  const texts = hits.map(hitText)
  const isBackwards = page.position?.direction === 'previous'
  const count = fitting(isBackwards ? texts.reverse() : texts)
  return isBackwards ? hits.slice(hits.length - count) : hits.slice(0, count)
}

type Counted = Awaited<ReturnType<Search['ordinals']>>

const totalOf = ({ ordinals, isComplete }: Counted) => ({
  total: Math.min(ordinals.length, mostCounted),
  ...(!isComplete && { atLeast: true }),
})

/** The filters of lists of articles that searches have too. */
export const searchFilters = {
  language: readingFilters.language,
  source: readingFilters.source,
  tag: readingFilters.tag,
  publishedAfter: readingFilters.publishedAfter,
  publishedBefore: readingFilters.publishedBefore,
}
