/** The answers of search: hits as readers see them, with highlights, facets and suggestions. */
import { fitting, readingFilters, type Shape, type Views } from '../articles/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { Queries } from '../db/transactions.ts'
import { type ListRequest, pageOfSlice } from '../http/page.ts'
import { membersSerializerOf } from '../http/serialization.ts'
import type { SiteStore } from '../site/index.ts'
import { facetsOf } from './facets.ts'
import { createHitTexts, type HitText } from './hits.ts'
import { type FacetName, type Facets, SearchResults } from './schema.ts'
import { mostCounted, placeOf, type Search, type SearchRequest } from './search.ts'

interface Dependencies {
  search: Search
  views: Views
  catalogue: Catalogue
  site: SiteStore
}

/** A search as it was asked for over HTTP. */
export interface Asked {
  request: SearchRequest
  page: ListRequest
  shape: Shape
  facets: FacetName[]
}

/** An answer as JSON in parts that follow each other, and where its page stands in its list. */
export interface SearchAnswer {
  parts: string[]
  page: SearchResults['page']
}

const afterHits = membersSerializerOf(SearchResults, ['page', 'ranking', 'facets', 'suggestion'])

/** Makes the answers of search. */
export function createSearchAnswers({ search, views, catalogue, site }: Dependencies) {
  const hitTexts = createHitTexts({ search, views })

  async function facetsFor(queries: Queries, { request, facets }: Asked, counted: Counted): Promise<Facets> {
    const { document: publication } = await site.find(queries)
    const tallies = await search.store.tally(queries, counted.ordinals)
    const named = tallies.filter(({ kind }) => kind !== 'language').map(({ value }) => value)
    const entries = await catalogue.store.findAll(queries, named)
    const language = request.filters.language[0] ?? (publication.languages[0] as string)
    return facetsOf(facets, { ...counted, tallies, entries, timeZone: publication.timeZone, language })
  }

  /** A page of hits. Raises invalid-cursor. */
  async function results(queries: Queries, asked: Asked): Promise<SearchAnswer> {
    const { request, page, shape, facets } = asked
    const found = await search.list(queries, request)
    const cutAt = (limit: number) => pageOfSlice(found.hits, { ...page, limit }, (hit) => placeOf(found, hit))
    const cut = cutAt(page.limit)
    const hits = await hitTexts(queries, cut.rows, found, { shape, viewer: request.viewer })
    const data = fittingHits(hits, asked)
    const info = data.length < hits.length ? cutAt(data.length).page : cut.page
    const counts = page.count || facets.length > 0
    const counted = counts ? await search.ordinals(queries, request, found) : undefined
    const isFull = request.position !== undefined || hits.some(({ hit }) => hit.match === 'all')
    const pageInfo = { ...info, limit: page.limit, ...(page.count && counted && totalOf(counted)) }
    const rest = afterHits({
      page: pageInfo,
      ranking: found.ranking,
      facets: counted && facets.length > 0 ? await facetsFor(queries, asked, counted) : null,
      suggestion: isFull ? null : await search.nearest(queries, request, found),
    })
    return { parts: answerParts(data, rest), page: pageInfo }
  }

  return { results }
}

/** Those hits that an answer has room for; a page that leads back is filled from its end. */
function fittingHits(hits: HitText[], { shape, page }: Asked): HitText[] {
  // Only bodies can make an answer that large.
  if (shape.body === 'none') return hits
  const isBackwards = page.position?.direction === 'previous'
  const texts = hits.map(({ text, highlights }) => text + highlights)
  const count = fitting(isBackwards ? texts.reverse() : texts)
  return isBackwards ? hits.slice(hits.length - count) : hits.slice(0, count)
}

/** The JSON of an answer, in parts. */
function answerParts(hits: HitText[], rest: string): string[] {
  const parts = ['{"data":[']
  for (const [index, { text, highlights }] of hits.entries()) parts.push(index === 0 ? '' : ',', text, highlights)
  parts.push(`],${rest}}`)
  return parts
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
